"""What a ring would cost is what it costs when it is opened."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.core.casework.people import AN, BINH, CHI, DUNG, EM, POLICY, World, at, ill, met, worlds
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.facts import CaseState, Isolation
from vungxanh.core.casework.rings import Workload, expected_infections, preview

EXPOSURES = [met(1, AN, BINH, 0, p=0.5), met(2, BINH, CHI, 1, p=0.2), met(3, BINH, DUNG, 1, p=0.4), met(4, AN, EM, 1)]
COMMUNES = {BINH: 1, CHI: 2, DUNG: 2}


def test_a_preview_counts_people_communes_hours_and_expected_infections() -> None:
    found = preview(EXPOSURES, [ill(AN, ring=1)], POLICY, case=101, ring=2, communes=COMMUNES)
    assert [one.person for one in found.people] == [DUNG, CHI]
    assert found.by_commune == {2: 2}
    assert found.expected_infections == pytest.approx(0.5 * 0.2 + 0.5 * 0.4)
    assert found.quarantine_days == 28
    # Each: found 25 min, ordered 15 min, asked once on 14 days of 4 min, no test of an F2 while F1's result is awaited.
    assert found.officer_hours == pytest.approx(2 * (25 + 15 + 14 * 4) / 60)
    assert found.hours_per_infection == pytest.approx(found.officer_hours / 0.3)


def test_a_person_whose_commune_is_not_known_is_counted_apart() -> None:
    found = preview(EXPOSURES, [ill(AN, ring=1)], POLICY, case=101, ring=2, communes={CHI: 2})
    assert found.by_commune == {2: 1, None: 1}


def test_who_is_kept_apart_already_opens_nobody() -> None:
    kept = [Isolation(BINH, at(0, 14))]
    assert not preview(EXPOSURES, [ill(AN, ring=1)], POLICY, case=101, ring=2, communes={}, isolated=kept).people


def test_a_ring_that_finds_nobody_says_so() -> None:
    found = preview(EXPOSURES[:1], [ill(AN, ring=1)], POLICY, case=101, ring=2, communes={})
    assert (found.people, found.officer_hours, found.hours_per_infection) == ((), 0, None)


def test_only_rings_of_the_policy_and_known_cases_can_be_previewed() -> None:
    for ring in (0, 6):
        with pytest.raises(ValueError):
            preview(EXPOSURES, [ill(AN)], POLICY, case=101, ring=ring, communes={})
    with pytest.raises(KeyError):
        preview(EXPOSURES, [ill(AN)], POLICY, case=9, ring=2, communes={})


def test_a_hazard_scales_rare_infections_in_proportion_and_never_beyond_certainty() -> None:
    standings = derive([met(1, AN, BINH, 0, p=0.01), met(2, AN, CHI, 0, p=0.9)], [ill(AN)], POLICY).of_level(1)
    assert expected_infections(standings) == pytest.approx(0.91)
    assert expected_infections(standings[1:], 2) == pytest.approx(0.02, rel=0.01)
    assert expected_infections(standings, 1000) <= 2


@given(worlds())
def test_what_was_previewed_is_what_opening_adds(world: World) -> None:
    case = world.cases[0]
    communes = {person: person % 3 for person in range(1, 9)}
    before = derive(world.exposures, world.cases, POLICY).standings
    for ring in range(case.ring, POLICY.max_ring + 1):
        found = preview(world.exposures, world.cases, POLICY, case=case.key, ring=ring, communes=communes)
        opened = [replace(case, ring=ring), *world.cases[1:]]
        after = derive(world.exposures, opened, POLICY).standings
        assert {one.person: one for one in found.people} == {
            person: one for person, one in after.items() if person not in before
        }
        assert found.deepened == sum(1 for person, one in before.items() if after[person].terms != one.terms)
        told = preview(world.exposures, world.cases, POLICY, case=case.key, ring=ring, communes=communes, now=before)
        assert told == found
        assert sum(found.by_commune.values()) == len(found.people)
        assert 0 <= found.expected_infections <= len(found.people)
        assert (found.officer_hours > 0) == bool(found.people)
        if case.state is CaseState.NEGATIVE or ring == case.ring:
            assert not found.people


def test_minutes_of_work_are_data() -> None:
    lazy = Workload(find_minutes=0, order_minutes=0, check_minutes=0, test_minutes=60)
    found = preview(EXPOSURES[:1], [ill(AN, ring=1), ill(77, ring=1)], POLICY, case=177, ring=1, communes={})
    assert found.officer_hours == 0
    alone = [ill(AN, ring=0)]
    assert preview(EXPOSURES[:1], alone, POLICY, case=101, ring=1, communes={}, workload=lazy).officer_hours == 2
