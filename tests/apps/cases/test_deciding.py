"""An officer's decision speaks of what was known; whatever comes later is as the policy says, and the page tells."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from tests.factories.cases import (
    NOW,
    SYSTEM,
    TODAY,
    a_case,
    a_commune,
    a_person,
    an_exposure,
)
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import cases, deciding, exposures, followup, merging, rings
from vungxanh.apps.cases.models import (
    Case,
    CaseState,
    Change,
    Check,
    DecidedSource,
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
    moved = replace(cases.known_of(case), onset_on=TODAY - timedelta(days=5), isolated_at=NOW)
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


def test_a_longer_stay_told_after_a_decision_counts_to_its_own_end(near: Person, by: Officer) -> None:
    met, case = Exposure.objects.get(), Case.objects.get()
    shorten(near, by)
    again = met.ended_at - timedelta(minutes=10)
    later = NOW + timedelta(days=1)
    an_exposure(case.person, near, by=by, started_at=again, at=later, minutes=10)
    assert Plan.objects.get(person=near).quarantine_ends_on == TODAY
    stay = an_exposure(case.person, near, by=by, started_at=again, at=later, minutes=36 * 60)
    asked = measure(in_force(TODAY)[1], 1, clock.day_of(stay.ended_at))
    assert Plan.objects.get(person=near).quarantine_ends_on == asked.quarantine_until


def test_a_meeting_withdrawn_before_the_decision_hides_no_real_one(near: Person, by: Officer) -> None:
    case, first = Case.objects.get(), Exposure.objects.get()
    wrong = an_exposure(case.person, near, by=by, started_at=first.ended_at + timedelta(hours=1), minutes=24 * 60)
    exposures.withdraw([wrong], "ghi nhầm người", by=by, at=NOW)
    shorten(near, by)
    later = NOW + timedelta(days=1)
    real = an_exposure(case.person, near, by=by, started_at=wrong.ended_at - timedelta(minutes=30), at=later)
    asked = measure(in_force(TODAY)[1], 1, clock.day_of(real.ended_at))
    assert Plan.objects.get(person=near).quarantine_ends_on == asked.quarantine_until


def test_another_contact_whom_a_known_case_turns_out_to_have_met_is_a_new_way(by: Officer) -> None:
    case, (between, other, far) = a_case(by=by), [a_person(a_commune()) for _number in range(3)]
    an_exposure(case.person, between, by=by)
    an_exposure(between, far, by=by, started_at=NOW - timedelta(days=1))
    an_exposure(other, far, by=by, started_at=NOW - timedelta(hours=20))
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    let_go(far, by)
    assert Plan.objects.get(person=far).ended_on == TODAY
    an_exposure(case.person, other, by=by, started_at=NOW - timedelta(days=2), at=NOW + timedelta(hours=1))
    asked = measure(in_force(TODAY)[1], 2, clock.day_of(NOW - timedelta(hours=20)))
    plan = Plan.objects.get(person=far)
    assert (plan.ended_on, plan.quarantine_ends_on) == (None, asked.quarantine_until)


def test_a_level_given_without_a_case_keeps_its_first_day_through_later_decisions(by: Officer) -> None:
    alone = a_person(a_commune())
    deciding.set_level(alone, 1, why="người nhà khai bổ sung", by=by, at=NOW)
    until = Plan.objects.get(person=alone).quarantine_ends_on
    deciding.set_place(alone, "home", why="nhà có phòng riêng", by=by, at=NOW + timedelta(days=9))
    assert Plan.objects.get(person=alone).quarantine_ends_on == until
    last = TODAY + timedelta(days=40)
    deciding.change_days(alone, monitoring_until=last, why="theo dõi thêm", by=by, at=NOW + timedelta(days=12))
    plan = Plan.objects.get(person=alone)
    assert (plan.quarantine_ends_on, plan.ends_on, plan.place) == (until, last, "home")
    deciding.set_level(alone, 1, why="xét lại", by=by, at=NOW + timedelta(days=13))
    assert Plan.objects.get(person=alone).quarantine_ends_on == until


def test_a_level_given_without_a_case_still_holds_when_an_earlier_source_gave_a_nearer_one(by: Officer) -> None:
    case, alone = a_case(by=by), a_person(a_commune())
    deciding.set_level(alone, 2, why="người nhà khai bổ sung", by=by, at=NOW)
    until = Plan.objects.get(person=alone).quarantine_ends_on
    an_exposure(case.person, alone, by=by, started_at=NOW - timedelta(days=3))
    assert Standing.objects.get(person=alone).level == 1
    deciding.set_place(alone, "home", why="nhà có phòng riêng", by=by, at=NOW)
    assert Plan.objects.get(person=alone).quarantine_ends_on == until
    assert Standing.objects.get(person=alone).level == 1


def test_decisions_of_before_say_what_they_did_when_their_ways_are_written_down(near: Person, by: Officer) -> None:
    wrong = an_exposure(Case.objects.get().person, near, by=by, started_at=NOW - timedelta(hours=5))
    exposures.withdraw([wrong], "ghi nhầm người", by=by, at=NOW)
    alone = a_person(a_commune())
    deciding.set_level(alone, 1, why="người nhà khai bổ sung", by=by, at=NOW)
    shorten(near, by)
    now = [list(model.objects.order_by("pk").values()) for model in (Decision, DecidedSource)]
    Decision.objects.update(level_from=None)
    DecidedSource.objects.update(ways=[])
    import_module("vungxanh.apps.cases.migrations.0007_what_decisions_reach").reach(apps, None)
    assert [list(model.objects.order_by("pk").values()) for model in (Decision, DecidedSource)] == now
