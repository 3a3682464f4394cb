"""Whose own illness is over, or who died of it, and what a case still means for them."""

from dataclasses import replace

import pytest

from tests.core.casework.people import AN, BINH, CHI, DUNG, POLICY, at, ill, met, on
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.facts import Case, CaseState, Exposure, Override
from vungxanh.core.casework.standing import Standing
from vungxanh.core.casework.windows import infectious_since

RECOVERED = replace(ill(CHI, onset=-10), ended=on(2), state=CaseState.ENDED)
DEAD = replace(RECOVERED, state=CaseState.DIED)


def standings(exposures: list[Exposure], own: Case) -> dict[int, Standing]:
    """What a case of An means for everybody, beside Chi's own."""
    return dict(derive(exposures, [ill(AN), own], POLICY).standings)


def test_a_meeting_while_ill_hides_no_longer_way_after_it() -> None:
    exposures = [met(1, AN, CHI, 0), met(2, AN, BINH, 1), met(3, BINH, CHI, 4)]
    found = standings(exposures, RECOVERED)[CHI]
    assert (found.level, found.case) == (2, 100 + AN)
    assert replace(found, terms=()) == replace(standings(exposures[1:], RECOVERED)[CHI], terms=())


def test_the_chain_is_that_of_the_meeting_that_counts() -> None:
    found = standings([met(1, AN, CHI, 0), met(2, AN, CHI, 4)], RECOVERED)[CHI]
    assert (found.level, found.first, found.last) == (1, at(4), at(4, 13))
    assert [(step.person, step.at, step.exposure) for step in found.chain][1:] == [(CHI, at(4), 2)]


def test_nobody_is_exposed_by_whom_a_case_met_only_while_they_were_ill() -> None:
    exposures = [met(1, AN, CHI, 0), met(2, CHI, DUNG, 4)]
    assert DUNG not in standings(exposures, RECOVERED)
    assert standings([*exposures, met(3, AN, CHI, 3)], RECOVERED)[DUNG].level == 2


def test_a_meeting_that_goes_on_after_the_last_day_of_the_illness_counts_for_the_rest() -> None:
    found = standings([met(1, AN, CHI, 2, 20, hours=10)], RECOVERED)[CHI]
    assert (found.level, found.first, found.last) == (1, at(3, 0), at(3, 6))


def test_who_died_is_reached_by_no_case_and_reaches_nobody_after_it() -> None:
    exposures = [met(1, AN, CHI, 0), met(2, AN, CHI, 4), met(3, CHI, DUNG, 5)]
    found = standings(exposures, DEAD)
    assert {person: one.level for person, one in found.items()} == {AN: 0, CHI: 0}
    assert not found[CHI].terms
    assert standings(exposures, RECOVERED)[DUNG].level == 2


def test_who_died_exposed_others_until_then() -> None:
    exposures = [met(1, CHI, BINH, -9), met(2, CHI, DUNG, 4)]
    assert {person: one.level for person, one in standings(exposures, DEAD).items()} == {AN: 0, CHI: 0, BINH: 1}


def test_who_died_of_what_was_no_case_is_followed_by_nobody_and_carried_it_on_until_then() -> None:
    exposures = [met(1, AN, CHI, 0), met(2, CHI, DUNG, 1), met(3, CHI, BINH, 4), met(4, AN, CHI, 5)]
    alive = derive(exposures, [ill(AN)], POLICY).standings
    assert {person: one.level for person, one in alive.items()} == {AN: 0, CHI: 1, DUNG: 2, BINH: 2}
    found = derive(exposures, [ill(AN)], POLICY, died={CHI: on(2)}).standings
    assert {person: one.level for person, one in found.items()} == {AN: 0, DUNG: 2}
    assert found[DUNG] == derive(exposures[:3], [ill(AN)], POLICY).standings[DUNG]


def test_no_level_given_by_an_officer_brings_a_dead_person_back() -> None:
    told = [Override(CHI, "ở cùng nhà", level=1)]
    assert CHI in derive([], [ill(AN)], POLICY, overrides=told).standings
    assert CHI not in derive([], [ill(AN)], POLICY, overrides=told, died={CHI: on(2)}).standings


@pytest.mark.parametrize(("onset", "since"), [(None, -5), (-3, -6), (-2, -5), (0, -5), (9, -5)])
def test_who_was_tested_before_they_fell_ill_infected_by_that_test_already(onset: int | None, since: int) -> None:
    assert infectious_since(ill(AN, onset, tested=-2), POLICY) == at(since, 0)
