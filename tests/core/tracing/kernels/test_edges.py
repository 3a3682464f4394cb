"""The edge kernel answers what its definition answers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.core.tracing import edges
from vungxanh.core.tracing import encounters as definition
from vungxanh.core.tracing.edges import Edge, Logged
from vungxanh.core.tracing.encounters import Encounter
from vungxanh.core.tracing.kernels import edges as kernel
from vungxanh.core.tracing.kernels import encounters

MINUTE = 60_000
person = st.integers(0, 3)
BEGUN = 1_596_844_800_000
# Few strengths, so that ties are common.
strengths = st.integers(-100, -40) | st.sampled_from((-90, -85, -60))
sightings = st.lists(st.tuples(person, person, st.integers(0, 400) | st.integers(0, 12), strengths), max_size=60)


def logged(rows: list[tuple[int, int, int, int]]) -> encounters.Encounters:
    owner, other, minute, rssi = np.array(rows, np.int64).reshape(-1, 4).T
    ms = minute * MINUTE + BEGUN
    return encounters.encounters(owner.astype(np.int32), other.astype(np.int32), ms, rssi.astype(np.int8))


def defined(rows: list[tuple[int, int, int, int]]) -> list[Edge]:
    """By the definitions alone, from the rows themselves: the kernels' rounding stays out of it."""
    logs = []
    for owner, other in sorted({row[:2] for row in rows}):
        held = [(minute * MINUTE + BEGUN, rssi) for *pair, minute, rssi in rows if pair == [owner, other]]
        logs += [Logged(owner, other, met) for met in definition.encounters(held)]
    return edges.edges(logs)


def as_edges(found: kernel.Edges) -> list[Edge]:
    columns = (found.one, found.other, found.start_ms, found.end_ms, found.rows, found.bucket_minutes)
    rest = (found.max_rssi, found.upper_rssi, found.mutual)
    rows = zip(*(column.tolist() for column in (*columns, *rest)), strict=True)
    return [
        Edge(one, other, Encounter(start, end, count, tuple(minutes), top, upper), mutual)
        for one, other, start, end, count, minutes, top, upper, mutual in rows
    ]


@settings(max_examples=200)
@given(sightings)
def test_edges_equal_the_definition(rows: list[tuple[int, int, int, int]]) -> None:
    found, expected = as_edges(kernel.edges(logged(rows))), defined(rows)
    assert [bare(edge) for edge in found] == [bare(edge) for edge in expected]
    for edge, other in zip(found, expected, strict=True):
        assert edge.encounter.bucket_minutes == pytest.approx(other.encounter.bucket_minutes, abs=1e-3)


def bare(edge: Edge) -> Edge:
    return replace(edge, encounter=replace(edge.encounter, bucket_minutes=(0.0, 0.0, 0.0, 0.0)))


def test_one_long_meeting_bridged_by_either_side_is_one_edge() -> None:
    rows = [(0, 1, 0, -60), (1, 0, 14, -70), (0, 1, 28, -60), (1, 0, 60, -70)]
    assert [(edge.encounter.rows, edge.mutual) for edge in as_edges(kernel.edges(logged(rows)))] == [
        (3, True),
        (1, False),
    ]


def test_a_short_piece_inside_a_long_meeting_does_not_end_it() -> None:
    rows = [*((0, 1, minute, -60) for minute in range(0, 61, 10)), (1, 0, 10, -60), (1, 0, 35, -60)]
    logs = logged(rows)
    assert len(logs) == 3
    assert [edge.encounter.rows for edge in as_edges(kernel.edges(logs))] == [9]
