"""The edge kernel answers what its definition answers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.core.tracing import edges
from vungxanh.core.tracing.edges import Edge, Logged
from vungxanh.core.tracing.encounters import Encounter
from vungxanh.core.tracing.kernels import edges as kernel
from vungxanh.core.tracing.kernels import encounters

MINUTE = 60_000
person = st.integers(0, 3)
sightings = st.lists(st.tuples(person, person, st.integers(0, 400), st.integers(-100, -40)), max_size=60)


def logged(rows: list[tuple[int, int, int, int]]) -> encounters.Encounters:
    owner, other, minute, rssi = np.array(rows, np.int64).reshape(-1, 4).T
    ms = minute * MINUTE + 1_596_844_800_000
    return encounters.encounters(owner.astype(np.int32), other.astype(np.int32), ms, rssi.astype(np.int8))


def as_logs(found: encounters.Encounters) -> list[Logged]:
    columns = (found.owner, found.other, found.start_ms, found.end_ms, found.rows, found.bucket_minutes)
    rows = zip(*(column.tolist() for column in (*columns, found.max_rssi, found.upper_rssi)), strict=True)
    return [
        Logged(owner, other, Encounter(start, end, count, tuple(minutes), top, upper))
        for owner, other, start, end, count, minutes, top, upper in rows
    ]


def as_edges(found: kernel.Edges) -> list[Edge]:
    columns = (found.one, found.other, found.start_ms, found.end_ms, found.rows, found.bucket_minutes)
    rest = (found.max_rssi, found.upper_rssi, found.mutual)
    rows = zip(*(column.tolist() for column in (*columns, *rest)), strict=True)
    return [
        Edge(one, other, Encounter(start, end, count, tuple(minutes), top, upper), mutual)
        for one, other, start, end, count, minutes, top, upper, mutual in rows
    ]


@settings(deadline=None, max_examples=200)
@given(sightings)
def test_edges_equal_the_definition(rows: list[tuple[int, int, int, int]]) -> None:
    logs = logged(rows)
    assert as_edges(kernel.edges(logs)) == edges.edges(as_logs(logs))


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
