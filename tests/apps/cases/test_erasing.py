"""After the time of keeping nothing personal of a closed contact remains."""

from datetime import timedelta
from itertools import chain

import pytest
from django.apps import apps

from tests.factories.cases import NOW, SYSTEM, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from vungxanh.apps.cases.actions import cases, erasing, followup, identity, people, self_reports
from vungxanh.apps.cases.models import CaseState, Exposure, Person, Plan, Standing

pytestmark = pytest.mark.django_db
NAME, NUMBER, HOME, SAID = "Đặng Thị Riêng Tư", "0905987654", "Kiệt 12 đường Riêng", "ăn cưới nhà bác Riêng"
LATER = NOW + timedelta(days=60)


def everything() -> str:
    """Every value of every table, sealed columns opened."""
    rows = (model._default_manager.values_list() for model in apps.get_models())
    return "\n".join(str(row) for row in chain.from_iterable(rows))


def a_closed_contact() -> Person:
    """Somebody who was near, was followed up, and is done; the case recovered."""
    by = a_cdc_officer()
    commune = a_commune()
    case, near = a_case(by=by), a_person(commune, name=NAME, phone=NUMBER, address=HOME)
    an_exposure(case.person, near, by=by, note=SAID)
    plan, carer = Plan.objects.get(person=near), a_health_officer(commune)
    identity.open_identity(near, "gọi điện hằng ngày", by=carer, at=NOW)
    self_reports.make_link(plan, "t" * 32, by=carer, at=NOW)
    done = NOW + timedelta(days=20)
    cases.end(case, CaseState.RECOVERED, done.date(), version=case.version, by=by, at=done)
    followup.end_what_is_over(by=SYSTEM, at=done)
    return near


def test_nothing_personal_is_left_in_any_table_after_the_time_of_keeping() -> None:
    near = a_closed_contact()
    before = everything()
    assert all(secret in before for secret in (NAME, NUMBER, HOME, SAID))
    erasing.erase_what_is_over(by=SYSTEM, at=LATER)
    after = everything()
    assert not [secret for secret in (NAME, NUMBER, HOME, SAID) if secret in after]
    assert Person.objects.get(pk=near.pk).erased_at == LATER


def test_what_counts_need_stays() -> None:
    near = a_closed_contact()
    erasing.erase_what_is_over(by=SYSTEM, at=LATER)
    assert Exposure.objects.get().target == near
    assert Standing.objects.get(person=near).level == 1


def test_nobody_is_erased_before_their_time_nor_twice() -> None:
    a_closed_contact()
    assert erasing.erase_what_is_over(by=SYSTEM, at=NOW + timedelta(days=people.KEPT_DAYS - 1)) == 0
    assert erasing.erase_what_is_over(by=SYSTEM, at=LATER) == 2
    assert erasing.erase_what_is_over(by=SYSTEM, at=LATER) == 0


def test_a_person_with_an_open_plan_stays() -> None:
    by = a_cdc_officer()
    case, near = a_case(by=by), a_person(name=NAME)
    an_exposure(case.person, near, by=by)
    assert erasing.erase_what_is_over(by=SYSTEM, at=LATER) == 0
