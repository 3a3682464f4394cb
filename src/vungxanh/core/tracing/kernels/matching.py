"""`core.tracing.matching.match` at speed: the history is the table, the derived identifiers are looked up in it."""

from collections.abc import Iterator, Sequence

import numpy as np

from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.kernels import ladder, probe
from vungxanh.core.tracing.matching import DEFAULT, Matched, Tolerance
from vungxanh.core.tracing.sightings import Sightings

BATCH = 1_024


def match(
    keys: Sequence[PositiveKey],
    sightings: Sightings,
    tolerance: Tolerance = DEFAULT,
    *,
    into: list[Matched] | None = None,
    rung: ladder.Rung | None = None,
) -> list[Matched]:
    """One result a key, in order; `into` goes on with the results of an earlier part of the same history."""
    found = into or [Matched() for _ in keys]
    if not len(sightings):
        return found
    table = probe.table_of(sightings.ids)
    for slots in {key.slots for key in keys}:
        places = np.array([place for place, key in enumerate(keys) if key.slots == slots])
        for who, day, hits in _hits([keys[place] for place in places], slots, table, sightings, tolerance, rung):
            _judge(keys, places[who], day, hits, slots, table, sightings, tolerance, found)
    return found


def _hits(
    keys: list[PositiveKey], slots: int, table: probe.Table, sightings: Sightings, tolerance: Tolerance, rung: ladder.Rung | None
) -> Iterator[tuple[np.ndarray, int, np.ndarray]]:
    """Per batch and day: which keys, the day counted from their start, and the hits (row of the batch, slot, id)."""
    words = ladder.words(np.frombuffer(b"".join(key.key for key in keys), np.uint8).reshape(-1, 32))
    days = np.array([key.days for key in keys])
    who = np.arange(len(keys))
    room = np.empty((1_024, 3), np.int64)
    for day in range(int(days.max())):
        live = days[who] > day
        who, words = who[live], words[live]
        for first in range(0, len(who), BATCH):
            batch = ladder.identifiers(words[first : first + BATCH], slots, rung)
            count = _search(batch, table, room)
            if count > len(room):
                room = np.empty((count, 3), np.int64)
                count = _search(batch, table, room)
            if count:
                yield who[first : first + BATCH], day, room[:count]
        words = ladder.next_keys(words, rung)


def _search(batch: np.ndarray, table: probe.Table, room: np.ndarray) -> int:
    return int(probe.search(batch, table.filter, table.heads, table.tails, table.buckets, room))


def _judge(
    keys: Sequence[PositiveKey],
    who: np.ndarray,
    day: int,
    hits: np.ndarray,
    slots: int,
    table: probe.Table,
    sightings: Sightings,
    tolerance: Tolerance,
    found: list[Matched],
) -> None:
    slot_ms = DAY_MS // slots
    for row, slot, distinct in hits.tolist():
        key = keys[who[row]]
        start = key.start_s * 1000 + day * DAY_MS + slot * slot_ms
        seen = table.order[table.first[distinct] : table.first[distinct + 1]]
        for ms, rssi in zip(sightings.ms[seen].tolist(), sightings.rssi[seen].tolist(), strict=True):
            found[who[row]].take(ms, rssi, start, slot_ms, key.end_s * 1000, tolerance)
