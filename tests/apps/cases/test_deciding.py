"""An officer's decision speaks of what was known; whatever comes later is as the policy says, and the page tells."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories.cases import (
    NOW,
    SYSTEM,
    TODAY,
    a_case,
    a_cdc_officer,
    a_commune,
    a_person,
    an_exposure,
    the_policies,
)
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import cases, deciding, exposures, followup, merging, rings
from vungxanh.apps.cases.models import (
    Case,
    CaseState,
    Change,
    Check,
    Decision,
    Exposure,
    Person,
    Plan,
    Release,
    Standing,
)
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.plan import measure, together
from vungxanh.kit import clock
from vungxanh.kit.problems import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture(name="by")
def _by() -> Officer:
    the_policies()
    return a_cdc_officer()


@pytest.fixture(name="near")
def _near(by: Officer) -> Person:
    """An F1 of a case."""
    ill, near = a_case(by=by).person, a_person(a_commune(), name="Người Gần")
    an_exposure(ill, near, by=by)
    return near


def shorten(person: Person, by: Officer) -> Decision:
    return deciding.change_days(person, quarantine_until=TODAY, monitoring_until=TODAY, why="tiêm đủ", by=by, at=NOW)


def let_go(person: Person, by: Officer) -> Decision:
    return deciding.set_place(person, "none", why="nhầm người", by=by, at=NOW)


def move_away(person: Person, by: Officer) -> Decision:
    return deciding.set_level(person, 3, why="ngồi khác toa", by=by, at=NOW)


def meets_a_new_case(person: Person, by: Officer, at: datetime) -> Case:
    """Somebody falls ill later and met the person the day before."""
    case = a_case(by=by, onset_on=at.date(), at=at)
    an_exposure(case.person, person, by=by, at=at, started_at=at - timedelta(days=1))
    return case


@pytest.mark.parametrize("decide", [shorten, let_go, move_away])
@pytest.mark.parametrize("days", [5, 40])
def test_who_meets_another_case_after_a_decision_is_followed_as_the_policy_says(
    near: Person, by: Officer, decide: Callable[[Person, Officer], Decision], days: int
) -> None:
    decide(near, by)
    followup.end_what_is_over(by=SYSTEM, at=NOW + timedelta(days=1))
    later = NOW + timedelta(days=days)
    case = meets_a_new_case(near, by, later)
    asked = together([measure(in_force(later.date())[1], 1, later.date() - timedelta(days=1))])
    plan = Plan.objects.get(person=near)
    assert (plan.level, plan.ended_on, plan.place) == (1, None, asked.place.value)
    assert (plan.quarantine_ends_on, plan.ends_on) == (asked.quarantine_until, asked.last_day)
    assert plan.checks.filter(day=later.date()).exists()
    token = Release.objects.get(person=near, case=case)
    assert (token.until, token.cleared) == (asked.quarantine_until, "")
    told = Change.objects.filter(person=near).latest("pk").told["vi"]
    assert "quyết định riêng không tính lần tiếp xúc biết sau" in told


def test_what_was_decided_holds_through_corrections_of_the_same_meetings(near: Person, by: Officer) -> None:
    until = TODAY + timedelta(days=4)
    deciding.change_days(near, quarantine_until=until, why="tiêm đủ", by=by, at=NOW)
    case = Case.objects.get()
    known = {name: getattr(case, name) for name in cases.columns(cases.Illness())}
    moved = cases.Illness(**known | {"onset_on": TODAY - timedelta(days=5), "isolated_at": NOW})
    cases.change(case, moved, version=case.version, why="sửa theo phiếu điều tra", by=by, at=NOW)
    assert Plan.objects.get(person=near).quarantine_ends_on == until
    exposures.withdraw(list(Exposure.objects.all()), "ghi nhầm giờ", by=by, at=NOW)
    assert not Standing.objects.filter(person=near).exists()
    an_exposure(case.person, near, by=by, started_at=NOW - timedelta(days=2, minutes=10), at=NOW + timedelta(hours=1))
    assert Plan.objects.get(person=near).quarantine_ends_on == until


def test_undoing_a_decision_lets_the_policy_say_everything_again(near: Person, by: Officer) -> None:
    before = Plan.objects.get(person=near).quarantine_ends_on
    let_go(near, by)
    assert Release.objects.get(person=near).cleared == "decided"
    deciding.undo(near, by=by, at=NOW)
    assert Plan.objects.get(person=near).quarantine_ends_on == before
    assert Release.objects.get(person=near).cleared == ""


def test_a_second_decision_speaks_of_both_and_brings_no_first_one_back_on_the_new_source(
    near: Person, by: Officer
) -> None:
    let_go(near, by)
    later = NOW + timedelta(days=5)
    meets_a_new_case(near, by, later)
    until = later.date() + timedelta(days=3)
    made = deciding.change_days(near, quarantine_until=until, why="xét nghiệm hai lần", by=by, at=later)
    assert (made.place, made.quarantine_until) == ("", until)
    plan = Plan.objects.get(person=near)
    assert (plan.ended_on, plan.quarantine_ends_on) == (None, until)
    assert {term["is_decided"] for term in Standing.objects.get(person=near).detail["terms"]} == {True}


def test_a_level_given_to_who_met_nobody_brings_the_plan_of_that_level_from_that_day(by: Officer) -> None:
    alone = a_person(a_commune())
    deciding.set_level(alone, 1, why="người nhà khai bổ sung", by=by, at=NOW)
    asked = together([measure(in_force(TODAY)[1], 1, TODAY)])
    plan = Plan.objects.get(person=alone)
    assert (plan.level, plan.quarantine_ends_on, plan.ends_on) == (1, asked.quarantine_until, asked.last_day)
    assert plan.place == asked.place.value
    assert Check.objects.filter(plan=plan).exists()
    assert Release.objects.get(person=alone).case is None
    deciding.undo(alone, by=by, at=NOW)
    assert Plan.objects.get(person=alone).ended_on == TODAY
    assert Release.objects.get(person=alone).cleared


def test_a_case_and_who_is_not_followed_get_no_other_level_or_place(near: Person, by: Officer) -> None:
    ill = Case.objects.get().person
    with pytest.raises(Invalid):
        deciding.set_level(ill, 1, why="nhầm", by=by, at=NOW)
    for person in (ill, a_person(a_commune())):
        with pytest.raises(Invalid):
            deciding.set_place(person, "home", why="nhầm", by=by, at=NOW)
    assert not Decision.objects.exists()


def test_a_decision_follows_its_source_when_two_records_of_the_source_are_merged(by: Officer) -> None:
    one, other, near = a_case(by=by), a_case(by=by), a_person(a_commune())
    an_exposure(other.person, near, by=by)
    let_go(near, by)
    kept, absorbed = one.person, other.person
    made = merging.merge(kept, absorbed, versions=(kept.version, absorbed.version), by=by, at=NOW)
    assert [term["case"] for term in Standing.objects.get(person=near).detail["terms"]] == [one.pk]
    assert Plan.objects.get(person=near).ended_on == TODAY
    merging.undo(made, by=by, at=NOW)
    assert [term["case"] for term in Standing.objects.get(person=near).detail["terms"]] == [other.pk]
    assert Plan.objects.get(person=near).ended_on == TODAY


def test_a_decision_that_comes_with_a_merged_record_speaks_of_that_records_meetings_only(
    near: Person, by: Officer
) -> None:
    let_go(near, by)
    same, another = a_person(near.commune), a_case(by=by)
    an_exposure(another.person, same, by=by, started_at=NOW - timedelta(days=1))
    merging.merge(same, near, versions=(same.version, near.version), by=by, at=NOW)
    terms = {term["case"]: term["is_decided"] for term in Standing.objects.get(person=same).detail["terms"]}
    assert terms[another.pk] is False
    assert list(terms.values()).count(True) == 1
    assert Plan.objects.get(person=same).ended_on is None


def test_the_record_says_which_sources_a_decision_speaks_of(near: Person, by: Officer, settings: Any) -> None:
    first = Case.objects.get()
    let_go(near, by)
    later = NOW + timedelta(days=5)
    second = meets_a_new_case(near, by, later)
    settings.CLOCK_OFFSET = later - clock.machine_now()
    page = signed_in(by).get(f"/truy-vet/nguoi/{near.pk}/").content.decode()
    said = page[page.index("Quyết định riêng</h3>") :]
    assert f"tính cho nguồn đã biết: {first.code}" in said
    assert f"theo chính sách, biết sau quyết định: {second.code}" in said


def test_a_meeting_with_another_contact_of_a_known_case_after_a_decision_counts(by: Officer) -> None:
    case, between, far = a_case(by=by), a_person(a_commune()), a_person(a_commune())
    an_exposure(case.person, between, by=by)
    an_exposure(between, far, by=by, started_at=NOW - timedelta(days=1))
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    let_go(far, by)
    assert Plan.objects.get(person=far).ended_on == TODAY
    later = NOW + timedelta(days=2)
    an_exposure(between, far, by=by, started_at=later, at=later)
    assert Plan.objects.get(person=far).ended_on is None


def test_who_recovered_and_meets_another_case_later_is_a_contact_again(by: Officer) -> None:
    well = a_case(by=by)
    ended = TODAY + timedelta(days=14)
    at = NOW + timedelta(days=14)
    cases.end(well, CaseState.RECOVERED, ended, version=well.version, by=by, at=at)
    assert Standing.objects.get(person=well.person).level == 0
    later = NOW + timedelta(days=200)
    met = meets_a_new_case(well.person, by, later)
    standing = Standing.objects.get(person=well.person)
    assert (standing.level, standing.case) == (1, met)
    assert Plan.objects.get(person=well.person).ended_on is None
