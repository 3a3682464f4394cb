"""`core.tracing.edges` for everybody's encounters at once (gộp hai nhật ký).

Encounters come in order of owner, other and time. Those of the lower person are therefore in order of pair already;
those of the higher person are brought into it by one counting sort; then both are walked side by side.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from vungxanh.core.tracing.encounters import DEFAULT, Rule
from vungxanh.core.tracing.kernels.encounters import Encounters


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges by column: persons (one < other), ends in ms, rows, minutes n x 4, strengths in dBm, heard by both."""

    one: np.ndarray
    other: np.ndarray
    start_ms: np.ndarray
    end_ms: np.ndarray
    rows: np.ndarray
    bucket_minutes: np.ndarray
    max_rssi: np.ndarray
    upper_rssi: np.ndarray
    mutual: np.ndarray

    def __len__(self) -> int:
        return len(self.one)


def edges(logs: Encounters, rule: Rule = DEFAULT) -> Edges:
    """The edges of `logs` (as the encounter kernel gives them) in order of persons and time."""
    persons = int(logs.other.max(initial=-1)) + 1
    lower = np.flatnonzero(logs.owner < logs.other)
    higher = _by_other(np.flatnonzero(logs.owner > logs.other), logs.other, persons)
    bounds = np.empty((len(lower) + len(higher), 4), np.int64)
    gap_ms = rule.gap_cycles * rule.cycle_ms
    count = _meetings(logs.owner, logs.other, logs.start_ms, logs.end_ms, lower, higher, gap_ms, bounds)
    out = Edges(
        np.empty(count, np.int32),
        np.empty(count, np.int32),
        np.empty(count, np.int64),
        np.empty(count, np.int64),
        np.empty(count, np.int32),
        np.empty((count, 4), np.float32),
        np.empty(count, np.int8),
        np.empty(count, np.int8),
        np.empty(count, np.bool_),
    )
    _join(
        bounds[:count], lower, higher, rule.cycle_ms, logs.owner, logs.other, logs.start_ms, logs.end_ms, logs.rows,
        logs.bucket_minutes, logs.max_rssi, logs.upper_rssi, out.one, out.other, out.start_ms, out.end_ms, out.rows,
        out.bucket_minutes, out.max_rssi, out.upper_rssi, out.mutual,
    )  # fmt: skip
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def _by_other(rows, other, persons):  # type: ignore[no-untyped-def]
    starts = np.zeros(persons + 1, np.int64)
    for row in rows:
        starts[other[row] + 1] += 1
    for person in range(persons):
        starts[person + 1] += starts[person]
    found = np.empty_like(rows)
    for row in rows:
        found[starts[other[row]]] = row
        starts[other[row]] += 1
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _meetings(owner, other, start, end, lower, higher, gap, bounds):  # type: ignore[no-untyped-def]
    """Write from where to where each meeting reaches in `lower` and in `higher`; how many there are."""
    count, low, high = 0, 0, 0
    while low < len(lower) or high < len(higher):
        at_low, at_high, until, one, two = low, high, np.int64(-1), np.int64(-1), np.int64(-1)
        while True:
            pick_low = low < len(lower)
            pick_high = high < len(higher)
            if pick_low and pick_high:
                left, right = lower[low], higher[high]
                here, there = (owner[left], other[left]), (other[right], owner[right])
                pick_low = here < there or (here == there and start[left] <= start[right])
            row = lower[low] if pick_low else higher[high] if pick_high else np.int64(-1)
            if row < 0:
                break
            person, met = min(owner[row], other[row]), max(owner[row], other[row])
            if one >= 0 and (person != one or met != two or start[row] - until > gap):
                break
            until = max(until, end[row]) if one >= 0 else end[row]
            one, two = np.int64(person), np.int64(met)
            low += pick_low
            high += not pick_low
        bounds[count, 0], bounds[count, 1], bounds[count, 2], bounds[count, 3] = at_low, low, at_high, high
        count += 1
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _side(rows, start, end, seen, minutes, top, upper, spent):  # type: ignore[no-untyped-def]
    """Add up one log of a meeting: minutes into `spent`; then first and last ms, rows, highest and upper RSSI."""
    first, last, count, highest, quarter = np.int64(2**62), np.int64(-(2**62)), 0, np.int64(-129), np.int64(-129)
    spent[:] = 0.0
    for row in rows:
        first, last, count = min(first, start[row]), max(last, end[row]), count + seen[row]
        highest, quarter = max(highest, np.int64(top[row])), max(quarter, np.int64(upper[row]))
        for bucket in range(4):
            spent[bucket] += minutes[row, bucket]
    return first, last, count, highest, quarter


@njit(cache=True, nogil=True, error_model="numpy")
def _overlap(mine, theirs, start, end, cycle):  # type: ignore[no-untyped-def]
    """For how many minutes both logs say that they met; each is in order of time, and its pieces lie apart."""
    both, low, high = 0, 0, 0
    while low < len(mine) and high < len(theirs):
        one, other = mine[low], theirs[high]
        both += max(0, min(end[one], end[other]) - max(start[one], start[other]) + cycle)
        low += end[one] <= end[other]
        high += end[one] > end[other]
    return both / 60_000


@njit(cache=True, nogil=True, error_model="numpy")
def _together(mine, theirs, overlap, out):  # type: ignore[no-untyped-def]
    """Write the minutes by bucket of two logs; one of them may be empty."""
    long, other = mine.sum(), theirs.sum()
    shared = min(long, other, overlap)
    part, share = shared / long if long else 0.0, shared / other if other else 0.0
    here, there, before = 0.0, 0.0, 0.0
    for bucket in range(4):
        here, there = here + part * mine[bucket], there + share * theirs[bucket]
        out[bucket] = max(here, there) - before + (1 - part) * mine[bucket] + (1 - share) * theirs[bucket]
        before = max(here, there)


@njit(cache=True, nogil=True, error_model="numpy")
def _join(  # type: ignore[no-untyped-def]
    bounds, lower, higher, cycle, owner, other, start, end, seen, minutes, top, upper,
    out_one, out_other, out_start, out_end, out_rows, out_minutes, out_top, out_upper, out_mutual,
):  # fmt: skip
    mine, theirs = np.empty(4), np.empty(4)
    for at in range(len(bounds)):
        heard, told = lower[bounds[at, 0] : bounds[at, 1]], higher[bounds[at, 2] : bounds[at, 3]]
        first, last, rows, highest, quarter = _side(heard, start, end, seen, minutes, top, upper, mine)
        begun, ended, more, strongest, upmost = _side(told, start, end, seen, minutes, top, upper, theirs)
        some = heard[0] if len(heard) else told[0]
        out_one[at], out_other[at] = min(owner[some], other[some]), max(owner[some], other[some])
        out_start[at], out_end[at] = min(first, begun), max(last, ended)
        out_rows[at], out_mutual[at] = rows + more, len(heard) > 0 and len(told) > 0
        _together(mine, theirs, _overlap(heard, told, start, end, cycle), out_minutes[at])
        out_top[at], out_upper[at] = max(highest, strongest), max(quarter, upmost)
