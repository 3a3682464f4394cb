"""`core.tracing.encounters` for everybody's sightings at once: a counting sort by owner, then one pass (gộp lần gặp).

A row within its owner is one number, other person, time and strength packed from high to low, so that sorting numbers
sorts rows.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit, uint64

from vungxanh.core.tracing.encounters import BUCKET_EDGES_DB, DEFAULT, UNMEASURED, WEAKEST, Rule

MAX_PERSONS = 1 << 25
MAX_SPAN_MS = 1 << 31


@dataclass(frozen=True, slots=True)
class Encounters:
    """Encounters by column: persons (int32), ends in ms, rows, minutes n x 4 by bucket, strengths in dBm."""

    owner: np.ndarray
    other: np.ndarray
    start_ms: np.ndarray
    end_ms: np.ndarray
    rows: np.ndarray
    bucket_minutes: np.ndarray
    max_rssi: np.ndarray
    upper_rssi: np.ndarray

    def __len__(self) -> int:
        return len(self.owner)


def encounters(
    owner: np.ndarray, other: np.ndarray, ms: np.ndarray, rssi: np.ndarray, rule: Rule = DEFAULT
) -> Encounters:
    """Encounters in order of owner, other and time.

    `owner` and `other` are persons counted from 0 (int32), `ms` int64 within 24 days, `rssi` dBm; ValueError for more
    persons or a longer span than one number holds.
    """
    _check(owner, other, ms, rssi)
    base = int(ms.min()) if len(ms) else 0
    persons = int(owner.max()) + 1 if len(owner) else 0
    starts, packed = _sorted(owner, other, ms, rssi, persons, base)
    edges = np.array(BUCKET_EDGES_DB, np.int64)
    count = _count(starts, packed, rule.gap_cycles * rule.cycle_ms)
    out = Encounters(
        np.empty(count, np.int32),
        np.empty(count, np.int32),
        np.empty(count, np.int64),
        np.empty(count, np.int64),
        np.empty(count, np.int32),
        np.zeros((count, 4), np.float32),
        np.empty(count, np.int8),
        np.empty(count, np.int8),
    )
    _join(
        starts, packed, base, rule.cycle_ms, rule.gap_cycles, rule.tx_power_dbm, edges,
        out.owner, out.other, out.start_ms, out.end_ms, out.rows, out.bucket_minutes, out.max_rssi, out.upper_rssi,
    )  # fmt: skip
    return out


def _check(owner: np.ndarray, other: np.ndarray, ms: np.ndarray, rssi: np.ndarray) -> None:
    """Compiled code does not look where it writes, so what it is given is looked at here."""
    if not len(owner) == len(other) == len(ms) == len(rssi):
        raise ValueError("columns of different lengths")
    if not len(owner):
        return
    if min(owner.min(), other.min()) < 0 or max(owner.max(), other.max()) >= MAX_PERSONS:
        raise ValueError(f"persons must be from 0 to {MAX_PERSONS - 1}")
    if int(ms.max()) - int(ms.min()) >= MAX_SPAN_MS:
        raise ValueError("sightings of more than 24 days in one batch")
    if rssi.min() < WEAKEST or rssi.max() > UNMEASURED:
        raise ValueError(f"an RSSI outside {WEAKEST}..{UNMEASURED}")


@njit(cache=True, nogil=True, error_model="numpy")
def _sorted(owner, other, ms, rssi, persons, base):  # type: ignore[no-untyped-def]
    starts = np.zeros(persons + 1, np.int64)
    for person in owner:
        starts[person + 1] += 1
    for person in range(persons):
        starts[person + 1] += starts[person]
    place = starts[:-1].copy()
    packed = np.empty(len(owner), np.uint64)
    for row in range(len(owner)):
        at = place[owner[row]]
        place[owner[row]] = at + 1
        high = (uint64(other[row]) << uint64(31)) | uint64(ms[row] - base)
        strength = np.int64(rssi[row]) + 128 if rssi[row] != UNMEASURED else np.int64(0)
        packed[at] = (high << uint64(8)) | uint64(strength)
    for person in range(persons):
        packed[starts[person] : starts[person + 1]].sort()
    return starts, packed


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _parts(number):  # type: ignore[no-untyped-def]
    return (
        number >> uint64(39),
        np.int64((number >> uint64(8)) & uint64(0x7FFFFFFF)),
        np.int64(number & uint64(255)) - 128,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _count(starts, packed, gap_ms):  # type: ignore[no-untyped-def]
    count = 0
    for person in range(len(starts) - 1):
        for row in range(starts[person], starts[person + 1]):
            if row == starts[person]:
                count += 1
                continue
            other, ms, _ = _parts(packed[row])
            before, last, _ = _parts(packed[row - 1])
            count += other != before or ms - last > gap_ms
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _join(starts, packed, base, cycle, gap_cycles, power, edges, owner, other, start, end, rows, minutes, top, upper):  # type: ignore[no-untyped-def]
    strengths = np.zeros(256, np.int64)
    at, gap = -1, gap_cycles * cycle
    for person in range(len(starts) - 1):
        first, past = starts[person], starts[person + 1]
        row = first
        while row < past:
            who, begun, _ = _parts(packed[row])
            at += 1
            until, previous = row, begun
            while until < past:
                now_who, now, strength = _parts(packed[until])
                if now_who != who or now - previous > gap:
                    break
                strengths[strength + 128] += 1
                previous = now
                until += 1
            owner[at], other[at] = person, who
            start[at], end[at], rows[at] = base + begun, base + previous, until - row
            for place in range(row, until):
                _, now, strength = _parts(packed[place])
                before = cycle if place == row else min(now - _parts(packed[place - 1])[1], cycle)
                after = cycle if place + 1 == until else min(_parts(packed[place + 1])[1] - now, cycle)
                bucket = 0
                for edge in edges:
                    bucket += power - strength >= edge
                minutes[at, bucket] += (before + after) / 120_000
            count = until - row
            wanted, seen, highest, quarter = (3 * (count - 1) + 3) // 4, 0, -128, -129
            for place in range(row, until):
                highest = max(highest, _parts(packed[place])[2])
            for strength in range(-128, highest + 1):
                seen += strengths[strength + 128]
                strengths[strength + 128] = 0
                if quarter == -129 and seen > wanted:
                    quarter = strength
            top[at], upper[at] = highest, quarter
            row = until
