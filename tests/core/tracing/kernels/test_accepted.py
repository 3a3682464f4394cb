"""What a long history holds stays small and is what the definition answers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing import vectors
from tests.core.tracing.kernels.test_matching import Scene, columns, scenes
from vungxanh.core.tracing import ids, matching
from vungxanh.core.tracing.kernels.accepted import Accepted
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import Sighting

START = vectors.BASE_S
WEAK, STRONG = -90, -50


@given(scenes(), st.integers(1, 13))
def test_blocks_together_are_answered_as_the_definition_answers(scene: Scene, size: int) -> None:
    accepted = Accepted(scene.keys)
    for start in range(0, len(scene.rows), size):
        accepted.add(columns(scene.rows[start : start + size]))
    expected = matching.match(scene.keys, scene.rows)
    met = matching.encounters_by_key(scene.keys, expected)
    unsure = matching.doubtful_by_key(scene.keys, expected)
    for got, one, encounters, doubted in zip(accepted.by_key(), expected, met, unsure, strict=True):
        assert got.doubted == doubted
        assert (got.count, got.offsets, got.doubtful) == (one.count, one.offsets, one.doubtful)
        assert (got.after_end, got.wrong_clock, got.encounters) == (one.after_end, one.wrong_clock, encounters)
    for place, got in enumerate(accepted.by_key()):
        # A row alone is never doubtful.
        times = [ms for row in scene.rows for ms, _ in matching.match(scene.keys, [row])[place].rows]
        assert (got.first_ms, got.last_ms) == (min(times, default=None), max(times, default=None))


def rows_of_a_slot(count: int) -> list[Sighting]:
    identifier = ids.identifiers(vectors.K1)[4]
    return [
        Sighting(identifier, STRONG if ms % 1000 == 7 else WEAK, START * 1000 + 4 * ids.SLOT_MS + ms)
        for ms in range(count)
    ]


def test_past_the_limit_the_strongest_row_of_each_second_stays_and_every_row_is_counted() -> None:
    accepted = Accepted([PositiveKey(vectors.K1, START, START + 86_399)], most_rows=2_500)
    rows = rows_of_a_slot(4_000)
    for start in (0, 1_000, 2_000, 3_000):
        accepted.add(columns(rows[start : start + 1_000]))
    (only,) = accepted.by_key()
    assert (only.count, only.first_ms, only.last_ms) == (4_000, rows[0].ms, rows[-1].ms)
    (met,) = only.encounters
    assert (met.max_rssi, met.rows) == (STRONG, 3 + 1_000)


def test_past_the_limit_a_stronger_replay_displaces_no_row_of_its_second() -> None:
    accepted = Accepted([PositiveKey(vectors.K1, START, START + 86_399)], most_rows=10)
    now, rows = START * 1000 + 12 * ids.SLOT_MS, []
    for second in range(20):
        rows += [Sighting(ids.identifiers(vectors.K1)[12], WEAK, now + second * 1000)]
        rows += [Sighting(ids.identifiers(vectors.K1)[5], STRONG, now + second * 1000 + 1 + more) for more in range(5)]
    accepted.add(columns(rows))
    (only,) = accepted.by_key()
    (met,) = only.encounters
    assert (met.rows, met.max_rssi, only.doubtful) == (20, WEAK, {7: 20})
    assert [(met.rows, met.max_rssi) for met in only.doubted] == [(20, STRONG)]


@given(st.lists(st.tuples(st.integers(0, 95), st.integers(-120, 120), st.integers(-100, -40)), max_size=60))
def test_doubtful_encounters_of_one_key_are_those_of_the_definition(heard: list[tuple[int, int, int]]) -> None:
    keys, spoken = [PositiveKey(vectors.K1, START, START + 86_399)], ids.identifiers(vectors.K1)
    rows = [
        Sighting(spoken[slot], rssi, START * 1000 + slot * ids.SLOT_MS + late * 60_000) for slot, late, rssi in heard
    ]
    accepted = Accepted(keys)
    accepted.add(columns(rows))
    expected = matching.match(keys, rows)
    (only,) = accepted.by_key()
    assert [only.doubted] == matching.doubtful_by_key(keys, expected)
    assert [only.encounters] == matching.encounters_by_key(keys, expected)
    # Every accepted row is part of an encounter, sure or doubtful.
    assert sum(met.rows for met in (*only.encounters, *only.doubted)) == only.count


def test_a_key_with_a_thousand_ends_keeps_each_row_once() -> None:
    keys = [PositiveKey(vectors.K1, START, START + 86_000 + more) for more in range(1_000)]
    accepted = Accepted(keys)
    accepted.add(columns(rows_of_a_slot(500)))
    assert sum(len(part[0]) for part in accepted._parts) == 500
    answers = list(accepted.by_key())
    assert {one.count for one in answers} == {500}
    assert [place for place, one in enumerate(answers) if one.encounters] == [999]
    assert {one.person for one in answers} == {vectors.K1}


def test_an_empty_history_and_an_empty_list_are_answered() -> None:
    (nobody,) = Accepted([PositiveKey(vectors.K1, START, START)]).by_key()
    assert (nobody.count, nobody.first_ms, nobody.encounters) == (0, None, [])
    accepted = Accepted([])
    accepted.add(columns([Sighting(bytes(12), 0, 0)]))
    assert list(accepted.by_key()) == []
    assert not np.any(accepted._kept)
