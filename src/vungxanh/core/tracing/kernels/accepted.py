"""What a long history holds of a list of keys, kept small (dòng khớp)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from vungxanh.core.tracing import skew
from vungxanh.core.tracing.encounters import Encounter
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.kernels import judging
from vungxanh.core.tracing.kernels.matching import Asked
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import DEFAULT, Tolerance, doubtful_meetings, meetings
from vungxanh.core.tracing.sightings import Sightings

MOST_ROWS = 1_000_000
_Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # place, ms, RSSI, slot offset


@dataclass(frozen=True, slots=True)
class OfKey:
    """What a history holds of one key, and of its person the encounters that begin under it.

    `person` is the earliest key of the person's, the same for all of them. `doubtful` are accepted rows by offset, each
    under one key of its person's, that make `doubted` and no part of the sure `encounters`.
    """

    person: bytes = field(repr=False)
    count: int = 0
    first_ms: int | None = None
    last_ms: int | None = None
    offsets: Counter[int] = field(default_factory=Counter)
    after_end: int = 0
    wrong_clock: int = 0
    encounters: list[Encounter] = field(default_factory=list)
    doubtful: Counter[int] = field(default_factory=Counter)
    doubted: list[Encounter] = field(default_factory=list)


@dataclass(slots=True)
class _Settled:
    """By place of a key the sure encounters under it, its doubtful rows by offset, and the encounters they make."""

    met: dict[int, list[Encounter]] = field(default_factory=lambda: defaultdict(list))
    doubtful: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    doubted: dict[int, list[Encounter]] = field(default_factory=lambda: defaultdict(list))


class Accepted:
    """Takes a history block by block.

    Past `most_rows` only the strongest of each person, second and slot offset stays: a phone writes an identifier once
    in five seconds, so only a forged file gets there, and it must not fill the memory.
    """

    def __init__(
        self, keys: Sequence[PositiveKey], tolerance: Tolerance = DEFAULT, *, most_rows: int = MOST_ROWS
    ) -> None:
        self._asked, self._most_rows, self._slots = Asked(keys), most_rows, tolerance.slots
        self._person = np.array(self._asked.who.person, np.int64)
        self._counted = judging.tally(len(keys), tolerance)
        self._parts: list[_Columns] = []
        self._kept = 0

    def add(self, block: Sightings) -> None:
        """Look through one more block."""
        place, row, offset, _ = self._asked.look(block, self._counted, every=False).T
        if not len(place):
            return
        self._parts.append(
            (place.astype(np.int32), block.ms[row], block.rssi[row].astype(np.int8), offset.astype(np.int16))
        )
        self._kept += len(place)
        if self._kept > self._most_rows:
            self._parts = [self._strongest_of_each_second()]
            self._kept = len(self._parts[0][0])

    def _columns(self) -> _Columns:
        if not self._parts:
            return np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int8), np.empty(0, np.int16)
        place, ms, rssi, offset = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        return place, ms, rssi, offset

    def _strongest_of_each_second(self) -> _Columns:
        place, ms, rssi, offset = self._columns()
        alike = (offset, ms // 1000, self._person[place])
        order = np.lexsort((-rssi.astype(np.int16), *alike))
        first = np.ones(len(order), np.bool_)
        first[1:] = np.logical_or.reduce([column[order[1:]] != column[order[:-1]] for column in alike])
        kept = order[first]
        return place[kept], ms[kept], rssi[kept], offset[kept]

    def _settled(self) -> _Settled:
        columns = self._columns()
        person = self._person[columns[0]]
        order = np.argsort(person, kind="stable")
        bounds = [0, *(np.flatnonzero(np.diff(person[order])) + 1).tolist(), len(order)]
        settled = _Settled()
        for start, stop in pairwise(bounds):
            rows = list(zip(*(column[order[start:stop]].tolist() for column in columns), strict=True))
            doubted = skew.doubted(((ms, offset) for _, ms, _, offset in rows), self._slots)
            run_of = skew.runs((offset for _, offset in doubted), self._slots)
            sure, unsure = [], []
            for place, ms, rssi, offset in rows:
                if (ms // DAY_MS, offset) in doubted:
                    settled.doubtful[place][offset] += 1
                    unsure.append((ms, rssi, place, run_of[offset]))
                else:
                    sure.append((ms, rssi, place))
            for at, encounter in meetings(sure):
                settled.met[at].append(encounter)
            for at, encounter in doubtful_meetings(unsure):
                settled.doubted[at].append(encounter)
        return settled

    def by_key(self) -> Iterable[OfKey]:
        """One answer a key, in the order of the keys."""
        settled, counted = self._settled(), self._counted
        who = self._asked.who
        for place, number in enumerate(who.person):
            person = who.persons[number].whole.key
            after_end, wrong_clock = counted.refused[:, place].tolist()
            if not counted.count[place]:
                yield OfKey(person, after_end=after_end, wrong_clock=wrong_clock)
                continue
            first_ms, last_ms = int(counted.first_ms[place]), int(counted.last_ms[place])
            said = (int(counted.count[place]), first_ms, last_ms, self._offsets(place), after_end, wrong_clock)
            yield OfKey(person, *said, settled.met[place], settled.doubtful[place], settled.doubted[place])

    def _offsets(self, place: int) -> Counter[int]:
        counts = self._counted.offsets[place].tolist()
        return Counter({at - self._counted.reach: count for at, count in enumerate(counts) if count})
