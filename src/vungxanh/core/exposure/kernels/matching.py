"""`core.exposure.matching.match` at speed: chains by the hashing kernels, looked up in a table of what was seen."""

from collections.abc import Iterable

import numpy as np
from numba import njit

from vungxanh.core.exposure.columns import Columns
from vungxanh.core.exposure.matching import take
from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey
from vungxanh.core.tracing.ids import DAY_S, ID_BYTES, PICK, SLOTS
from vungxanh.core.tracing.kernels import ladder, probe
from vungxanh.core.tracing.matching import DEFAULT, LOOKED_AT_MS, Matched, Tolerance
from vungxanh.core.tracing.sightings import Sightings

BATCH = 1_024
_WORD = np.array([offset // 4 for offset in PICK], np.uint32)
_SHIFT = np.array([24 - 8 * (offset % 4) for offset in PICK], np.uint32)


def match_blocks(
    rows: Columns, blocks: Iterable[Sightings], tolerance: Tolerance = DEFAULT, *, rung: ladder.Rung | None = None
) -> dict[int, Matched]:
    """What a history that comes in blocks holds of each row, by its place."""
    found: dict[int, Matched] = {}
    words = ladder.words(rows.keys)
    for block in blocks:
        if len(block):
            _one_block(rows, words, block, tolerance, rung, found)
    return {place: one for place, one in sorted(found.items()) if one.rows or one.after_end or one.wrong_clock}


def _one_block(
    rows: Columns,
    words: np.ndarray,
    seen: Sightings,
    tolerance: Tolerance,
    rung: ladder.Rung | None,
    found: dict[int, Matched],
) -> None:
    table = probe.table_of(seen.ids)
    near = _near(rows, seen)
    room = np.empty((BATCH, 3), np.int64)
    for at in range(0, len(near), BATCH):
        some = near[at : at + BATCH]
        ids = identifiers(words[some], rung)
        count = _search(ids, table, room)
        if count > len(room):
            room = np.empty((count, 3), np.int64)
            count = _search(ids, table, room)
        for who, slot, distinct in room[:count].tolist():
            place = int(some[who])
            key = SlotKey(rows.keys[place].tobytes(), int(rows.start[place]), int(rows.end[place]))
            if slot > key.end_s % DAY_S // SLOT_S - key.first_slot:  # the chain goes on past the end of the key
                continue
            for row in table.order[table.first[distinct] : table.first[distinct + 1]].tolist():
                take(found, place, key, int(seen.ms[row]), int(seen.rssi[row]), slot, tolerance)


def _near(rows: Columns, seen: Sightings) -> np.ndarray:
    """The places of the rows whose day lies near any sighting."""
    start, end = rows.start.astype(np.int64) * 1000, rows.end.astype(np.int64) * 1000
    return np.flatnonzero((start < int(seen.ms.max()) + LOOKED_AT_MS) & (end > int(seen.ms.min()) - LOOKED_AT_MS))


def _search(ids: np.ndarray, table: probe.Table, room: np.ndarray) -> int:
    return int(probe.search(ids, table.filter, table.heads, table.tails, table.buckets, room))


def identifiers(words: np.ndarray, rung: ladder.Rung | None = None) -> np.ndarray:
    """The identifiers of n slot keys given as words (n x 8, uint32), 96 each from its own slot on: n x 96 x 12."""
    out = np.empty((len(words), SLOTS, ID_BYTES), np.uint8)
    current = np.ascontiguousarray(words)
    for slot in range(SLOTS):
        _pick(current, _WORD, _SHIFT, slot, out)
        if slot < SLOTS - 1:
            current = ladder.next_keys(current, rung)
    return out


@njit(
    "void(uint32[:,::1], uint32[::1], uint32[::1], int64, uint8[:,:,::1])", cache=True, nogil=True, error_model="numpy"
)
def _pick(words: np.ndarray, word: np.ndarray, shift: np.ndarray, slot: int, out: np.ndarray) -> None:
    for row in range(words.shape[0]):
        for at in range(out.shape[2]):
            out[row, slot, at] = (words[row, word[at]] >> shift[at]) & 255
