"""After the time of keeping nothing personal of a closed contact remains."""

from datetime import datetime, timedelta
from itertools import chain
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction

from tests.factories.cases import NOW, SYSTEM, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from vungxanh.apps.cases.actions import cases, erasing, followup, identity, ordering, sampling, self_reports
from vungxanh.apps.cases.models import CaseState, Exposure, Person, Plan, Sample, Standing
from vungxanh.core.records.retention import limits

pytestmark = pytest.mark.django_db
NAME, NUMBER, HOME, SAID = "Đặng Thị Riêng Tư", "0905987654", "Kiệt 12 đường Riêng", "ăn cưới nhà bác Riêng"
EVIDENCE, FACILITY, LABORATORY = "theo lời bà Tư kể", "nhà trọ bà Tư", "phòng mạch bà Tư"
LATER = NOW + timedelta(days=60)
KEPT = limits({})["people"]


def everything() -> str:
    """Every value of every table, sealed columns opened."""
    rows = (model._default_manager.values_list() for model in apps.get_models())
    return "\n".join(str(row) for row in chain.from_iterable(rows))


def erase(at: datetime) -> int:
    """What the night of that day erases."""
    with transaction.atomic():
        return erasing.erase(at - KEPT, 500)


def a_closed_contact() -> Person:
    """Somebody who was near, was followed up, and is done; the case recovered."""
    by = a_cdc_officer()
    commune = a_commune()
    case, near = a_case(by=by), a_person(commune, name=NAME, phone=NUMBER, address=HOME)
    an_exposure(case.person, near, by=by, note=SAID, evidence=EVIDENCE)
    plan, carer = Plan.objects.get(person=near), a_health_officer(commune)
    identity.open_identity(near, "gọi điện hằng ngày", by=carer, at=NOW)
    self_reports.make_link(plan, "t" * 32, by=carer, at=NOW)
    ordering.draft([plan], batch=uuid4(), facility=FACILITY, by=by, at=NOW)
    sample = sampling.take(near, NOW.date(), by=carer, at=NOW)
    Sample.objects.filter(pk=sample.pk).update(laboratory=LABORATORY)
    done = NOW + timedelta(days=20)
    cases.end(case, CaseState.RECOVERED, done.date(), version=case.version, by=by, at=done)
    followup.end_what_is_over(by=SYSTEM, at=done)
    return near


def test_nothing_personal_is_left_in_any_table_after_the_time_of_keeping() -> None:
    near = a_closed_contact()
    before = everything()
    assert all(secret in before for secret in (NAME, NUMBER, HOME, SAID, EVIDENCE, FACILITY, LABORATORY))
    erase(LATER)
    after = everything()
    assert not [secret for secret in (NAME, NUMBER, HOME, SAID, EVIDENCE, FACILITY, LABORATORY) if secret in after]
    assert Person.objects.get(pk=near.pk).erased_at == LATER


def test_what_counts_need_stays() -> None:
    near = a_closed_contact()
    erase(LATER)
    assert Exposure.objects.get().target == near
    assert Standing.objects.get(person=near).level == 1


def test_nobody_is_erased_before_their_time_nor_twice() -> None:
    a_closed_contact()
    assert erase(NOW + KEPT - timedelta(days=1)) == 0
    assert erase(LATER) == 2
    assert erase(LATER) == 0


def test_a_person_with_an_open_plan_stays() -> None:
    by = a_cdc_officer()
    case, near = a_case(by=by), a_person(name=NAME)
    an_exposure(case.person, near, by=by)
    assert erase(LATER) == 0
