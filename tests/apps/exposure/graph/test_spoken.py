"""Identifiers are resolved as the matching of the protocol resolves them."""

from collections import Counter
from hashlib import sha256

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.apps.exposure.graph import spoken
from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey, of_day
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import Sighting, Tolerance, match

MIDNIGHT_S = 1_596_844_800
KEYS = [sha256(bytes([number])).digest() for number in range(4)]
sightings = st.lists(
    st.tuples(
        st.integers(0, 3),  # whose
        st.integers(0, 95),  # which slot's identifier
        st.integers(-3, 3).map(lambda slots: slots * ids.SLOT_MS) | st.integers(-2 * ids.DAY_MS, 2 * ids.DAY_MS),
    ),
    max_size=30,
)


def columns(rows: list[tuple[bytes, int]]) -> tuple[np.ndarray, np.ndarray]:
    raw = np.frombuffer(b"".join(one for one, _ in rows), np.uint8).reshape(-1, ids.ID_BYTES)
    return raw, np.array([ms for _, ms in rows], np.int64)


@given(sightings, st.lists(st.integers(0, 86_399), min_size=4, max_size=4))
def test_rows_resolve_as_the_matching_of_the_protocol_accepts_them(
    seen: list[tuple[int, int, int]], ends: list[int]
) -> None:
    rows = [
        (ids.identifiers(KEYS[who])[slot], MIDNIGHT_S * 1000 + slot * ids.SLOT_MS + late) for who, slot, late in seen
    ]
    keys = [PositiveKey(key, MIDNIGHT_S, MIDNIGHT_S + end) for key, end in zip(KEYS, ends, strict=True)]
    expected = match(keys, [Sighting(one, -60, ms) for one, ms in rows], Tolerance(slots=1, skew_slots=1))

    day_keys = [of_day(key, MIDNIGHT_S, MIDNIGHT_S + end) for key, end in zip(KEYS, ends, strict=True)]
    table = spoken.table(claim for holder, key in enumerate(day_keys) for claim in spoken.of_key(holder, key))
    found = spoken.resolve(table, *columns(rows))

    accepted = sorted((int(holder), rows[row][1]) for row, holder in zip(found.row, found.holder, strict=True))
    assert Counter(place for place, _ in accepted) == {
        place: one.count for place, one in enumerate(expected) if one.count
    }
    sure = {(place, ms) for place, one in enumerate(expected) for ms, _ in one.rows}  # a phone doubts some of them
    assert sure <= set(accepted)
    assert found.after_end == sum(one.after_end for one in expected)
    assert found.wrong_clock == sum(one.wrong_clock for one in expected)


def test_rows_before_left_out_hours_end_resolve_to_nobody() -> None:
    whole = of_day(KEYS[0], MIDNIGHT_S, MIDNIGHT_S + ids.DAY_S - 1)
    later = of_day(KEYS[0], MIDNIGHT_S, MIDNIGHT_S + ids.DAY_S - 1, slot=40)
    rows = [(ids.identifiers(KEYS[0])[slot], (MIDNIGHT_S + slot * SLOT_S) * 1000) for slot in (39, 40)]
    for key, expected in ((whole, [0, 1]), (later, [1])):
        found = spoken.resolve(spoken.table(spoken.of_key(7, key)), *columns(rows))
        assert found.row.tolist() == expected
        assert set(found.holder.tolist()) == {7}


def test_who_copies_a_published_key_and_hands_it_in_again_owns_none_of_its_identifiers() -> None:
    key = of_day(KEYS[0], MIDNIGHT_S, MIDNIGHT_S + ids.DAY_S - 1)
    copied = SlotKey(sha256(key.key).digest(), key.start_s + SLOT_S, key.end_s)
    table = spoken.table([*spoken.of_key(1, key), *spoken.of_key(2, copied)])
    assert set(table.holder.tolist()) == {1}


def test_who_hands_in_rows_and_no_key_owns_what_they_sent_unless_a_key_says_otherwise() -> None:
    of_a_key, free = ids.identifiers(KEYS[0])[10], ids.identifiers(KEYS[1])[10]
    at = (MIDNIGHT_S + 10 * SLOT_S) * 1000 + 5
    claims = [*spoken.of_key(1, of_day(KEYS[0], MIDNIGHT_S, MIDNIGHT_S + ids.DAY_S - 1))]
    claims += spoken.of_rows(2, [of_a_key, free, free], [at, at + 60_000, at])
    found = spoken.resolve(spoken.table(claims), *columns([(of_a_key, at), (free, at)]))
    assert found.holder.tolist() == [1, 2]


def test_nothing_resolves_against_nothing() -> None:
    assert len(spoken.resolve(spoken.table([]), *columns([(bytes(12), 0)])).row) == 0
