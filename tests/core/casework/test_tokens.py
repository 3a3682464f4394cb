"""Tokens: one for each source, gone with it; a last day is a last day."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.casework.people import AN, BINH, CHI, DUNG, EM, POLICY, World, ill, met, on, worlds
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.facts import CaseState, Exposure, Override
from vungxanh.core.casework.policy import Place
from vungxanh.core.casework.schedule import schedule
from vungxanh.core.casework.standing import Standing
from vungxanh.core.casework.tokens import Cleared, Token, issue, renewed

EXPOSURES = [met(1, AN, BINH, 0), met(2, AN, CHI, 0), met(3, DUNG, CHI, 2), met(4, BINH, EM, 1)]
CASES = [ill(AN), ill(DUNG, 2)]


def standings(negative: dict[int, date] | None = None, exposures: list[Exposure] = EXPOSURES) -> list[Standing]:
    return list(derive(exposures, CASES, POLICY, negative=negative).standings.values())


def of(tokens: list[Token], person: int) -> list[Token]:
    return [token for token in tokens if token.person == person]


def test_each_case_that_reached_a_person_gives_one_token() -> None:
    tokens = issue(standings())
    assert [(token.person, token.case, token.level, token.until, token.via) for token in tokens] == [
        (BINH, 101, 1, on(14), (AN,)),
        (CHI, 101, 1, on(14), (AN,)),
        (CHI, 104, 1, on(16), (DUNG,)),
        (EM, 101, 2, on(15), (BINH,)),
    ]


def test_a_person_is_held_to_the_last_day_whether_or_not_everything_was_done() -> None:
    token = of(issue(standings()), BINH)[0]
    assert (token.holds(on(14)), token.holds(on(15))) == (True, False)


def test_a_negative_in_between_clears_the_token_of_the_f2_but_not_of_the_f1_and_a_correction_brings_it_back() -> None:
    held = issue(standings())
    tokens = renewed(held, standings({AN: on(9), BINH: on(3)}), negative=(), on=on(3))
    assert [(one.person, one.cleared, one.cleared_on) for one in tokens if one.cleared] == [
        (EM, Cleared.BETWEEN, on(3))
    ]
    assert renewed(tokens, standings({BINH: on(3)}), negative=(), on=on(8)) == tokens
    assert renewed(tokens, standings(), negative=(), on=on(8)) == held


def test_a_new_derivation_renews_days_clears_what_it_no_longer_says_and_tells_why() -> None:
    held = issue(standings())
    cases = [replace(CASES[0], state=CaseState.NEGATIVE), CASES[1], ill(BINH, 3, ring=1)]
    changed = [*EXPOSURES[:2], replace(EXPOSURES[2], withdrawn=True), EXPOSURES[3]]
    after = list(derive(changed, cases, POLICY).standings.values())
    tokens = renewed(held, after, negative={101}, on=on(4))
    assert {(token.person, token.case): token.cleared for token in tokens} == {
        (BINH, 101): Cleared.POSITIVE,
        (CHI, 101): Cleared.NEGATIVE,
        (CHI, 104): Cleared.WITHDRAWN,
        (EM, 101): Cleared.NEGATIVE,
        (EM, 102): None,
        (AN, 102): None,
    }
    again = renewed(tokens, standings(), negative=(), on=on(5))
    assert {(token.person, token.case) for token in again if token.cleared is None} == {
        (token.person, token.case) for token in held
    }


def test_an_officers_decision_sets_the_day_of_every_token_or_takes_them_away() -> None:
    shorter = Override(CHI, "đã khỏi từ trước", quarantine_until=on(7))
    freed = Override(BINH, "không phải cách ly", place=Place.NONE)
    added = Override(77, "khai bổ sung", level=1, quarantine_until=on(12))
    tokens = issue(derive(EXPOSURES, CASES, POLICY, overrides=[shorter, freed, added]).standings.values())
    assert {token.until for token in of(tokens, CHI)} == {on(7)}
    assert of(tokens, BINH) == []
    assert [(token.case, token.until) for token in of(tokens, 77)] == [(None, on(12))]


@settings(max_examples=50)
@given(worlds(), st.integers(0, 40))
def test_tokens_end_with_the_plan_and_never_later(world: World, day: int) -> None:
    found = derive(world.exposures, world.cases, POLICY).standings
    tokens = issue(found.values())
    for person, one in found.items():
        own = of(tokens, person)
        until = one.plan.quarantine_until
        assert bool(own) == (until is not None)
        if until:
            assert any(token.holds(on(day)) for token in own) == (on(day) <= until)
    assert renewed(tokens, list(found.values()), negative=(), on=on(day)) == tokens


BETWEEN = [met(1, AN, BINH, 0), met(2, AN, CHI, 1), met(3, BINH, DUNG, 2), met(4, CHI, DUNG, 2), met(5, DUNG, EM, 3)]


@pytest.mark.parametrize(
    ("negative", "freed"),
    [
        ({BINH: 2, CHI: 2}, {DUNG, EM}),
        ({BINH: 9, CHI: 0}, set()),
        ({BINH: 9, CHI: 1}, set()),
        ({BINH: 9}, set()),
        ({AN: 9}, set()),
        ({DUNG: 3}, {EM}),
        ({DUNG: 2}, set()),
    ],
    ids=[
        "all between",
        "one too early",
        "one before they met",
        "one not tested",
        "the case",
        "the F2",
        "the F2 too early",
    ],
)
def test_who_waits_for_those_between_is_free_when_all_were_negative_after_they_last_met(
    negative: dict[int, int], freed: set[int]
) -> None:
    days = {person: on(day) for person, day in negative.items()}
    found = derive(BETWEEN, [ill(AN)], POLICY, negative=days).standings
    assert {person for person, one in found.items() if any(term.is_freed for term in one.terms)} == freed
    assert {person for person, one in found.items() if one.level and one.plan.last_day is None} == freed
    assert {person: one.level for person, one in found.items()} == {AN: 0, BINH: 1, CHI: 1, DUNG: 2, EM: 3}


def test_a_negative_between_frees_of_its_own_case_only_and_the_rest_counts_from_the_other() -> None:
    exposures = [*BETWEEN, met(6, 8, 9, 1), met(7, 9, DUNG, 4)]
    held = derive(exposures, [ill(AN), ill(8)], POLICY, negative={BINH: on(5), CHI: on(5)}).standings[DUNG]
    assert {term.case: term.is_freed for term in held.terms} == {101: True, 108: False}
    assert schedule(held, POLICY)[0].day == on(5)


def test_a_negative_of_before_an_f2_met_the_f1_frees_nobody_and_a_later_meeting_holds_who_was_free() -> None:
    early = [met(1, AN, BINH, 0), met(2, BINH, CHI, 6)]
    held = derive(early, [ill(AN)], POLICY, negative={BINH: on(0)}).standings[CHI]
    assert not held.terms[0].is_freed
    assert held.plan.quarantine_until == on(20)
    freed = derive(early, [ill(AN)], POLICY, negative={BINH: on(6)}).standings[CHI]
    assert (freed.terms[0].is_freed, freed.plan.last_day) == (True, None)
    again = derive([*early, met(3, BINH, CHI, 9)], [ill(AN)], POLICY, negative={BINH: on(6)}).standings[CHI]
    assert not again.terms[0].is_freed
    assert again.plan.quarantine_until == on(23)
    assert schedule(again, POLICY)


def test_whoever_was_freed_because_nobody_infected_them_frees_those_they_meet_later() -> None:
    chain = [met(1, AN, BINH, 0), met(2, BINH, CHI, 1), met(3, CHI, EM, 9)]
    found = derive(chain, [ill(AN)], POLICY, negative={BINH: on(1)}).standings
    assert [found[person].terms[0].is_freed for person in (CHI, EM)] == [True, True]
