"""`core.tracing.graph.exposures` over a province: what each reached person's level rests on (lần phơi nhiễm)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from vungxanh.core.tracing.graph import NEVER, Exposure
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.kernels.graph import Segment, Spread, times


@dataclass(frozen=True, slots=True)
class Exposures:
    """Everyone reached but the cases, by column: level, ms of first and last exposure, distinct sources."""

    person: np.ndarray
    level: np.ndarray
    first: np.ndarray
    last: np.ndarray
    sources: np.ndarray

    def by_person(self) -> dict[int, Exposure]:
        """The same answer as the definition gives."""
        columns = (self.person, self.level, self.first, self.last, self.sources)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return {person: Exposure(*rest) for person, *rest in rows}


def exposures(
    segments: Sequence[Segment],
    reached: Spread,
    *,
    persons: int,
    latency: int = 0,
    isolated: Mapping[int, int] | None = None,
    before: int = NEVER,
    only: np.ndarray | None = None,
) -> Exposures:
    """What `reached` rests on, found with the same `latency`, `isolated` and `before`; of `only` some persons."""
    _, at = np.unique(reached.person, return_index=True)
    at = at[reached.hop[at] > 0]
    if only is not None:
        at = at[np.isin(reached.person[at], only)]
    person, level, first = reached.person[at], reached.hop[at], reached.at[at]
    ready = _ready(reached, persons, latency)
    until = np.minimum(times(isolated or {}, persons), np.int64(before))
    last = np.full(len(person), -1, np.int64)
    met = [np.empty(0, np.int64)]
    for day in segments:
        here = np.flatnonzero(person + 1 < len(day.starts))
        room = int((day.starts[person[here] + 1] - day.starts[person[here]]).sum())
        pairs = np.empty(room, np.int64)
        columns = (day.starts, day.other, day.ms, day.day * DAY_MS)
        met.append(pairs[: _met(here, person, level, *columns, ready, until, last, pairs)])
    distinct = np.unique(np.concatenate(met)) >> 32
    return Exposures(person, level, first, last, np.bincount(distinct, minlength=len(person)))


def _ready(reached: Spread, persons: int, latency: int) -> np.ndarray:
    """From when on each person passes it on, by the number of hops within which they were reached."""
    ready = np.full((int(reached.hop.max(initial=0)) + 1, persons), NEVER, np.int64)
    for hop in range(len(ready)):
        if hop:
            ready[hop] = ready[hop - 1]
        new = reached.hop == hop
        ready[hop, reached.person[new]] = reached.at[new] + (latency if hop else 0)
    return ready


@njit(cache=True, nogil=True, error_model="numpy")
def _met(rows, person, level, starts, other, ms, midnight, ready, until, last, pairs):  # type: ignore[no-untyped-def]
    """Write (row of the person, source) of each contact that counts, packed in one number; how many there are."""
    count = 0
    for row in rows:
        within = level[row] - 1
        for place in range(starts[person[row]], starts[person[row] + 1]):
            source, at = other[place], midnight + np.int64(ms[place])
            if ready[within, source] <= at < until[source]:
                last[row] = max(last[row], at)
                pairs[count] = (row << 32) | np.int64(source)
                count += 1
    return count
