"""Which rows count for a key: lag and skew forgiven within bounds, replays after the end refused."""

import pytest

from tests.core.tracing import vectors
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import DEFAULT, Matched, Sighting, Tolerance, match

START_MS = vectors.BASE_S * 1000
DAY = PositiveKey(vectors.K1, vectors.BASE_S, vectors.BASE_S + 86_399)
FOURTEEN = PositiveKey(vectors.K1, vectors.BASE_S, vectors.BASE_S + 14 * ids.DAY_S)


def seen(slot: int, shift_ms: int = 0, rssi: int = -60) -> Sighting:
    """A row with the identifier of a slot counted from the base day, `shift_ms` after the slot began."""
    day, of_day = divmod(slot, ids.SLOTS)
    identifier = ids.identifiers(ids.key_after(vectors.K1, day))[of_day]
    return Sighting(identifier, rssi, START_MS + slot * ids.SLOT_MS + shift_ms)


def one(key: PositiveKey, *rows: Sighting, tolerance: Tolerance = DEFAULT) -> Matched:
    (found,) = match([key], rows, tolerance)
    return found


def test_the_observed_phone_is_found_by_its_key() -> None:
    rows = [Sighting(vectors.K2_OWN, -60, ms) for ms in (vectors.K2_FIRST_MS, vectors.K2_LAST_MS)]
    found = one(PositiveKey(vectors.K2, vectors.BASE_S, vectors.BASE_S + ids.DAY_S), *rows)
    assert found.rows == [(vectors.K2_FIRST_MS, -60), (vectors.K2_LAST_MS, -60)]
    assert found.offsets == {0: 2}


def test_another_phone_is_not_found() -> None:
    assert one(DAY, Sighting(vectors.K2_PEER, -60, vectors.K2_FIRST_MS)) == Matched()


@pytest.mark.parametrize(
    ("shift_ms", "offset"),
    [(0, 0), (ids.SLOT_MS - 1, 0), (ids.SLOT_MS, 1), (2 * ids.SLOT_MS - 1, 1), (-1, -1), (-ids.SLOT_MS, -1)],
)
def test_a_row_one_slot_early_or_late_counts_and_its_offset_is_reported(shift_ms: int, offset: int) -> None:
    found = one(DAY, seen(40, shift_ms), tolerance=Tolerance(slots=1, skew_slots=0))
    assert found.offsets == {offset: 1}


@pytest.mark.parametrize("shift_ms", [2 * ids.SLOT_MS, -ids.SLOT_MS - 1])
def test_a_row_two_slots_away_is_a_wrong_clock_when_no_skew_is_allowed(shift_ms: int) -> None:
    found = one(DAY, seen(40, shift_ms), tolerance=Tolerance(slots=1, skew_slots=0))
    assert (found.rows, found.wrong_clock) == ([], 1)


def test_a_clock_two_hours_wrong_counts_and_one_further_wrong_is_counted_apart() -> None:
    found = one(DAY, *(seen(40, hours * 3_600_000) for hours in (-2, 2, 3, -9)))
    assert (found.offsets, found.wrong_clock) == ({-8: 1, 8: 1}, 2)


def test_a_row_more_than_a_day_from_its_slot_is_nothing() -> None:
    rows = [seen(40, shift) for shift in (-ids.DAY_MS, -ids.DAY_MS - 1, ids.DAY_MS - 1, ids.DAY_MS)]
    assert one(DAY, *rows).wrong_clock == 2


def test_a_sighting_after_the_end_is_refused_and_counted() -> None:
    reported = PositiveKey(vectors.K1, vectors.BASE_S, vectors.BASE_S + 10 * 900 + 60)
    found = one(reported, seen(10, 60_000), seen(10, 60_001), seen(10, 899_999))
    assert (len(found.rows), found.after_end) == (1, 2)


def test_a_slow_clock_does_not_admit_identifiers_of_slots_after_the_end() -> None:
    reported = PositiveKey(vectors.K1, vectors.BASE_S, vectors.BASE_S + 10 * 900 + 60)
    found = one(reported, seen(11, -1_800_000))
    assert (found.rows, found.after_end) == ([], 1)


def test_the_slot_that_begins_at_the_end_still_counts_at_that_instant() -> None:
    found = one(FOURTEEN, seen(14 * 96), seen(14 * 96, 1))
    assert (len(found.rows), found.after_end) == (1, 1)


def test_the_fourteenth_day_is_matched() -> None:
    assert one(FOURTEEN, seen(14 * 96 - 1, 5)).rows == [(START_MS + (14 * 96 - 1) * ids.SLOT_MS + 5, -60)]


def test_another_number_of_slots_a_day_is_honoured() -> None:
    key = PositiveKey(vectors.K1, vectors.BASE_S, vectors.BASE_S + 86_399, slots=144)
    identifier = ids.identifiers(vectors.K1, 144)[100]
    assert one(key, Sighting(identifier, -60, START_MS + 100 * 600_000)).offsets == {0: 1}


def test_two_keys_of_one_phone_each_find_their_own_day() -> None:
    second = PositiveKey(ids.next_key(vectors.K1), DAY.start_s + ids.DAY_S, DAY.end_s + ids.DAY_S)
    found = match([DAY, second], [seen(95, 5), seen(96, 5)])
    assert [len(part.rows) for part in found] == [1, 1]
