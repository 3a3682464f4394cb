"""`core.tracing.graph.levels` over a province: one immutable segment a day, contacts by person and ms (đồ thị).

A segment holds each contact twice, so that a person's contacts of a day stand together in order of time. A question
walks the segments from the day a person became infectious; forgetting a day is dropping its segment.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit, uint64

from vungxanh.core.tracing.graph import NEVER, Case, Label, Levels
from vungxanh.core.tracing.ids import DAY_MS


@dataclass(frozen=True, slots=True)
class Segment:
    """Contacts of one UTC day (days since 1970): those of person p are at `starts[p]:starts[p + 1]`.

    `starts` ends after the last person who met anybody; nobody beyond has contacts that day.
    """

    day: int
    starts: np.ndarray
    other: np.ndarray
    ms: np.ndarray

    @property
    def nbytes(self) -> int:
        """How much memory it takes."""
        return int(self.starts.nbytes + self.other.nbytes + self.ms.nbytes)


def segment(day: int, one: np.ndarray, other: np.ndarray, ms: np.ndarray, persons: int) -> Segment:
    """A day's segment from contacts in any order: persons below `persons` (int32), ms since the day began."""
    if not len(one) == len(other) == len(ms):
        raise ValueError("columns of different lengths")
    last = max(int(one.max(initial=-1)), int(other.max(initial=-1)))
    if last >= persons or min(one.min(initial=0), other.min(initial=0)) < 0:
        raise ValueError(f"a person outside 0..{persons - 1}")
    if len(ms) and not 0 <= int(ms.min()) <= int(ms.max()) < DAY_MS:
        raise ValueError("a time outside its day")
    return Segment(day, *_built(one, other, ms.astype(np.uint32, copy=False), last + 1))


def retained(segments: Iterable[Segment], first_day: int) -> tuple[Segment, ...]:
    """The segments of `first_day` (days since 1970) and later: what is dropped is forgotten."""
    return tuple(day for day in segments if day.day >= first_day)


@njit(cache=True, nogil=True, error_model="numpy")
def _built(one, other, ms, persons):  # type: ignore[no-untyped-def]
    starts = np.zeros(persons + 1, np.uint32)
    for row in range(len(one)):
        starts[one[row] + 1] += 1
        starts[other[row] + 1] += 1
    for person in range(persons):
        starts[person + 1] += starts[person]
    place = starts[:-1].copy()
    met, when = np.empty(2 * len(one), np.int32), np.empty(2 * len(one), np.uint32)
    in_order = True
    for row in range(len(one)):
        in_order &= row == 0 or ms[row] >= ms[row - 1]
        for source, target in ((one[row], other[row]), (other[row], one[row])):
            at = place[source]
            place[source] = at + 1
            met[at], when[at] = target, ms[row]
    if not in_order:
        _by_time(starts, met, when)
    return starts, met, when


@njit(cache=True, nogil=True, error_model="numpy")
def _by_time(starts, met, when):  # type: ignore[no-untyped-def]
    for person in range(len(starts) - 1):
        first, past = starts[person], starts[person + 1]
        packed = np.empty(past - first, np.uint64)
        for row in range(first, past):
            packed[row - first] = (uint64(when[row]) << uint64(32)) | uint64(met[row])
        packed.sort()
        for row in range(first, past):
            when[row], met[row] = packed[row - first] >> uint64(32), packed[row - first] & uint64(0xFFFFFFFF)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def touch(who, at, person, known, pending, source, touched, count):  # type: ignore[no-untyped-def]
    """Let `person` expose `who` at `at` if that is the earliest yet; `touched` lists who is newly pending."""
    if at < known[who] and (at < pending[who] or (at == pending[who] and person < source[who])):
        if pending[who] == NEVER:
            touched[count] = who
            count += 1
        pending[who], source[who] = at, person
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _spread(frontier, since, until, starts, other, ms, midnight, known, pending, source, touched, count):  # type: ignore[no-untyped-def]
    """One day of one hop; appends newly pending persons to `touched` and answers how many there are."""
    for row in range(len(frontier)):
        person = frontier[row]
        if until[person] <= midnight or since[row] >= midnight + DAY_MS or person + 1 >= len(starts):
            continue
        low, high = np.int64(starts[person]), np.int64(starts[person + 1])
        past = high
        while low < high:
            middle = (low + high) >> 1
            if midnight + np.int64(ms[middle]) < since[row]:
                low = middle + 1
            else:
                high = middle
        for place in range(low, past):
            at = midnight + np.int64(ms[place])
            if at >= until[person]:
                break
            count = touch(other[place], at, person, known, pending, source, touched, count)
    return count


@dataclass(slots=True)
class Spread:
    """The rounds of one question as columns: person, hop, ms of exposure, who by (-1 for a case)."""

    person: np.ndarray
    hop: np.ndarray
    at: np.ndarray
    source: np.ndarray

    def levels(self) -> Levels:
        """The same answer as the definition gives."""
        labels: dict[int, list[Label]] = {}
        rows = zip(self.person.tolist(), self.hop.tolist(), self.at.tolist(), self.source.tolist(), strict=True)
        for person, hop, at, source in rows:
            labels.setdefault(person, []).append(Label(hop, at, source if source >= 0 else None))
        return Levels(labels)

    def counts(self) -> list[int]:
        """How many persons have their least level at each hop."""
        _, first = np.unique(self.person, return_index=True)
        counted: list[int] = np.bincount(self.hop[first], minlength=int(self.hop.max(initial=0)) + 1).tolist()
        return counted


def spread(
    segments: Sequence[Segment],
    cases: Sequence[Case],
    *,
    persons: int,
    max_level: int,
    latency: int = 0,
    isolated: Mapping[int, int] | None = None,
    before: int = NEVER,
) -> Spread:
    """Who is reached from `cases` in up to `max_level` hops by contacts `before` a time; all times in ms since 1970."""
    until = np.minimum(times(isolated or {}, persons), np.int64(before))

    def one_day(day: Segment, frontier: np.ndarray, since: np.ndarray, *state: Any) -> int:
        columns = (day.starts, day.other, day.ms, day.day * DAY_MS)
        return int(_spread(frontier, since, until, *columns, *state))

    return rounds(segments, cases, one_day, persons=persons, max_level=max_level, latency=latency)


def times(known: Mapping[int, int], persons: int) -> np.ndarray:
    """A time in ms for every person below `persons`, NEVER where `known` has none; ValueError for a person beyond."""
    column = np.full(persons, NEVER, np.int64)
    for person, ms in known.items():
        if not 0 <= person < persons:
            raise ValueError(f"a person outside 0..{persons - 1}")
        column[person] = ms
    return column


def rounds(
    segments: Sequence[Segment],
    cases: Sequence[Case],
    one_day: Callable[..., int],
    *,
    persons: int,
    max_level: int,
    latency: int,
) -> Spread:
    """The hops of a question; `one_day` spreads a frontier over a segment and answers how many are pending."""
    if any(len(day.starts) > persons + 1 for day in segments):
        raise ValueError(f"a segment of more than {persons} persons")
    since_of: dict[int, int] = {}
    for case in cases:
        since_of[case.person] = min(case.since, since_of.get(case.person, case.since))
    known, pending, source = times(since_of, persons), times({}, persons), np.full(persons, -1, np.int32)
    frontier, touched = np.array(sorted(since_of), np.int32), np.empty(persons, np.int32)
    found = [(frontier, np.zeros(len(frontier), np.int16), known[frontier], np.full(len(frontier), -1, np.int32))]
    for hop in range(1, max_level + 1):
        since = known[frontier] + (latency if hop > 1 else 0)
        count = 0
        for day in segments:
            count = one_day(day, frontier, since, known, pending, source, touched, count)
        frontier = np.sort(touched[:count])
        known[frontier] = pending[frontier]
        found.append((frontier, np.full(count, hop, np.int16), known[frontier], source[frontier]))
        pending[frontier] = NEVER
        if not count:
            break
    return Spread(*(np.concatenate(column) for column in zip(*found, strict=True)))
