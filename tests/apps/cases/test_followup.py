"""Follow-up: checks, samples, reasoned dates, handing on, the end on its day."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
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
from vungxanh.apps.cases.actions import cases, deciding, followup, planning, rings, sampling
from vungxanh.apps.cases.models import (
    Case,
    Check,
    Classification,
    Decision,
    Derivation,
    Outcome,
    Person,
    Plan,
    Release,
    Sample,
    SampleResult,
    Standing,
)
from vungxanh.apps.cases.queries import days
from vungxanh.apps.cases.queries.days import Printed
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.clock import day_of
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
    row = days.printed(carer, TODAY, most=2).checks[0]
    followup.check(row, Outcome.WELL, temperature=Decimal("36.8"), by=carer, at=NOW)
    assert Check.objects.get(pk=row.pk).outcome == Outcome.WELL
    other = a_health_officer(a_commune())
    assert days.printed(other, TODAY, most=2) == Printed([], 0, "")
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


def test_a_later_decision_keeps_what_the_earlier_one_said() -> None:
    held = a_contact()
    sooner = TODAY + timedelta(days=5)
    deciding.change_days(held.near, quarantine_until=sooner, why="đã tiêm đủ liều", by=held.by, at=NOW)
    deciding.set_place(held.near, "home", why="nhà có phòng riêng", by=held.by, at=NOW)
    decision = Decision.objects.get(person=held.near, undone_at=None)
    assert (decision.quarantine_until, decision.place) == (sooner, "home")
    assert (held.plan.quarantine_ends_on, held.plan.place) == (sooner, "home")


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


def swabbed(person: Person, found: SampleResult, *, day: date = TODAY, at: datetime = NOW) -> Sample:
    """A sample of a contact and its result."""
    carer = a_health_officer(person.commune)  # type: ignore[arg-type]
    sample = sampling.take(person, day, by=carer, at=at)
    sampling.result(sample, found, by=carer, at=at, entropy=secrets.token_bytes)
    return sample


def is_followed(person: Person) -> bool:
    """Whether anything is asked of a person; plan, checks, tokens and the day's list say the same."""
    plan = Plan.objects.get(person=person)
    carer = a_health_officer(person.commune)  # type: ignore[arg-type]
    said = {
        plan.ended_on is None,
        Check.objects.filter(plan=plan, outcome=Outcome.DUE).exists(),
        Release.objects.filter(person=person, cleared="").exists(),
        plan.pk in {row.plan_id for row in days.printed(carer, TODAY, most=9).checks},
    }
    assert len(said) == 1
    return said.pop()


def an_f2_of(held: Followed, *between: Person) -> Person:
    """Somebody whom these contacts met; ring F2 is open."""
    far = a_person()
    for one in between:
        an_exposure(one, far, by=held.by, started_at=NOW - timedelta(days=1))
    rings.open_ring(held.case, 2, people_seen=1, by=held.by, at=NOW)
    return far


def test_an_f2_is_free_when_the_f1_between_is_negative_and_no_later_run_holds_them_again() -> None:
    held = a_contact()
    far = an_f2_of(held, held.near)
    assert is_followed(far)
    swabbed(held.near, SampleResult.NEGATIVE)
    plan = Plan.objects.get(person=far)
    assert (plan.ended_on, plan.ended_why) == (TODAY, planning.BETWEEN)
    assert Release.objects.get(person=far).cleared == "between"
    run = Derivation.objects.latest("pk")
    assert [change.person_id for change in run.changes.all()] == [far.pk]
    an_exposure(held.case.person, a_person(), by=held.by)
    followup.end_what_is_over(by=SYSTEM, at=NOW)
    assert not is_followed(far)
    assert is_followed(held.near)


@pytest.mark.parametrize("corrected", [SampleResult.UNCLEAR, SampleResult.POSITIVE])
def test_a_negative_that_is_corrected_holds_the_f2_again(corrected: SampleResult) -> None:
    held = a_contact()
    far = an_f2_of(held, held.near)
    due = list(Check.objects.filter(plan__person=far).values_list("day", "number"))
    sample = swabbed(held.near, SampleResult.NEGATIVE)
    assert not is_followed(far)
    sampling.result(sample, corrected, by=held.carer, at=NOW, entropy=secrets.token_bytes)
    if corrected == SampleResult.UNCLEAR:
        assert list(Check.objects.filter(plan__person=far).values_list("day", "number")) == due
        assert is_followed(far)
    assert Standing.objects.get(person=far).level == (1 if corrected == SampleResult.POSITIVE else 2)
    assert Plan.objects.get(person=far).ended_on is None


def test_only_a_sample_taken_on_or_after_they_last_met_frees_and_all_between_must_have_one() -> None:
    held = a_contact()
    other = a_person()
    an_exposure(held.case.person, other, by=held.by)
    far = an_f2_of(held, held.near, other)
    exposed, met = (Standing.objects.get(person=each).last_at for each in (held.near, far))
    assert exposed
    assert met
    assert exposed < met
    swabbed(other, SampleResult.NEGATIVE)
    for day in (day_of(exposed) - timedelta(days=1), day_of(exposed), day_of(met) - timedelta(days=1)):
        swabbed(held.near, SampleResult.NEGATIVE, day=day)
        assert is_followed(far)
    swabbed(held.near, SampleResult.NEGATIVE, day=day_of(met))
    assert not is_followed(far)


def test_an_f2_who_was_free_and_meets_the_f1_again_waits_for_another_result() -> None:
    held = a_contact()
    far = an_f2_of(held, held.near)
    swabbed(held.near, SampleResult.NEGATIVE)
    assert not is_followed(far)
    later = NOW + timedelta(days=3)
    an_exposure(held.near, far, by=held.by, started_at=later, at=later)
    assert Plan.objects.get(person=far).ended_on is None
    assert Release.objects.get(person=far).cleared == ""
    swabbed(held.near, SampleResult.NEGATIVE, day=later.date(), at=later)
    assert Plan.objects.get(person=far).ended_why == planning.BETWEEN


def test_a_negative_of_before_the_ring_was_opened_counts_and_a_new_exposure_of_the_f1_holds_again() -> None:
    held = a_contact()
    swabbed(held.near, SampleResult.NEGATIVE)
    far = an_f2_of(held, held.near)
    assert Standing.objects.get(person=far).level == 2
    assert not Plan.objects.filter(person=far).exists()
    later = NOW + timedelta(days=1)
    an_exposure(held.case.person, held.near, by=held.by, started_at=later, at=later)
    assert Plan.objects.get(person=far).ended_on is None


def test_an_officers_decision_holds_who_a_negative_would_free() -> None:
    held = a_contact()
    far = an_f2_of(held, held.near)
    deciding.change_days(far, quarantine_until=TODAY + timedelta(days=5), why="nhà đông", by=held.by, at=NOW)
    swabbed(held.near, SampleResult.NEGATIVE)
    assert is_followed(far)
    deciding.undo(far, by=held.by, at=NOW)
    assert not is_followed(far)


def test_a_source_that_is_excluded_frees_its_contacts_with_their_checks() -> None:
    held = a_contact()
    assert is_followed(held.near)
    excluded = replace(cases.known_of(held.case), classification=Classification.NOT_A_CASE)
    cases.change(held.case, excluded, version=held.case.version, why="sửa theo phiếu điều tra", by=held.by, at=NOW)
    assert not is_followed(held.near)


def test_a_due_sample_is_the_one_that_is_taken() -> None:
    held = a_contact()
    due = Sample.objects.filter(person=held.near).earliest("due_on")
    taken = sampling.take(held.near, max(due.due_on, TODAY), by=held.carer, at=NOW)  # type: ignore[arg-type,type-var]
    assert taken.pk == due.pk


def test_a_person_who_lives_elsewhere_is_handed_on_and_leaves_the_list() -> None:
    held = a_contact()
    carer, there = held.carer, a_commune()
    followup.hand_on(held.plan, there, why="tạm trú nơi khác", by=carer, at=NOW)
    assert days.printed(carer, TODAY, most=2) == Printed([], 0, "")
    assert {row.plan for row in days.printed(a_health_officer(there), TODAY, most=2).checks} == {held.plan}
    assert Standing.objects.get(person=held.near).path == there.path
