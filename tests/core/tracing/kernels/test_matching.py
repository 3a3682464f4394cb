"""The matching kernel answers what its definition answers."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing import vectors
from vungxanh.core.tracing import ids, matching
from vungxanh.core.tracing.kernels import ladder, probe
from vungxanh.core.tracing.kernels import matching as kernel
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import Matched, Sighting, Tolerance
from vungxanh.core.tracing.sightings import Sightings

START = vectors.BASE_S
lengths = st.sampled_from((0, 900, 86_399, 86_400, 2 * 86_400)) | st.integers(0, 3 * 86_400)
keys = st.builds(
    lambda key, day, length, slots: PositiveKey(key, START + day * ids.DAY_S, START + day * ids.DAY_S + length, slots),
    st.sampled_from((vectors.K2, ids.next_key(vectors.K1))) | st.binary(min_size=32, max_size=32),
    st.integers(0, 4),
    lengths,
    st.sampled_from((96, 96, 96, 24, 144)),
)
# Keys of the days of one phone, often in a row, so that chains are common.
of_one_phone = st.builds(
    lambda day, length: PositiveKey(
        ids.key_after(vectors.K1, day), START + day * ids.DAY_S, START + day * ids.DAY_S + length
    ),
    st.integers(0, 4),
    st.just(86_399) | lengths,
)
tolerances = st.builds(Tolerance, st.integers(0, 2), st.integers(0, 12))
# Milliseconds from the start of a slot: inside, at the edges of tolerance, hours away, and days away.
shifts = (
    st.integers(-2 * ids.SLOT_MS, 2 * ids.SLOT_MS)
    | st.integers(-12, 12).map(lambda slots: slots * ids.SLOT_MS)
    | st.integers(-2 * ids.DAY_MS, 2 * ids.DAY_MS)
)


@dataclass(frozen=True)
class Scene:
    keys: list[PositiveKey]
    rows: list[Sighting]


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    positive = draw(st.lists(keys | of_one_phone, max_size=5))
    rows = [Sighting(draw(st.binary(min_size=12, max_size=12)), -60, START * 1000)]
    if positive:
        for key in draw(st.lists(st.sampled_from(positive), max_size=12)):
            slot = draw(st.integers(0, key.last_slot + 3) | st.just(key.last_slot))
            day, of_day = divmod(slot, key.slots)
            identifier = ids.identifiers(ids.key_after(key.key, day), key.slots)[of_day]
            ms = key.start_s * 1000 + slot * key.slot_ms + draw(shifts)
            rows.append(Sighting(identifier, draw(st.integers(-128, 127)), ms))
    return Scene(positive, rows)


def columns(rows: list[Sighting]) -> Sightings:
    flat = np.frombuffer(b"".join(row.identifier for row in rows), np.uint8).reshape(-1, 12)
    rssi, ms = np.array([row.rssi for row in rows], np.int16), np.array([row.ms for row in rows], np.int64)
    return Sightings(flat, rssi, ms)


def in_order(found: list[Matched]) -> list[Matched]:
    for one in found:
        one.rows.sort()
        one.held.sort()
        one.doubted.sort()
    return found


@pytest.mark.parametrize("rung", ladder.available())
@given(scene=scenes(), tolerance=tolerances)
def test_matching_equals_the_definition(rung: ladder.Rung, scene: Scene, tolerance: Tolerance) -> None:
    expected = matching.match(scene.keys, scene.rows, tolerance)
    assert in_order(kernel.match(scene.keys, columns(scene.rows), tolerance, rung=rung)) == in_order(expected)


@given(scenes(), tolerances)
def test_kept_under_one_key_only_the_answer_is_the_same_but_for_repeated_rows(
    scene: Scene, tolerance: Tolerance
) -> None:
    once, each = (matching.match(scene.keys, scene.rows, tolerance, every=every) for every in (False, True))
    for one, other in zip(once, each, strict=True):
        assert one == replace(other, rows=one.rows)
        assert one.rows == one.held


@given(scenes(), st.integers(1, 13))
def test_a_history_in_blocks_gives_the_same_answer(scene: Scene, size: int) -> None:
    blocks = [columns(scene.rows[start : start + size]) for start in range(0, len(scene.rows), size)]
    expected = matching.match(scene.keys, scene.rows)
    assert in_order(kernel.match_blocks(scene.keys, blocks)) == in_order(expected)


def test_many_rows_of_one_identifier_and_many_hits_in_one_batch_are_all_found() -> None:
    day = ids.identifiers(vectors.K1)
    rows = [Sighting(one, -60, START * 1000 + slot * ids.SLOT_MS) for slot, one in enumerate(day)] * 30
    positive = [PositiveKey(vectors.K1, START, START + 86_399)] * 40
    found = kernel.match(positive, columns(rows))
    assert [len(one.rows) for one in found] == [96 * 30] * 40


def test_years_of_a_key_are_searched_only_around_rows() -> None:
    days = (3, 40, 400, 1_000)
    keys = [ids.key_after(vectors.K1, day) for day in days]
    rows = [
        Sighting(ids.identifiers(key)[9], -60, (START + day * ids.DAY_S) * 1000 + 9 * ids.SLOT_MS)
        for day, key in zip(days, keys, strict=True)
    ]
    many = [PositiveKey(bytes([place, 1]) * 16, START, START + 1_096 * ids.DAY_S) for place in range(200)]
    found = kernel.match([PositiveKey(vectors.K1, START, START + 1_096 * ids.DAY_S), *many], columns(rows))
    assert [len(one.rows) for one in found] == [4] + [0] * 200


def test_nothing_matches_nothing() -> None:
    assert kernel.match([], columns([Sighting(bytes(12), 0, 0)])) == []
    assert kernel.match([PositiveKey(vectors.K1, START, START)], columns([])) == [Matched()]


@given(
    st.lists(
        st.binary(min_size=12, max_size=12) | st.integers(0, 9).map(lambda n: bytes(11) + bytes([n])), max_size=40
    ),
    st.lists(st.binary(min_size=12, max_size=12) | st.integers(0, 9).map(lambda n: bytes(11) + bytes([n])), max_size=8),
)
def test_the_table_finds_exactly_what_is_in_it(held: list[bytes], wanted: list[bytes]) -> None:
    table = probe.table_of(np.frombuffer(b"".join(held), np.uint8).reshape(-1, 12))
    looked = np.frombuffer(b"".join(wanted + held), np.uint8).reshape(1, -1, 12).copy()
    hits = np.empty((len(wanted + held), 3), np.int64)
    count = probe.search(looked, table.filter, table.heads, table.tails, table.buckets, hits)
    places = {
        slot: sorted(table.order[table.first[distinct] : table.first[distinct + 1]].tolist())
        for _, slot, distinct in hits[:count].tolist()
    }
    assert places == {
        slot: [place for place, one in enumerate(held) if one == each]
        for slot, each in enumerate(wanted + held)
        if each in held
    }
