"""Kept apart from one moment to another, at home or elsewhere: what is met before, within and after."""

from dataclasses import replace
from datetime import timedelta

from tests.core.casework.people import AN, BINH, CHI, DUNG, POLICY, at, ill, met, on
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.facts import Isolation


def test_an_isolation_that_is_over_hides_nobody_met_before_or_after_it() -> None:
    exposures = [met(1, AN, BINH, 0)] + [met(10 + day, BINH, 10 + day, day) for day in range(1, 7)]
    kept = [Isolation(BINH, at(2, 0), at(3, 0)), Isolation(BINH, at(5, 12), at(6, 12))]
    assert set(derive(exposures, [ill(AN)], POLICY, isolated=kept).standings) == {AN, BINH, 11, 13, 14, 16}
    own = [ill(BINH, 3, tested=4)]
    assert set(derive(exposures[1:], own, POLICY, isolated=kept).standings) == {BINH, 11, 13, 14, 16}


def test_a_meeting_that_begins_or_ends_in_isolation_counts_for_the_rest() -> None:
    exposures = [met(1, AN, BINH, 1, 8, hours=4), met(2, AN, CHI, 1, 11, hours=4), met(3, AN, DUNG, 1, 8, hours=10)]
    kept = [Isolation(AN, at(1, 10), at(1, 14))]
    found = derive(exposures, [ill(AN)], POLICY, isolated=kept).standings
    assert (found[BINH].first, found[BINH].last) == (at(1, 8), at(1, 10) - timedelta(minutes=1))
    assert (found[CHI].first, found[CHI].last) == (at(1, 14), at(1, 15))
    assert (found[DUNG].first, found[DUNG].last) == (at(1, 8), at(1, 18))


def test_at_home_the_household_stays_exposed_and_elsewhere_nobody() -> None:
    mother, guest = replace(met(1, AN, BINH, 2), household=True), met(2, AN, CHI, 2)
    for at_home, exposed in ((True, {AN, BINH}), (False, {AN})):
        kept = [Isolation(AN, at(1), at(9), at_home=at_home)]
        assert set(derive([mother, guest], [ill(AN)], POLICY, isolated=kept).standings) == exposed
    both = [Isolation(AN, at(1), at(9), at_home=True), Isolation(AN, at(2), at(3))]
    assert set(derive([mother], [ill(AN)], POLICY, isolated=both).standings) == {AN}


def test_the_chain_names_the_meeting_that_counted() -> None:
    exposures = [met(1, AN, BINH, 2), replace(met(2, AN, BINH, 2), household=True)]
    kept = [Isolation(AN, at(1), at(9), at_home=True)]
    assert derive(exposures, [ill(AN)], POLICY, isolated=kept).standings[BINH].chain[-1].exposure == 2


def test_an_illness_that_is_over_isolates_no_longer() -> None:
    old = replace(ill(BINH, -60, tested=-58), isolated_at=at(-57), ended=on(-40))
    exposures = [met(1, AN, BINH, 0), met(2, BINH, CHI, 1), met(3, BINH, DUNG, -45)]
    found = derive(exposures, [ill(AN), old], POLICY).standings
    assert {person: one.level for person, one in found.items()} == {AN: 0, BINH: 0, CHI: 2}
