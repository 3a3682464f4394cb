"""`core.tracing.matching.match` at speed: the history is the table, the derived identifiers are looked up in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.kernels import ladder, probe
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import DEFAULT, LOOKED_AT_MS, Matched, Tolerance
from vungxanh.core.tracing.sightings import Sightings

BATCH = 1_024


@dataclass(frozen=True, slots=True)
class Found:
    """Accepted rows by column: place of the key, ms, RSSI, slot offset; and refused rows a key, by reason."""

    key: np.ndarray
    ms: np.ndarray
    rssi: np.ndarray
    offset: np.ndarray
    after_end: np.ndarray
    wrong_clock: np.ndarray


@dataclass(frozen=True, slots=True)
class _Question:
    """Keys with the same number of slots a day, by column; times in ms."""

    words: np.ndarray
    start: np.ndarray
    end: np.ndarray
    last_slot: np.ndarray
    slots: int


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
    found = [Matched() for _ in keys]
    for block in blocks:
        part = find(keys, block, tolerance, rung=rung)
        columns = (part.key, part.ms, part.rssi, part.offset)
        for place, ms, rssi, offset in zip(*(column.tolist() for column in columns), strict=True):
            found[place].rows.append((ms, rssi))
            found[place].offsets[offset] += 1
        for place in np.flatnonzero(part.after_end + part.wrong_clock).tolist():
            found[place].after_end += int(part.after_end[place])
            found[place].wrong_clock += int(part.wrong_clock[place])
    return found


def find(
    keys: Sequence[PositiveKey],
    sightings: Sightings,
    tolerance: Tolerance = DEFAULT,
    *,
    rung: ladder.Rung | None = None,
) -> Found:
    """Every accepted row of every key, in no particular order."""
    refused = np.zeros((2, len(keys)), np.int64)
    parts = [np.empty((0, 3), np.int64)]
    if len(sightings):
        table = probe.table_of(sightings.ids)
        for slots in sorted({key.slots for key in keys}):
            places = np.array([place for place, key in enumerate(keys) if key.slots == slots])
            question = _question([keys[place] for place in places], slots)
            for who, day, hits in _hits(question, table, sightings, rung):
                judged = _judged(question, places, who, day, hits, table, sightings, tolerance, refused)
                parts.append(judged)
    place, row, offset = np.concatenate(parts).T
    return Found(place, sightings.ms[row], sightings.rssi[row], offset, refused[0], refused[1])


def _question(keys: Sequence[PositiveKey], slots: int) -> _Question:
    raw = np.frombuffer(b"".join(key.key for key in keys), np.uint8).reshape(-1, 32)
    start, end = (np.array([getattr(key, name) for key in keys], np.int64) * 1000 for name in ("start_s", "end_s"))
    return _Question(ladder.words(raw), start, end, (end - start) // (DAY_MS // slots), slots)


def _hits(
    asked: _Question, table: probe.Table, sightings: Sightings, rung: ladder.Rung | None
) -> Iterator[tuple[np.ndarray, int, np.ndarray]]:
    """Per batch and day: which keys, the day counted from their start, and the hits (row of the batch, slot, id).

    A day that no row can lie near is not derived, nor are the days after the last such of a key.
    """
    first_ms, last_ms = int(sightings.ms.min()) - LOOKED_AT_MS, int(sightings.ms.max()) + LOOKED_AT_MS
    last_day = np.minimum(asked.last_slot // asked.slots, (last_ms - asked.start) // DAY_MS)
    who, words = np.arange(len(asked.start)), asked.words
    room, out = np.empty((BATCH, 3), np.int64), ladder.buffer(BATCH, asked.slots)
    for day in range(int(last_day.max(initial=-1)) + 1):
        live = last_day[who] >= day
        who, words = who[live], words[live]
        near = asked.start[who] + (day + 1) * DAY_MS > first_ms
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


def _judged(
    asked: _Question,
    places: np.ndarray,
    who: np.ndarray,
    day: int,
    hits: np.ndarray,
    table: probe.Table,
    sightings: Sightings,
    tolerance: Tolerance,
    refused: np.ndarray,
) -> np.ndarray:
    batch = who[hits[:, 0]]
    slot_ms = DAY_MS // asked.slots
    begun = asked.start[batch] + day * DAY_MS + hits[:, 1] * slot_ms
    rows = int((table.first[hits[:, 2] + 1] - table.first[hits[:, 2]]).sum())
    accepted = np.empty((rows, 3), np.int64)
    count = _judge(
        places[batch], begun, asked.end[batch], hits[:, 2].copy(), table.first, table.order, sightings.ms,
        slot_ms, tolerance.reach, LOOKED_AT_MS, accepted, refused,
    )  # fmt: skip
    return accepted[:count].copy()


@njit(
    "int64(int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64, int64, int64,"
    "int64[:,::1], int64[:,::1])",
    cache=True, nogil=True, error_model="numpy",
)  # fmt: skip
def _judge(
    place: np.ndarray, begun: np.ndarray, end: np.ndarray, distinct: np.ndarray, first: np.ndarray, order: np.ndarray,
    ms: np.ndarray, slot_ms: int, reach: int, looked_at: int, accepted: np.ndarray, refused: np.ndarray,
) -> int:  # fmt: skip
    count = 0
    for hit in range(len(place)):
        for at in range(first[distinct[hit]], first[distinct[hit] + 1]):
            late = ms[order[at]] - begun[hit]
            offset = late // slot_ms
            if late < -looked_at or late >= looked_at:
                continue
            if abs(offset) > reach:
                refused[1, place[hit]] += 1
            elif max(ms[order[at]], begun[hit]) > end[hit]:
                refused[0, place[hit]] += 1
            else:
                accepted[count, 0], accepted[count, 1], accepted[count, 2] = place[hit], order[at], offset
                count += 1
    return count
