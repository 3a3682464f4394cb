"""A decision speaks of what was known when it was made; what comes later is derived by the policy."""

from dataclasses import replace
from datetime import date

import pytest

from tests.core.casework.people import AN, BINH, CHI, DUNG, POLICY, at, ill, met, on
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.diff import diff
from vungxanh.core.casework.facts import Case, CaseState, Exposure, Isolation, Known, Override
from vungxanh.core.casework.plan import measure, together
from vungxanh.core.casework.policy import Place
from vungxanh.core.casework.schedule import schedule
from vungxanh.core.casework.standing import Standing
from vungxanh.core.casework.times import day_of
from vungxanh.core.casework.tokens import Cleared, issue, renewed

FIRST = met(1, AN, BINH, 0)
KNOWN = Known({101: 1}, {101: frozenset({1})}, frozenset({1}))
SHORTER = Override(BINH, "hai lần âm tính", quarantine_until=on(2), known=KNOWN)
NOWHERE = Override(BINH, "nhầm người", place=Place.NONE, known=KNOWN)
FARTHER = Override(BINH, "ngồi khác toa", level=3, known=KNOWN)
DECISIONS = pytest.mark.parametrize("decision", [SHORTER, NOWHERE, FARTHER], ids=["days", "place", "level"])


def standing(decision: Override, exposures: list[Exposure], cases: list[Case]) -> Standing:
    """What Bình is."""
    return derive(exposures, cases, POLICY, overrides=[decision]).standings[BINH]


@DECISIONS
def test_whom_another_case_reaches_later_is_held_by_it_as_the_policy_says(decision: Override) -> None:
    one = standing(decision, [FIRST, met(2, CHI, BINH, 7)], [ill(AN), ill(CHI, 7)])
    asked = measure(POLICY, 1, on(7))
    assert one.level == 1
    assert one.plan.quarantine_until == asked.quarantine_until == on(21)
    assert one.place_on(on(10)) is asked.place
    assert set(asked.tests) <= set(one.plan.tests)
    assert {term.case: term.is_decided for term in one.terms} == {101: True, 103: False}
    assert {token.case: token.until for token in issue([one])}[103] == on(21)


@DECISIONS
def test_a_later_meeting_with_the_same_case_is_a_term_of_its_own(decision: Override) -> None:
    one = standing(decision, [FIRST, met(2, AN, BINH, 7)], [ill(AN)])
    assert [(term.exposures, term.is_decided) for term in one.terms if not term.is_decided] == [((2,), False)]
    assert one.level == 1
    assert one.plan.quarantine_until == on(21)
    assert [(token.case, token.until) for token in issue([one])] == [(101, on(21))]


def test_somebody_met_before_the_decision_who_turns_out_ill_after_it_is_a_source_nobody_decided_about() -> None:
    decision = replace(NOWHERE, known=Known({101: 1}, {101: frozenset({1})}, frozenset({1, 2})))
    one = standing(decision, [FIRST, met(2, CHI, BINH, 1)], [ill(AN), ill(CHI, 1)])
    assert one.plan.quarantine_until == on(15)


@DECISIONS
def test_corrections_of_what_was_known_change_nothing_that_was_decided(decision: Override) -> None:
    exposures = [FIRST, met(2, AN, BINH, 5)]
    known = replace(decision, known=Known({101: 1}, {101: frozenset({1})}, frozenset({1, 2})))
    before = standing(known, exposures, [ill(AN, isolated=at(3))])
    moved = standing(known, exposures, [ill(AN, -2, isolated=at(6))])
    for one in (before, moved):
        assert all(term.is_decided for term in one.terms)
    assert moved.level == before.level
    asked = measure(POLICY, 3, on(5)).quarantine_until if decision is FARTHER else before.plan.quarantine_until
    assert moved.plan.quarantine_until == asked


def test_the_same_meeting_told_again_is_spoken_of_and_another_of_the_same_day_is_not() -> None:
    wrong = replace(FIRST, withdrawn=True)
    again = met(2, AN, BINH, 0, 12.5, hours=2)
    assert standing(SHORTER, [wrong, again], [ill(AN)]).plan.quarantine_until == on(2)
    evening = met(2, AN, BINH, 0, 20)
    assert standing(SHORTER, [FIRST, evening], [ill(AN)]).plan.quarantine_until == on(14)
    of_another = met(2, AN, CHI, 0)
    assert standing(SHORTER, [FIRST, of_another], [ill(AN)]).plan.quarantine_until == on(2)


def test_a_case_that_turns_out_to_reach_nearer_is_not_what_was_decided() -> None:
    exposures = [met(1, AN, CHI, 0), met(2, CHI, BINH, 1), met(3, AN, BINH, -4)]
    known = Known({101: 2}, {101: frozenset({2})}, frozenset({2, 3}))
    far = Override(BINH, "F2 ở xa", place=Place.NONE, known=known)
    assert standing(far, exposures, [ill(AN)]).plan.quarantine_until is None
    nearer = standing(far, exposures, [ill(AN, -2)])
    assert (nearer.level, nearer.plan.quarantine_until) == (1, on(10))


def test_a_level_is_the_least_of_what_was_decided_and_what_came_later() -> None:
    exposures = [FIRST, met(2, CHI, DUNG, 4), met(3, DUNG, BINH, 5)]
    one = standing(FARTHER, exposures, [ill(AN), ill(CHI, 4)])
    assert (one.level, one.case, one.first) == (2, 103, at(5))
    assert one.plan == together(one.measures)


def test_a_decision_ends_with_what_it_speaks_of() -> None:
    gone = [replace(ill(AN), state=CaseState.NEGATIVE)]
    assert BINH not in derive([FIRST], gone, POLICY, overrides=[FARTHER]).standings


def test_a_level_for_who_was_reached_by_nobody_asks_what_the_policy_does_from_the_day_of_the_decision() -> None:
    added = Override(BINH, "người nhà khai bổ sung", level=1, known=Known({}, {}, frozenset(), on(3)))
    one = standing(added, [], [])
    assert one.plan == together([measure(POLICY, 1, on(3))])
    assert [(token.case, token.until) for token in issue([one])] == [(None, on(17))]
    assert one.place_on(on(17)) is one.plan.place
    later = standing(added, [met(1, AN, BINH, 5)], [ill(AN)])
    assert (later.level, later.plan.quarantine_until) == (1, on(19))
    assert {token.case: token.until for token in issue([later])} == {None: on(17), 101: on(19)}


def test_a_token_that_a_decision_took_away_says_so() -> None:
    held = issue(derive([FIRST], [ill(AN)], POLICY).standings.values())
    tokens = renewed(held, [standing(NOWHERE, [FIRST], [ill(AN)])], negative=(), on=on(3))
    assert [token.cleared for token in tokens] == [Cleared.DECIDED]


def test_the_difference_says_that_somebody_is_held_beside_the_decision() -> None:
    before = derive([FIRST], [ill(AN)], POLICY, overrides=[NOWHERE]).standings
    after = derive([FIRST, met(2, CHI, BINH, 7)], [ill(AN), ill(CHI, 7)], POLICY, overrides=[NOWHERE]).standings
    told = next(one for one in diff(before, after).changes if one.person == BINH).told()
    assert "quyết định riêng không tính lần tiếp xúc biết sau" in told.vi
    again = diff(after, derive([FIRST], [ill(AN)], POLICY, overrides=[NOWHERE]).standings)
    assert "biết sau" not in next(one for one in again.changes if one.person == BINH).told().vi


def test_what_a_decision_took_away_leaves_no_test_and_no_check_behind() -> None:
    one = standing(NOWHERE, [FIRST, met(2, CHI, BINH, 7)], [ill(AN), ill(CHI, 7)])
    assert one.plan == together([measure(POLICY, 1, on(7))])
    assert schedule(one, POLICY)[0].day == on(8)


@DECISIONS
@pytest.mark.parametrize(("hours", "last"), [(3, None), (14, on(1)), (60, on(3))])
def test_a_meeting_told_anew_is_the_same_only_until_the_day_the_known_one_ended(
    decision: Override, hours: float, last: date | None
) -> None:
    again = met(2, AN, BINH, 0, 12.5, hours=hours)
    one = standing(decision, [FIRST, again], [ill(AN)])
    later = [(term.exposures, day_of(term.last)) for term in one.terms if not term.is_decided]
    assert later == ([((2,), last)] if last else [])
    if last:
        assert one.plan.quarantine_until == measure(POLICY, 1, last).quarantine_until


def test_a_meeting_told_anew_of_who_lives_there_counts_longer_than_was_known() -> None:
    stays_at_home = [Isolation(AN, at(1), at_home=True)]
    known = replace(FIRST, end=at(4))
    again = replace(known, key=2, household=True)
    told_twice = [known, replace(again, household=False)]
    for exposures, until in (([known], on(2)), (told_twice, on(2)), ([known, again], on(18))):
        one = derive(exposures, [ill(AN)], POLICY, overrides=[SHORTER], isolated=stays_at_home).standings[BINH]
        assert one.plan.quarantine_until == until


@DECISIONS
def test_a_known_meeting_that_counted_for_nothing_says_nothing_of_another_that_overlaps_it(decision: Override) -> None:
    mistaken = met(2, AN, BINH, 0, 20, hours=120, withdrawn=True)
    knows = Known({101: 1}, {101: frozenset({1})}, frozenset({1, 2}))
    decision = replace(decision, known=knows)
    one = standing(decision, [FIRST, mistaken, met(3, AN, BINH, 4)], [ill(AN)])
    assert [term.exposures for term in one.terms if not term.is_decided] == [(3,)]
    assert one.plan.quarantine_until == on(18)
    restored = standing(decision, [FIRST, replace(mistaken, withdrawn=False)], [ill(AN)])
    assert all(term.is_decided for term in restored.terms)


def test_who_becomes_a_source_after_the_decision_is_a_way_of_its_own_through_a_meeting_that_was_known() -> None:
    exposures = [FIRST, met(2, BINH, CHI, 1), met(3, DUNG, CHI, 4)]
    known = Known({101: 2}, {101: frozenset({2})}, frozenset({2, 3}))
    decision = Override(CHI, "Bình không gặp", place=Place.NONE, known=known)
    before = derive(exposures, [ill(AN)], POLICY, overrides=[decision]).standings[CHI]
    assert (before.plan.quarantine_until, [term.sources for term in before.terms]) == (None, [(BINH,)])
    told = [*exposures, met(4, AN, DUNG, 3)]
    after = derive(told, [ill(AN)], POLICY, overrides=[decision]).standings[CHI]
    assert {term.sources: term.is_decided for term in after.terms} == {(BINH,): True, (DUNG,): False}
    assert after.plan.quarantine_until == derive(told, [ill(AN)], POLICY).standings[CHI].plan.quarantine_until == on(18)


def test_a_level_given_without_a_case_holds_beside_the_cases_of_a_later_decision() -> None:
    known = Known({101: 1}, {101: frozenset({1})}, frozenset({1}), on(3))
    one = standing(Override(BINH, "người nhà khai bổ sung", level=1, known=known), [FIRST], [ill(AN)])
    assert {token.case: token.until for token in issue([one])} == {None: on(17), 101: on(14)}


def test_a_token_is_of_the_level_that_was_decided() -> None:
    assert [(token.case, token.level) for token in issue([standing(FARTHER, [FIRST], [ill(AN)])])] == [(101, 3)]
