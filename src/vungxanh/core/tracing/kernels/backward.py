"""`core.tracing.graph.sources` over a province: the same rounds, every day read from its end (truy nguồn)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import njit

from vungxanh.core.tracing.graph import Case
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.kernels.graph import Segment, Spread, rounds, touch


def sources(
    segments: Sequence[Segment],
    person: int,
    ill_at: int,
    *,
    since: int,
    persons: int,
    max_level: int,
    latency: int = 0,
) -> Spread:
    """Who may have infected `person`, ill at `ill_at`, not before `since` (ms); times in the answer are negated."""

    def one_day(day: Segment, frontier: np.ndarray, before: np.ndarray, *state: Any) -> int:
        columns = (day.starts, day.other, day.ms, day.day * DAY_MS)
        return int(_spread_back(frontier, -before, since, *columns, *state))

    return rounds(segments, [Case(person, -ill_at)], one_day, persons=persons, max_level=max_level, latency=latency)


@njit(cache=True, nogil=True, error_model="numpy")
def _spread_back(frontier, latest, since, starts, other, ms, midnight, known, pending, source, touched, count):  # type: ignore[no-untyped-def]
    for row in range(len(frontier)):
        person = frontier[row]
        if latest[row] < midnight or since >= midnight + DAY_MS or person + 1 >= len(starts):
            continue
        first, high = np.int64(starts[person]), np.int64(starts[person + 1])
        low = first
        while low < high:
            middle = (low + high) >> 1
            if midnight + np.int64(ms[middle]) <= latest[row]:
                low = middle + 1
            else:
                high = middle
        for place in range(low - 1, first - 1, -1):
            at = midnight + np.int64(ms[place])
            if at < since:
                break
            count = touch(other[place], -at, person, known, pending, source, touched, count)
    return count
