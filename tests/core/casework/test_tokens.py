"""Tokens: one for each source, gone with it; a last day is a last day."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.casework.people import AN, BINH, CHI, DUNG, EM, POLICY, World, ill, met, on, worlds
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.facts import CaseState, Override
from vungxanh.core.casework.policy import Place
from vungxanh.core.casework.tokens import (
    Cleared,
    Hold,
    Token,
    between_negative,
    issue,
    own_positive,
    release_day,
    released,
    renewed,
    source_negative,
    state,
)

EXPOSURES = [met(1, AN, BINH, 0), met(2, AN, CHI, 0), met(3, DUNG, CHI, 2), met(4, BINH, EM, 1)]
CASES = [ill(AN), ill(DUNG, 2)]


def standings() -> list:
    return list(derive(EXPOSURES, CASES, POLICY).standings.values())


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


def test_a_source_that_turns_negative_releases_only_those_without_another() -> None:
    tokens = source_negative(issue(standings()), 101, on(5))
    assert released(tokens, on(5)) == [BINH, EM]
    assert state(of(tokens, CHI), on(16)) is Hold.HELD
    assert (release_day(of(tokens, BINH)), release_day(of(tokens, CHI))) == (on(5), on(17))


def test_a_person_is_released_the_day_after_the_last_whether_or_not_everything_was_done() -> None:
    tokens = issue(standings())
    assert state(of(tokens, BINH), on(14)) is Hold.HELD
    assert state(of(tokens, BINH), on(15)) is Hold.RELEASED
    assert released(tokens, on(16)) == [BINH, EM]
    assert released(tokens, on(17)) == [BINH, CHI, EM]


def test_an_f2_is_released_by_the_negative_result_of_the_f1_between_but_not_an_f1() -> None:
    tokens = between_negative(issue(standings()), {AN, BINH}, POLICY, on(3))
    assert [(token.person, token.cleared) for token in tokens if token.cleared] == [(EM, Cleared.BETWEEN)]
    two_ways = replace(issue(standings())[-1], via=(BINH, CHI))
    assert between_negative([two_ways], {BINH}, POLICY, on(3)) == [two_ways]


def test_a_negative_f1_frees_the_f2_behind_and_the_f3_behind_that_of_the_same_case_only() -> None:
    f2, f3 = Token(EM, 101, 2, on(14), (BINH,)), Token(8, 101, 3, on(15), (EM,))
    other = Token(8, 104, 3, on(15), (EM,))
    tokens = between_negative([f3, other, f2], {BINH}, POLICY, on(3))
    assert [(token.person, token.case, token.cleared) for token in tokens] == [
        (EM, 101, Cleared.BETWEEN),
        (8, 101, Cleared.BETWEEN),
        (8, 104, None),
    ]
    assert between_negative([f3, f2], {AN}, POLICY, on(3)) == [f2, f3]
    ill_f2 = replace(f2, cleared=Cleared.POSITIVE, cleared_on=on(2))
    assert between_negative([f3, ill_f2], {BINH}, POLICY, on(3)) == [ill_f2, f3]


def test_no_result_frees_who_is_held_by_an_officers_decision_alone() -> None:
    decided = Token(EM, None, 2, on(14), ())
    assert between_negative([decided], {AN, BINH, CHI}, POLICY, on(3)) == [decided]


def test_a_contact_who_tests_positive_is_released_from_nothing_but_becomes_a_case() -> None:
    tokens = own_positive(issue(standings()), CHI, on(4))
    assert state(of(tokens, CHI), on(30)) is Hold.ILL
    assert release_day(of(tokens, CHI)) is None
    assert CHI not in released(tokens, on(30))


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


def test_what_a_result_in_between_cleared_stays_so_until_something_new_is_known() -> None:
    tokens = between_negative(issue(standings()), {BINH}, POLICY, on(3))
    same = renewed(tokens, standings(), negative=(), on=on(4))
    assert same == tokens
    later = derive([*EXPOSURES, met(9, BINH, EM, 4)], CASES, POLICY).standings.values()
    assert of(renewed(tokens, list(later), negative=(), on=on(5)), EM)[0].cleared is None


def test_an_officers_decision_sets_the_day_of_every_token_or_takes_them_away() -> None:
    shorter = Override(CHI, "đã khỏi từ trước", quarantine_until=on(7))
    freed = Override(BINH, "không phải cách ly", place=Place.NONE)
    added = Override(77, "khai bổ sung", level=1, quarantine_until=on(12))
    tokens = issue(derive(EXPOSURES, CASES, POLICY, overrides=[shorter, freed, added]).standings.values())
    assert {token.until for token in of(tokens, CHI)} == {on(7)}
    assert of(tokens, BINH) == []
    assert [(token.case, token.until) for token in of(tokens, 77)] == [(None, on(12))]


@settings(deadline=None, max_examples=50)
@given(worlds(), st.integers(0, 40))
def test_tokens_end_with_the_plan_and_never_later(world: World, day: int) -> None:
    found = derive(world.exposures, world.cases, POLICY).standings
    tokens = issue(found.values())
    for person, one in found.items():
        own = of(tokens, person)
        until = one.plan.quarantine_until
        assert bool(own) == (until is not None)
        if until:
            assert (state(own, on(day)) is Hold.HELD) == (on(day) <= until)
    assert renewed(tokens, list(found.values()), negative=(), on=on(day)) == tokens
    for case in world.cases:
        rest = source_negative(tokens, case.key, on(-9))
        assert {token.person for token in rest if not token.cleared} == {
            token.person for token in tokens if token.case != case.key
        }
