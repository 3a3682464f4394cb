"""Rows of a long history stay small and exact."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.cli.bluezone.accepted import Accepted
from vungxanh.core.tracing.kernels.matching import Found

KEYS = 3
ROW = st.tuples(st.integers(0, KEYS - 1), st.integers(0, 20_000), st.integers(-100, -20), st.integers(-8, 8))
BLOCKS = st.lists(st.lists(ROW, max_size=30), max_size=4)


def found(rows: list[tuple[int, int, int, int]]) -> Found:
    key, ms, rssi, offset = np.array(rows, np.int64).reshape(-1, 4).T
    refused = np.array([len(rows), 0, 0]), np.array([0, 1, 0])
    return Found(key, ms, rssi.astype(np.int16), offset, *refused)


@given(BLOCKS)
def test_blocks_together_give_each_keys_rows_in_time_with_their_offsets(
    blocks: list[list[tuple[int, int, int, int]]],
) -> None:
    accepted = Accepted(KEYS)
    for block in blocks:
        accepted.add(found(block))
    everything = [row for block in blocks for row in block]
    for key, of_key in enumerate(accepted.by_key()):
        mine = [row for row in everything if row[0] == key]
        assert of_key.count == len(mine)
        assert Counter(of_key.rows) == Counter((ms, rssi) for _, ms, rssi, _ in mine)
        assert [ms for ms, _ in of_key.rows] == sorted(ms for _, ms, _, _ in mine)
        assert of_key.offsets == Counter(offset for _, _, _, offset in mine)
        assert of_key.after_end == (len(everything) if key == 0 else 0)
        assert of_key.wrong_clock == (len(blocks) if key == 1 else 0)


@given(BLOCKS)
def test_past_the_limit_the_strongest_row_of_each_second_stays_and_every_row_is_counted(
    blocks: list[list[tuple[int, int, int, int]]],
) -> None:
    accepted = Accepted(KEYS, most_rows=0)
    for block in blocks:
        accepted.add(found(block))
    everything = [row for block in blocks for row in block]
    for key, of_key in enumerate(accepted.by_key()):
        strongest: dict[int, int] = {}
        for _, ms, rssi, _ in (row for row in everything if row[0] == key):
            strongest[ms // 1000] = max(rssi, strongest.get(ms // 1000, -128))
        assert {ms // 1000: rssi for ms, rssi in of_key.rows} == strongest
        assert len(of_key.rows) == len(strongest)
        assert of_key.count == sum(row[0] == key for row in everything)
