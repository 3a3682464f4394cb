"""`core.tracing.matching.match` at speed: the history is the table, the derived identifiers are looked up in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vungxanh.core.tracing.chains import Chains, chains
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.kernels import judging, ladder, probe
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import DEFAULT, Matched, Taken, Tolerance, settle
from vungxanh.core.tracing.sightings import Sightings

BATCH = 1_024


@dataclass(frozen=True, slots=True)
class Found:
    """Accepted rows by column: place of the key, ms, RSSI, slot offset, whether the key holds the row; refused rows."""

    key: np.ndarray
    ms: np.ndarray
    rssi: np.ndarray
    offset: np.ndarray
    held: np.ndarray
    after_end: np.ndarray
    wrong_clock: np.ndarray


@dataclass(frozen=True, slots=True)
class _Question:
    """Persons whose keys have the same number of slots a day, by column; times in ms."""

    words: np.ndarray
    start: np.ndarray
    last_slot: np.ndarray
    slots: int


class Asked:
    """A list of keys, made ready to be looked for in one block of a history after the other."""

    def __init__(self, keys: Sequence[PositiveKey]) -> None:
        self.who: Chains = chains(keys)
        self.entries = judging.entries(self.who)
        whole = [person.whole for person in self.who.persons]
        self._questions: list[tuple[np.ndarray, _Question]] = []
        for slots in sorted({key.slots for key in whole}):
            persons = np.array([number for number, key in enumerate(whole) if key.slots == slots])
            self._questions.append((persons, _question([whole[number] for number in persons], slots)))

    def look(
        self, sightings: Sightings, counted: judging.Tally, *, every: bool, rung: ladder.Rung | None = None
    ) -> np.ndarray:
        """Count one block into `counted`; answers as `judging.judge` does, in no particular order."""
        parts = [np.empty((0, 4), np.int64)]
        if len(sightings):
            table, days = probe.table_of(sightings.ids), _days(sightings.ms)
            for persons, question in self._questions:
                slot_ms = DAY_MS // question.slots
                for who, day, hits in _hits(question, table, days, rung):
                    batch = who[hits[:, 0]]
                    begun = question.start[batch] + day * DAY_MS + hits[:, 1] * slot_ms
                    seen = judging.Hits(persons[batch], begun, hits[:, 2].copy(), slot_ms)
                    rows = (table.first, table.order, sightings.ms)
                    parts.append(judging.judge(seen, self.entries, *rows, counted, every=every))
        return np.concatenate(parts)


def match(
    keys: Sequence[PositiveKey],
    sightings: Sightings,
    tolerance: Tolerance = DEFAULT,
    *,
    rung: ladder.Rung | None = None,
) -> list[Matched]:
    """One result a key, in order."""
    return match_blocks(keys, [sightings], tolerance, rung=rung)


def match_blocks(
    keys: Sequence[PositiveKey],
    blocks: Iterable[Sightings],
    tolerance: Tolerance = DEFAULT,
    *,
    rung: ladder.Rung | None = None,
) -> list[Matched]:
    """One result a key, in order, for a history that comes in blocks; only one of them is held at a time."""
    asked, counted, found = Asked(keys), judging.tally(len(keys), tolerance), [Matched() for _ in keys]
    taken: list[Taken] = []
    for block in blocks:
        place, row, offset, held = asked.look(block, counted, every=True, rung=rung).T
        columns = (place, block.ms[row], block.rssi[row], offset, held == 1)
        taken += map(Taken, *(column.tolist() for column in columns))
    for one in taken:
        found[one.place].offsets[one.offset] += 1
    settle(found, asked.who, taken, tolerance)
    for key, (after_end, wrong_clock) in enumerate(counted.refused.T.tolist()):
        found[key].after_end, found[key].wrong_clock = after_end, wrong_clock
    return found


def find(
    keys: Sequence[PositiveKey],
    sightings: Sightings,
    tolerance: Tolerance = DEFAULT,
    *,
    rung: ladder.Rung | None = None,
) -> Found:
    """Every accepted row of every key, in no particular order."""
    counted = judging.tally(len(keys), tolerance)
    place, row, offset, held = Asked(keys).look(sightings, counted, every=True, rung=rung).T
    return Found(place, sightings.ms[row], sightings.rssi[row], offset, held, *counted.refused)


def _question(keys: Sequence[PositiveKey], slots: int) -> _Question:
    raw = np.frombuffer(b"".join(key.key for key in keys), np.uint8).reshape(-1, 32)
    start, last_slot = (np.array([getattr(key, name) for key in keys], np.int64) for name in ("start_s", "last_slot"))
    return _Question(ladder.words(raw), start * 1000, last_slot, slots)


def _days(ms: np.ndarray) -> np.ndarray:
    """The days since 1970 on which a slot may begin that a row is looked at for, in order."""
    held = np.unique(ms // DAY_MS)
    return np.unique(np.concatenate([held - 1, held, held + 1]))


def _hits(
    asked: _Question, table: probe.Table, days: np.ndarray, rung: ladder.Rung | None
) -> Iterator[tuple[np.ndarray, int, np.ndarray]]:
    """Per batch and day: which keys, the day counted from their start, and the hits (row of the batch, slot, id).

    Only these days are derived; to the others a key takes one step a day, and none past the last of them.
    """
    first_day = asked.start // DAY_MS
    last_day = np.minimum(asked.last_slot // asked.slots, days[-1] - first_day)
    who, words = np.arange(len(asked.start)), asked.words
    room, out = np.empty((BATCH, 3), np.int64), ladder.buffer(BATCH, asked.slots)
    for day in range(int(last_day.max(initial=-1)) + 1):
        live = last_day[who] >= day
        who, words = who[live], words[live]
        today = first_day[who] + day
        near = days[np.minimum(np.searchsorted(days, today), len(days) - 1)] == today
        edge = (asked.last_slot[who] == day * asked.slots) & (day > 0)
        for chosen, slots in ((near & ~edge, asked.slots), (near & edge, 1)):
            some = np.flatnonzero(chosen)
            for at in range(0, len(some), BATCH):
                batch = some[at : at + BATCH]
                ids = ladder.identifiers(words[batch], slots, rung, out=out)
                count = _search(ids, table, room)
                if count > len(room):
                    room = np.empty((count, 3), np.int64)
                    count = _search(ids, table, room)
                if count:
                    yield who[batch], day, room[:count]
        words = ladder.next_keys(words, rung)


def _search(ids: np.ndarray, table: probe.Table, room: np.ndarray) -> int:
    return int(probe.search(ids, table.filter, table.heads, table.tails, table.buckets, room))
