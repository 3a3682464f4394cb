"""Which keys of a list accept a row, and how often: the part of `core.tracing.matching` behind the search (xét dòng).

A person is searched once; each of their keys judges what was found. With `every` each acceptance is written, without
it only that of the key that holds the row, so memory does not grow with the number of keys that repeat each other.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from vungxanh.core.tracing.chains import Chains
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import LOOKED_AT_MS, Tolerance

_NEVER = 2**62


@dataclass(frozen=True, slots=True)
class Entries:
    """The keys of all persons: those of person p are `first[p]:first[p + 1]`, by place in the list and times in ms."""

    first: np.ndarray
    place: np.ndarray
    times: np.ndarray  # start, past the last slot, end, joint, end of what was begun before the joint


def entries(who: Chains) -> Entries:
    """The columns of a list."""
    places = [place for person in who.persons for place in person.places]
    first = np.cumsum([0, *(len(person.places) for person in who.persons)])
    times = [(*_own(who.keys[place]), who.joint_ms[place], who.until_ms[place]) for place in places]
    return Entries(first, np.array(places, np.int64), np.array(times, np.int64).reshape(-1, 5))


def _own(key: PositiveKey) -> tuple[int, int, int]:
    return key.start_s * 1000, key.start_s * 1000 + key.spoken * key.slot_ms, key.end_ms


@dataclass(frozen=True, slots=True)
class Tally:
    """By place in the list: accepted rows, first and last of them in ms, rows by offset, refused rows by reason."""

    count: np.ndarray
    first_ms: np.ndarray
    last_ms: np.ndarray
    offsets: np.ndarray  # from -reach to reach
    refused: np.ndarray  # after the end; by a wrong clock

    @property
    def reach(self) -> int:
        """The furthest offset that is counted."""
        return int(self.offsets.shape[1]) // 2


def tally(keys: int, tolerance: Tolerance) -> Tally:
    """Nothing counted yet."""
    return Tally(
        np.zeros(keys, np.int64),
        np.full(keys, _NEVER, np.int64),
        np.full(keys, -_NEVER, np.int64),
        np.zeros((keys, 2 * tolerance.reach + 1), np.int64),
        np.zeros((2, keys), np.int64),
    )


@dataclass(frozen=True, slots=True)
class Hits:
    """Identifiers that a history holds: whose, when their slot begins, and which of the table's they are."""

    person: np.ndarray
    begun: np.ndarray
    distinct: np.ndarray
    slot_ms: int


def judge(
    hits: Hits, by: Entries, first: np.ndarray, order: np.ndarray, ms: np.ndarray, counted: Tally, *, every: bool
) -> np.ndarray:
    """Judge the rows of `hits` into `counted`; answers n x 4: place, row, slot offset, whether the key holds the row.

    `first` and `order` are those of the table that the hits come from, `ms` the times of its rows.
    """
    rows = first[hits.distinct + 1] - first[hits.distinct]
    keys = by.first[hits.person + 1] - by.first[hits.person]
    taken = np.empty((int((rows * keys).sum() if every else rows.sum()), 4), np.int64)
    columns = (hits.person, hits.begun, hits.distinct, first, order, ms, by.first, by.place, by.times)
    counts = (counted.count, counted.first_ms, counted.last_ms, counted.offsets, counted.refused)
    return taken[: _judge(*columns, hits.slot_ms, counted.reach, LOOKED_AT_MS, every, taken, *counts)].copy()


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _last(times, begun):  # type: ignore[no-untyped-def]
    """Until when a key is believed about an identifier."""
    return times[4] if begun < times[3] else times[2]


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _speaks(times, begun, now):  # type: ignore[no-untyped-def]
    """Whether the identifier is the key's, and not past its end while the next key speaks for it."""
    return times[0] <= begun < times[1] and not (now > _last(times, begun) and 0 < times[3] <= begun)


@njit(
    "int64(int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1],"
    "int64[:,::1], int64, int64, int64, boolean, int64[:,::1], int64[::1], int64[::1], int64[::1], int64[:,::1],"
    "int64[:,::1])",
    cache=True, nogil=True, error_model="numpy",
)  # fmt: skip
def _judge(
    person: np.ndarray, begun: np.ndarray, distinct: np.ndarray, first: np.ndarray, order: np.ndarray,
    ms: np.ndarray, of_person: np.ndarray, place: np.ndarray, times: np.ndarray, slot_ms: int, reach: int,
    looked_at: int, every: bool, taken: np.ndarray, count: np.ndarray, first_ms: np.ndarray, last_ms: np.ndarray,
    offsets: np.ndarray, refused: np.ndarray,
) -> int:  # fmt: skip
    written = 0
    for hit in range(len(person)):
        for at in range(first[distinct[hit]], first[distinct[hit] + 1]):
            now, late, holder = ms[order[at]], ms[order[at]] - begun[hit], -1
            if late < -looked_at or late >= looked_at:
                continue
            offset = late // slot_ms
            for entry in range(of_person[person[hit]], of_person[person[hit] + 1]):
                if not _speaks(times[entry], begun[hit], now):
                    continue
                key = place[entry]
                if abs(offset) > reach:
                    refused[1, key] += 1
                elif begun[hit] > times[entry, 2] or now > _last(times[entry], begun[hit]):
                    refused[0, key] += 1
                else:
                    count[key] += 1
                    offsets[key, offset + reach] += 1
                    first_ms[key], last_ms[key] = min(first_ms[key], now), max(last_ms[key], now)
                    holder = key
                    if every:
                        taken[written, 0], taken[written, 1], taken[written, 2], taken[written, 3] = (
                            key, order[at], offset, 0,
                        )  # fmt: skip
                        written += 1
            if holder >= 0:
                written += not every
                row = written - 1
                taken[row, 0], taken[row, 1], taken[row, 2], taken[row, 3] = holder, order[at], offset, 1
    return written
