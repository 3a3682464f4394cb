"""After the time of keeping nothing personal of a closed contact remains."""

import json
from datetime import datetime, timedelta
from itertools import chain
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction

from tests.factories.cases import NOW, SYSTEM, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from vungxanh.apps.cases.actions import cases, erasing, followup, identity, ordering, sampling, self_reports
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.models import Case, CaseState, Exposure, Person, Plan, Ring, Sample, Standing, Tally
from vungxanh.apps.cases.queries.neighbourhood import alone
from vungxanh.core.casework.times import midnight
from vungxanh.core.casework.words import Said
from vungxanh.core.records.retention import limits
from vungxanh.kit import audit
from vungxanh.kit.clock import day_of

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


def erase_meetings(at: datetime, at_most: int = 500) -> int:
    """What the night of that day deletes of meetings."""
    with transaction.atomic():
        return erasing.erase_meetings(at - KEPT, at_most)


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


def test_what_counts_need_stays_and_no_minute_of_anybody_s_day() -> None:
    near = a_closed_contact()
    met = Exposure.objects.get()
    assert met.started_at.isoformat() in everything_of(near)
    assert (erase(LATER), erase_meetings(LATER)) == (2, 1)
    assert not Exposure.objects.exists()
    left = Standing.objects.get(person=near)
    assert (left.level, left.sources, left.case) == (1, 1, Case.objects.get())
    assert left.first_at == left.last_at == midnight(day_of(met.started_at))
    assert (left.detail["chain"], [term["chain"] for term in left.detail["terms"]]) == ([], [[]])
    assert Tally.objects.get(level=1).count == 1
    for moment in (met.started_at, met.ended_at):
        assert moment.isoformat() not in everything_of(near)


def everything_of(person: Person) -> str:
    """What is derived of them, as it is stored."""
    standing = Standing.objects.get(person=person)
    return json.dumps([standing.detail, standing.first_at, standing.last_at], default=str).replace(" ", "T")


def test_whoever_was_erased_stands_as_on_that_day_whatever_is_derived_later() -> None:
    near = a_closed_contact()
    erase(LATER)
    erase_meetings(LATER)
    before = list(Standing.objects.order_by("pk").values())
    with transaction.atomic():
        audit.hold()
        derive([near.pk], cause=Said("vi", "en"), by=SYSTEM, at=LATER)
    assert list(Standing.objects.order_by("pk").values()) == before
    assert not alone(list(Person.objects.values_list("pk", flat=True))).persons


def test_meetings_go_a_bounded_number_at_a_time_and_only_once() -> None:
    near = a_closed_contact()
    case = Case.objects.get()
    for day in (2, 3):
        at = NOW - timedelta(days=day)
        an_exposure(case.person, near, started_at=at - timedelta(hours=1))
    erase(LATER)
    assert len(list(erasing.over_meetings(LATER - KEPT))) == 3
    assert [erase_meetings(LATER, at_most=2) for _night in range(3)] == [2, 1, 0]


def test_a_meeting_with_somebody_open_is_kept_to_the_minute() -> None:
    near = a_closed_contact()
    open_ = a_case(by=a_cdc_officer())
    an_exposure(near, open_.person)
    followup.end_what_is_over(by=SYSTEM, at=NOW + timedelta(days=20))
    met = Exposure.objects.get(target=open_.person)
    erase(LATER)
    assert erase_meetings(LATER) == 1
    assert Exposure.objects.get() == met
    assert Exposure.objects.get().started_at == met.started_at


def test_the_links_of_an_open_contact_s_chain_are_kept_until_it_is_closed() -> None:
    """F2 of a case through an F1: their own meeting and the one before it both say why."""
    near = a_closed_contact()
    case, second = Case.objects.get(), a_person(name="Lê Thị Hai")
    Ring.objects.create(case=case, level=2, preview={}, opened_by="x", opened_at=NOW)
    an_exposure(near, second, started_at=NOW - timedelta(days=1))
    followup.end_what_is_over(by=SYSTEM, at=NOW + timedelta(days=20))
    Plan.objects.filter(person=second).update(ended_on=None)
    erase(LATER)
    assert Standing.objects.get(person=second).level == 2
    assert Person.objects.filter(erased_at=LATER).count() == 2
    assert erase_meetings(LATER) == 0
    Plan.objects.filter(person=second).update(ended_on=NOW.date())
    erase(LATER)
    assert erase_meetings(LATER) == 2


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
