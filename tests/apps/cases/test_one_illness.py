"""Merging two records that are both ill frees nobody; undoing gives each its rows back in its own place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.apps.cases.test_merging import everything, merge, table
from tests.factories.cases import (
    NOW,
    TODAY,
    a_case,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_person,
    an_exposure,
    the_policies,
)
from vungxanh.apps.cases.actions import cases, followup, merging, people, ruling
from vungxanh.apps.cases.models import Case, Check, Classification, CommuneTold, Person, Plan, Standing
from vungxanh.apps.cases.queries import policy, records
from vungxanh.kit.problems import NotFound

pytestmark = pytest.mark.django_db


def levels(*people: Person) -> list[int | None]:
    held = dict(Standing.objects.filter(person__in=people).values_list("person", "level"))
    return [held.get(person.pk) for person in people]


@pytest.mark.parametrize("is_earlier_kept", [True, False])
def test_the_earlier_onset_of_two_running_cases_holds_and_frees_nobody(*, is_earlier_kept: bool) -> None:
    by = a_cdc_officer()
    late, early = a_case(by=by, onset_on=TODAY - timedelta(days=1)), a_case(by=by, onset_on=TODAY - timedelta(days=8))
    one, other = a_person(), a_person()
    an_exposure(late.person, one, by=by)
    an_exposure(early.person, other, by=by, started_at=NOW - timedelta(days=7))
    kept, absorbed = (early, late) if is_earlier_kept else (late, early)
    before = everything()
    made = merge(kept.person, absorbed.person, by)
    assert levels(one, other) == [1, 1]
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (kept.onset_on, kept.state, kept.classification) == (TODAY - timedelta(days=8), "active", "confirmed")
    assert (absorbed.person_id, absorbed.state) == (kept.person_id, "closed")
    assert Case.objects.filter(person=kept.person_id, state="active").get() == kept
    merging.undo(made, by=by, at=NOW)
    after = everything()
    for name in before.keys() - {"Release"}:
        assert after[name] == before[name], name
    # By which case somebody was held meanwhile stays to be read.
    assert [row for row in after["Release"] if not row["cleared"]] == before["Release"]


def test_a_case_without_symptoms_whose_window_begins_first_keeps_its_window() -> None:
    by = a_cdc_officer()
    ill = a_case(by=by, onset_on=TODAY - timedelta(days=1), has_symptoms=True)
    silent = a_case(by=by, onset_on=None, has_symptoms=False, at=NOW - timedelta(days=8))
    one, other = a_person(), a_person()
    an_exposure(ill.person, one, by=by)
    an_exposure(silent.person, other, by=by, started_at=NOW - timedelta(days=8))
    assert levels(one, other) == [1, 1]
    merge(ill.person, silent.person, by)
    assert levels(one, other) == [1, 1]


def test_an_isolation_of_one_record_ends_no_window_of_the_other() -> None:
    by = a_cdc_officer()
    apart, free = a_case(by=by, isolated_at=NOW - timedelta(days=3)), a_case(by=by)
    contact = a_person()
    an_exposure(free.person, contact, by=by)
    merge(apart.person, free.person, by)
    assert levels(contact) == [1]


def test_a_suspected_record_becomes_the_confirmed_case_and_bears_its_number() -> None:
    by = a_cdc_officer()
    maybe = a_case(by=by, classification=Classification.SUSPECTED)
    sure = a_case(by=by, number="BN 416")
    contact = a_person()
    an_exposure(sure.person, contact, by=by)
    made = merge(maybe.person, sure.person, by)
    maybe.refresh_from_db()
    assert (maybe.classification, maybe.number) == ("confirmed", "BN 416")
    assert levels(contact) == [1]
    merging.undo(made, by=by, at=NOW)
    sure.refresh_from_db()
    maybe.refresh_from_db()
    assert (maybe.classification, maybe.number, sure.number, sure.state) == ("suspected", "", "BN 416", "active")


def test_undoing_after_the_kept_one_moved_leaves_each_record_in_its_own_place() -> None:
    by, (first, second, third) = a_cdc_officer(), (a_commune() for _number in range(3))
    ill = a_case(by=by).person
    kept, absorbed = a_person(first), a_person(second)
    an_exposure(ill, kept, by=by)
    an_exposure(ill, absorbed, by=by)
    done = Check.objects.filter(plan__person=absorbed, day=TODAY).first()
    assert done
    followup.check(done, followup.Outcome.WELL, by=by, at=NOW)
    made = merge(kept, absorbed, by)
    followup.hand_on(Plan.objects.get(person=kept), third, why="chuyển nhà", by=by, at=NOW)
    merging.undo(made, by=by, at=NOW)
    assert where(kept) == ({third.path}, third)
    assert where(absorbed) == ({second.path}, second)
    done.refresh_from_db()
    assert (done.plan.person, done.path) == (absorbed, second.path)


def test_undoing_gives_an_absorbed_case_and_its_plan_back_to_its_own_commune() -> None:
    by, (first, second, third) = a_cdc_officer(), (a_commune() for _number in range(3))
    absorbed = a_case(a_person(second), by=by)
    an_exposure(a_case(by=by).person, contact := a_person(second), by=by)
    kept, other = a_person(first), a_person(first)
    made = [merge(kept, absorbed.person, by), merge(other, contact, by)]
    for person in (kept, other):
        person.refresh_from_db()
        people.change(person, people.known_of(person), third, version=person.version, by=by, at=NOW)
    for each in made:
        merging.undo(each, by=by, at=NOW)
    absorbed.refresh_from_db()
    assert (absorbed.path, where(absorbed.person)[0]) == (second.path, {second.path})
    assert where(contact) == ({second.path}, second)
    records.case_of(a_health_officer(second), absorbed.code)
    with pytest.raises(NotFound):
        records.case_of(a_health_officer(third), absorbed.code)


def where(person: Person) -> tuple[set[str], object]:
    """Every place that the rows of somebody repeat, and who follows them."""
    person.refresh_from_db()
    paths = {person.path}
    for rows in (
        Case.objects.filter(person=person),
        Standing.objects.filter(person=person),
        Plan.objects.filter(person=person),
        Check.objects.filter(plan__person=person),
    ):
        paths |= set(rows.values_list("path", flat=True))
    plan = Plan.objects.filter(person=person).first()
    return paths, plan.unit if plan else None


@pytest.mark.parametrize("is_silent_kept", [True, False])
def test_a_united_case_says_nothing_against_itself_and_can_be_corrected(*, is_silent_kept: bool) -> None:
    by = a_cdc_officer()
    ill = a_case(by=by, onset_on=TODAY - timedelta(days=1), has_symptoms=True)
    silent = a_case(by=by, onset_on=None, has_symptoms=False, at=NOW - timedelta(days=8))
    contact = a_person()
    an_exposure(silent.person, contact, by=by, started_at=NOW - timedelta(days=12))
    kept, absorbed = (silent, ill) if is_silent_kept else (ill, silent)
    merge(kept.person, absorbed.person, by)
    kept.refresh_from_db()
    days = (kept.has_symptoms, kept.onset_on, kept.tested_on)
    assert days == (True, TODAY - timedelta(days=1), TODAY - timedelta(days=9))
    known = replace(cases.known_of(kept), isolated_at=NOW)
    cases.change(kept, known, version=kept.version, why="cách ly", by=by, at=NOW)
    assert levels(contact) == [1]


def test_where_a_test_after_the_onset_opens_the_earlier_window_the_onset_is_left_out() -> None:
    the_policies()
    longer = replace(policy.in_force(TODAY)[1], number="99/QĐ-BYT", valid_from=TODAY, lookback_days_symptomless=14)
    ruling.enter_policy(longer, by=a_cdc_officer(), at=NOW)
    by, contact = a_cdc_officer(), a_person()
    ill = a_case(by=by, onset_on=TODAY - timedelta(days=3), has_symptoms=True)
    silent = a_case(by=by, onset_on=None, has_symptoms=False)
    an_exposure(silent.person, contact, by=by, started_at=NOW - timedelta(days=12))
    merge(ill.person, silent.person, by)
    ill.refresh_from_db()
    assert (ill.has_symptoms, ill.onset_on, ill.tested_on) == (True, None, TODAY - timedelta(days=1))
    assert levels(contact) == [1]


def test_which_places_were_told_of_either_case_goes_over_at_the_first_time_and_comes_back() -> None:
    by, (first, second, third) = a_cdc_officer(), (a_commune() for _number in range(3))
    one, other = a_case(by=by), a_case(by=by)
    told = [(one, first, 5), (one, second, 2), (other, first, 1), (other, second, 6), (other, third, 7)]
    for case, place, days in told:
        CommuneTold.objects.create(case=case, path=place.path, at=NOW - timedelta(days=days))
    before = table(CommuneTold)
    made = merge(one.person, other.person, by)
    found = dict(CommuneTold.objects.filter(case=one).values_list("path", "at"))
    ago = {first.path: 5, second.path: 6, third.path: 7}
    assert found == {path: NOW - timedelta(days=days) for path, days in ago.items()}
    merging.undo(made, by=by, at=NOW)
    assert table(CommuneTold) == before
