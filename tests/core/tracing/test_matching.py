"""Which rows count for a key: lag and skew forgiven within bounds, replays after the end refused."""

import pytest

from tests.core.tracing import vectors
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import DEFAULT, Matched, Sighting, Tolerance, encounters_by_key, match

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
    for hours in (-2, 2):
        found = one(DAY, *(seen(40, wrong * 3_600_000) for wrong in (hours, 3, -9)))
        assert (found.offsets, found.wrong_clock, len(found.rows)) == ({4 * hours: 1}, 2, 1)


def test_a_row_more_than_a_day_from_its_slot_is_nothing() -> None:
    rows = [seen(40, shift) for shift in (-ids.DAY_MS, -ids.DAY_MS - 1, ids.DAY_MS - 1, ids.DAY_MS)]
    assert one(DAY, *rows).wrong_clock == 2


def test_a_sighting_after_the_end_is_refused_and_counted() -> None:
    reported = PositiveKey(vectors.K1, vectors.BASE_S, vectors.BASE_S + 10 * 900 + 60)
    found = one(reported, seen(10, 60_000), seen(10, 60_999), seen(10, 61_000), seen(10, 899_999))
    assert (len(found.rows), found.after_end) == (2, 2)


def test_a_slow_clock_does_not_admit_identifiers_of_slots_after_the_end() -> None:
    reported = PositiveKey(vectors.K1, vectors.BASE_S, vectors.BASE_S + 10 * 900 + 60)
    found = one(reported, seen(11, -1_800_000))
    assert (found.rows, found.after_end) == ([], 1)


def test_the_slot_that_begins_at_the_end_still_counts_in_that_second() -> None:
    found = one(FOURTEEN, seen(14 * 96), seen(14 * 96, 1_000))
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


SECOND = PositiveKey(ids.next_key(vectors.K1), DAY.start_s + ids.DAY_S, DAY.end_s + ids.DAY_S)
MINUTE = 60_000


def test_a_row_of_the_fortieth_day_is_found_however_long_the_key_speaks() -> None:
    long = PositiveKey(vectors.K1, vectors.BASE_S, vectors.BASE_S + 1_000 * ids.DAY_S)
    assert one(long, seen(40 * 96 + 16, 5), seen(900 * 96, 5)).offsets == {0: 2}


@pytest.mark.parametrize("late_ms", [0, 15_000, 150_000])
def test_a_stale_identifier_past_midnight_is_the_same_persons_whose_next_key_is_listed(late_ms: int) -> None:
    row = seen(95, ids.SLOT_MS + late_ms)
    first, second = match([DAY, SECOND], [row])
    assert (len(first.rows), first.after_end, len(second.rows)) == (1, 0, 0)
    alone = one(DAY, row)
    assert (alone.rows, alone.after_end) == ([], 1)


def test_an_end_inside_the_day_holds_although_the_next_key_is_listed() -> None:
    reported = PositiveKey(DAY.key, DAY.start_s, DAY.start_s + 10 * 900 + 60)
    assert match([reported, SECOND], [seen(10, 90_000)])[0].after_end == 1


def test_a_meeting_across_the_change_of_keys_is_one_encounter_under_the_key_where_it_begins() -> None:
    rows = [
        seen(96, minute * MINUTE) if minute >= 0 else seen(95, 15 * MINUTE + minute * MINUTE) for minute in range(-8, 9)
    ]
    for keys in ([DAY, SECOND], [SECOND, DAY]):
        found = match(keys, rows)
        met = encounters_by_key(keys, found)
        assert [len(part.rows) for part in found] == ([8, 9] if keys[0] is DAY else [9, 8])
        (only,) = met[keys.index(DAY)]
        assert met[keys.index(SECOND)] == []
        assert only.minutes == pytest.approx(16 + 5)
        assert only.rows == 17


def test_a_row_that_two_windows_of_a_person_accept_is_counted_for_both_and_met_once() -> None:
    both = PositiveKey(DAY.key, DAY.start_s, SECOND.end_s)
    found = match([both, SECOND], [seen(100, minute * MINUTE) for minute in range(4)])
    assert [len(part.rows) for part in found] == [4, 4]
    assert [[met.rows for met in held] for held in encounters_by_key([both, SECOND], found)] == [[], [4]]


def test_a_key_listed_with_two_ends_is_answered_by_each_end_and_met_once() -> None:
    short = PositiveKey(DAY.key, DAY.start_s, DAY.start_s + 11 * 900)
    found = match([short, DAY], [seen(10, 600_000), seen(11, 5_000)])
    assert [(len(part.rows), part.after_end) for part in found] == [(1, 1), (2, 0)]
    assert [len(met) for met in encounters_by_key([short, DAY], found)] == [0, 1]


def test_a_slot_that_the_next_key_speaks_for_is_not_refused_by_the_key_that_ends_at_its_start() -> None:
    ending = PositiveKey(DAY.key, DAY.start_s, DAY.start_s + ids.DAY_S)
    first, second = match([ending, SECOND], [seen(96, 5_000)])
    assert (first.rows, first.after_end, len(second.rows)) == ([], 0, 1)
    assert one(ending, seen(96, 5_000)).after_end == 1
