"""Follow-up: checks, samples, reasoned dates, handing on, the end on its day."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories.cases import (
    NOW,
    SYSTEM,
    TODAY,
    a_case,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_person,
    an_exposure,
)
from vungxanh.apps.cases.actions import deciding, followup, rings, sampling
from vungxanh.apps.cases.models import Case, Check, Outcome, Person, Plan, Release, Sample, SampleResult, Standing
from vungxanh.apps.cases.queries import lists
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import Invalid, NotFound

pytestmark = pytest.mark.django_db


@dataclass
class Followed:
    """A case's contact in a commune, and who cares."""

    by: Officer
    case: Case
    near: Person

    @property
    def plan(self) -> Plan:
        return Plan.objects.get(person=self.near)

    @property
    def carer(self) -> Officer:
        return a_health_officer(self.near.commune)  # type: ignore[arg-type]


def a_contact() -> Followed:
    by = a_cdc_officer()
    ill, near = a_person(), a_person()
    case = a_case(ill, by=by)
    an_exposure(ill, near, by=by)
    return Followed(by, case, near)


def test_a_commune_writes_down_the_day_and_sees_only_its_own() -> None:
    held = a_contact()
    carer = held.carer
    row = lists.day_list(carer, TODAY).first()
    assert row is not None
    followup.check(row, Outcome.WELL, temperature=Decimal("36.8"), by=carer, at=NOW)
    assert Check.objects.get(pk=row.pk).outcome == Outcome.WELL
    other = a_health_officer(a_commune())
    assert not lists.day_list(other, TODAY).exists()
    with pytest.raises(NotFound):
        followup.check(row, Outcome.WELL, by=other, at=NOW)


@pytest.mark.parametrize(
    ("outcome", "symptoms", "temperature", "field"),
    [
        (Outcome.SYMPTOMS, [], None, "symptoms"),
        (Outcome.SYMPTOMS, ["wings"], None, "symptoms"),
        (Outcome.WELL, [], Decimal("50.0"), "temperature"),
    ],
)
def test_a_check_that_cannot_be_is_refused_beside_its_field(
    outcome: Outcome, symptoms: list[str], temperature: Decimal | None, field: str
) -> None:
    held = a_contact()
    row = Check.objects.filter(plan=held.plan).earliest("day")
    with pytest.raises(Invalid) as refused:
        followup.check(row, outcome, symptoms=symptoms, temperature=temperature, by=held.carer, at=NOW)
    assert [error.field for error in refused.value.errors] == [field]


def test_missed_checks_are_a_flag_and_never_a_longer_quarantine() -> None:
    held = a_contact()
    before = held.plan
    followup.flag_all_overdue(TODAY + timedelta(days=3))
    after = held.plan
    assert after.overdue == 6
    assert (after.quarantine_ends_on, after.ends_on) == (before.quarantine_ends_on, before.ends_on)


def test_a_plan_ends_the_day_after_its_last_and_only_once() -> None:
    held = a_contact()
    late = NOW + (held.plan.ends_on - TODAY) + timedelta(days=1)
    assert followup.end_what_is_over(by=SYSTEM, at=late - timedelta(days=1)) == 0
    assert followup.end_what_is_over(by=SYSTEM, at=late) == 1
    assert followup.end_what_is_over(by=SYSTEM, at=late) == 0


def test_an_officer_shortens_with_a_reason_and_may_take_it_back() -> None:
    held = a_contact()
    before = held.plan.quarantine_ends_on
    sooner = TODAY + timedelta(days=5)
    with pytest.raises(Invalid):
        deciding.change_days(held.near, quarantine_until=sooner, why=" ", by=held.by, at=NOW)
    deciding.change_days(held.near, quarantine_until=sooner, why="đã tiêm đủ liều", by=held.by, at=NOW)
    assert held.plan.quarantine_ends_on == sooner
    assert Release.objects.get(person=held.near).until == sooner
    deciding.undo(held.near, by=held.by, at=NOW)
    assert held.plan.quarantine_ends_on == before


def test_a_positive_sample_makes_a_case_whose_contacts_are_f1() -> None:
    held = a_contact()
    far = a_person()
    an_exposure(held.near, far, by=held.by, started_at=NOW - timedelta(days=1))
    sample = sampling.take(held.near, TODAY, laboratory="CDC", by=held.carer, at=NOW)
    case = sampling.result(sample, SampleResult.POSITIVE, by=held.carer, at=NOW, entropy=secrets.token_bytes)
    assert case is not None
    assert Standing.objects.get(person=held.near).level == 0
    assert Standing.objects.get(person=far).level == 1
    assert held.plan.ended_on == TODAY


def test_an_f2_goes_home_when_the_f1_between_is_negative() -> None:
    held = a_contact()
    far = a_person()
    an_exposure(held.near, far, by=held.by, started_at=NOW - timedelta(days=1))
    rings.open_ring(held.case, 2, people_seen=1, by=held.by, at=NOW)
    sample = sampling.take(held.near, TODAY, by=held.carer, at=NOW)
    sampling.result(sample, SampleResult.NEGATIVE, by=held.carer, at=NOW, entropy=secrets.token_bytes)
    assert Release.objects.get(person=far).cleared == "between"
    assert Release.objects.get(person=held.near).cleared == ""


def test_a_due_sample_is_the_one_that_is_taken() -> None:
    held = a_contact()
    due = Sample.objects.filter(person=held.near).earliest("due_on")
    taken = sampling.take(held.near, max(due.due_on, TODAY), by=held.carer, at=NOW)  # type: ignore[type-var]
    assert taken.pk == due.pk


def test_a_person_who_lives_elsewhere_is_handed_on_and_leaves_the_list() -> None:
    held = a_contact()
    carer, there = held.carer, a_commune()
    followup.hand_on(held.plan, there, why="tạm trú nơi khác", by=carer, at=NOW)
    assert not lists.day_list(carer, TODAY).exists()
    assert lists.day_list(a_health_officer(there), TODAY).exists()
    assert Standing.objects.get(person=held.near).path == there.path
