"""Rows become columns in blocks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing.rows import ROWS
from vungxanh.core.tracing import sightings
from vungxanh.core.tracing.tracefile import Row


@given(st.lists(ROWS, max_size=12), st.booleans(), st.integers(1, 5))
def test_blocks_hold_every_row_that_has_the_identifier_in_order(rows: list[Row], own: bool, size: int) -> None:
    blocks = list(sightings.blocks(rows, own=own, size=size))
    assert all(len(block) == size for block in blocks[:-1])
    assert all(0 < len(block) <= size for block in blocks)
    seen = [
        (identifier.tobytes(), int(rssi), int(ms))
        for block in blocks
        for identifier, rssi, ms in zip(block.ids, block.rssi, block.ms, strict=True)
    ]
    wanted = [(row.own if own else row.contact, row.rssi, row.ms) for row in rows]
    assert seen == [row for row in wanted if row[0] is not None]


def test_head_and_tail_are_the_whole_identifier() -> None:
    ids = np.arange(24, dtype=np.uint8).reshape(2, 12)
    whole = [
        head.tobytes() + tail.tobytes() for head, tail in zip(sightings.heads(ids), sightings.tails(ids), strict=True)
    ]
    assert whole == [row.tobytes() for row in ids]
