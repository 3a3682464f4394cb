"""What officers decided stays decided, and no quarantine gets shorter, when records become one and two again."""

from datetime import timedelta

import pytest

from tests.factories.cases import NOW, TODAY, a_case, a_commune, a_person, an_exposure
from vungxanh.apps.cases.actions import deciding, merging
from vungxanh.apps.cases.models import DecidedSource, Decision, Merge, Person, Plan, Standing
from vungxanh.apps.org.officers import Officer

pytestmark = pytest.mark.django_db
LONG = TODAY + timedelta(days=25)
LATER = NOW + timedelta(hours=1)


def merge(kept: Person, absorbed: Person, by: Officer) -> Merge:
    one, other = (Person.objects.get(pk=each.pk) for each in (kept, absorbed))
    return merging.merge(one, other, versions=(one.version, other.version), by=by, at=LATER)


def two_contacts(by: Officer) -> tuple[Person, Person]:
    """Two records, each with a meeting of its own with one case."""
    ill, one, other = a_case(by=by).person, a_person(a_commune()), a_person(a_commune())
    an_exposure(ill, one, by=by)
    an_exposure(ill, other, by=by, started_at=NOW - timedelta(days=1))
    return one, other


def lengthen(person: Person, by: Officer) -> None:
    deciding.change_days(person, quarantine_until=LONG, why="suy giảm miễn dịch", by=by, at=NOW)


def shorten(person: Person, by: Officer) -> None:
    deciding.change_days(person, quarantine_until=TODAY + timedelta(days=3), why="tiêm đủ", by=by, at=NOW)


def let_go(person: Person, by: Officer) -> None:
    deciding.set_place(person, "none", why="nhầm người", by=by, at=NOW)


def move_away(person: Person, by: Officer) -> None:
    deciding.set_level(person, 3, why="ngồi khác toa", by=by, at=NOW)


def told() -> tuple[list[object], list[object]]:
    return list(Decision.objects.order_by("pk").values()), list(DecidedSource.objects.order_by("pk").values())


def ends(person: Person) -> tuple[object, ...]:
    """Where and until when somebody stays apart; an ended plan keeps its last day."""
    plan = Plan.objects.get(person=person)
    return plan.place, plan.ended_on, None if plan.ended_on else plan.quarantine_ends_on


@pytest.mark.parametrize("decide", [shorten, let_go, move_away])
@pytest.mark.parametrize("is_kept", [True, False])
def test_of_two_contacts_with_a_decision_each_the_later_end_holds_and_undoing_restores(
    by: Officer, decide: object, is_kept: bool
) -> None:
    one, other = two_contacts(by)
    lengthen(one if is_kept else other, by)
    decide(other if is_kept else one, by)  # type: ignore[operator]
    before, had = told(), [ends(one), ends(other)]
    made = merge(one, other, by)
    assert ends(one)[1:] == (None, LONG)
    assert {term["is_decided"] for term in Standing.objects.get(person=one).detail["terms"]} == {True}
    assert Decision.objects.filter(undone_at=None).count() == 1
    merging.undo(made, by=by, at=LATER)
    assert told() == before
    assert [ends(one), ends(other)] == had


def test_two_contacts_let_go_by_a_decision_each_stay_let_go_as_one(by: Officer) -> None:
    one, other = two_contacts(by)
    let_go(one, by)
    let_go(other, by)
    merge(one, other, by)
    assert Plan.objects.get(person=one).ended_on == TODAY


def test_of_two_levels_given_without_a_case_the_later_end_holds(by: Officer) -> None:
    one, other = a_person(a_commune()), a_person(a_commune())
    deciding.set_level(one, 1, why="người nhà khai", by=by, at=NOW - timedelta(days=4))
    deciding.set_level(other, 1, why="người nhà khai", by=by, at=NOW)
    last = ends(other)
    merge(one, other, by)
    assert ends(one) == last


def test_a_decision_made_while_two_sources_were_one_holds_after_the_undo(by: Officer) -> None:
    case, another, near = a_case(by=by), a_case(by=by), a_person(a_commune())
    an_exposure(case.person, near, by=by)
    made = merge(another.person, case.person, by)
    at = LATER + timedelta(hours=1)
    deciding.set_place(near, "none", why="nhầm người", by=by, at=at)
    assert Plan.objects.get(person=near).ended_on == TODAY
    merging.undo(made, by=by, at=at)
    assert [(term["case"], term["is_decided"]) for term in Standing.objects.get(person=near).detail["terms"]] == [
        (case.pk, True)
    ]
    assert Plan.objects.get(person=near).ended_on == TODAY
    merge(another.person, case.person, by)
    assert Plan.objects.get(person=near).ended_on == TODAY


def test_a_decision_made_before_two_sources_were_one_speaks_of_no_other_after_the_undo(by: Officer) -> None:
    case, another, near = a_case(by=by), a_case(by=by), a_person(a_commune())
    an_exposure(case.person, near, by=by)
    let_go(near, by)
    before = told()
    merging.undo(merge(case.person, another.person, by), by=by, at=LATER)
    assert told() == before
