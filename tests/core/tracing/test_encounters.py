"""Sightings become encounters without cutting a meeting or losing a short one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.tracing.encounters import CYCLE_MS, Encounter, Rule, bucket_of, encounters

MINUTE = 60_000
sightings = st.lists(st.tuples(st.integers(0, 10_000_000), st.integers(-128, 127)), max_size=30)


def at(*minutes: float, rssi: int = -60) -> list[tuple[int, int]]:
    return [(int(minute * MINUTE), rssi) for minute in minutes]


def test_a_single_sighting_lasts_one_cycle() -> None:
    (found,) = encounters(at(3))
    assert (found.minutes, found.rows, found.start_ms, found.end_ms) == (5.0, 1, 180_000, 180_000)


def test_a_meeting_across_a_quarter_hour_is_one_encounter() -> None:
    (found,) = encounters(at(10, 14, 18, 22))
    assert found.minutes == pytest.approx(12 + 5)


def test_fifteen_silent_minutes_are_still_one_meeting_and_more_are_two() -> None:
    assert len(encounters(at(0, 15))) == 1
    assert len(encounters([(0, -60), (15 * MINUTE + 1, -60)])) == 2


def test_a_silence_counts_for_one_cycle_only() -> None:
    (found,) = encounters(at(0, 14))
    assert found.minutes == pytest.approx(5 + 5)


def test_minutes_go_to_the_bucket_of_their_own_strength() -> None:
    (found,) = encounters([*at(0, 1, 2), *at(3, 4, rssi=-90)])
    assert found.bucket_minutes == pytest.approx((3 + 1 + 1, 0, 0, 1 + 3))


@pytest.mark.parametrize(("rssi", "bucket"), [(-66, 0), (-67, 1), (-74, 1), (-75, 2), (-84, 2), (-85, 3), (-128, 3)])
def test_bucket_edges(rssi: int, bucket: int) -> None:
    assert bucket_of(rssi) == bucket


def test_the_strongest_and_the_upper_quartile_are_kept_never_a_mean() -> None:
    (found,) = encounters([(place * 1000, rssi) for place, rssi in enumerate((-95, -90, -70, -60, -50))])
    assert (found.max_rssi, found.upper_rssi) == (-50, -60)


def test_a_strength_the_radio_could_not_measure_counts_as_the_weakest() -> None:
    (found,) = encounters([(0, 127), (1000, -80)])
    assert (found.max_rssi, found.bucket_minutes[0]) == (-80, 0)


@given(sightings)
def test_every_row_is_in_exactly_one_encounter_and_order_does_not_matter(rows: list[tuple[int, int]]) -> None:
    found = encounters(rows)
    assert sum(one.rows for one in found) == len(rows)
    assert encounters(reversed(rows)) == found
    assert all(later.start_ms - sooner.end_ms > 3 * CYCLE_MS for sooner, later in pairwise(found))


@given(sightings, st.integers(1, 600_000), st.integers(1, 5))
def test_an_encounter_lasts_its_span_and_a_cycle_at_most(rows: list[tuple[int, int]], cycle: int, gap: int) -> None:
    def lasts(one: Encounter) -> bool:
        return cycle / MINUTE - 1e-6 <= one.minutes <= (one.end_ms - one.start_ms + cycle) / MINUTE + 1e-6

    assert all(map(lasts, encounters(rows, Rule(cycle_ms=cycle, gap_cycles=gap))))
