"""Whom the phone met today, kept row by row so that nobody has to read the day again (hôm nay gặp ai)."""

import asyncio
from dataclasses import dataclass
from heapq import nlargest

from vungxanh.core.tracing.encounters import DEFAULT
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.device.store import Seen, Store

VIET_NAM_MS = 7 * 3_600_000
MOST = 20_000
PIECE_ROWS, PAUSE_S = 500, 0.02


def day_begun(ms: int) -> int:
    """Midnight in Viet Nam before a moment."""
    return (ms + VIET_NAM_MS) // DAY_MS * DAY_MS - VIET_NAM_MS


@dataclass(slots=True)
class Met:
    """An encounter with one identifier, as long as it is: from when to when, its strongest row, how long in ms."""

    contact: bytes
    kind: int
    start_ms: int
    end_ms: int
    max_rssi: int
    lasted_ms: int = DEFAULT.cycle_ms

    def take(self, row: Seen) -> bool:
        """Whether a row belongs to it still."""
        silence = row.ms - self.end_ms
        if silence > DEFAULT.gap_cycles * DEFAULT.cycle_ms:
            return False
        self.lasted_ms += max(0, min(silence, DEFAULT.cycle_ms))
        self.end_ms, self.max_rssi = max(self.end_ms, row.ms), max(self.max_rssi, row.rssi)
        return True


class Today:
    """The encounters of one day in Viet Nam; past `MOST` the shortest are only counted."""

    def __init__(self, now_ms: int) -> None:
        self.since_ms, self.count = day_begun(now_ms), 0
        self._running: dict[bytes, Met] = {}
        self._over: list[Met] = []
        self._held_back: list[Seen] | None = None

    async def load(self, store: Store) -> None:
        """Read what was kept of the day before, a little at a time; rows that come meanwhile wait for their turn."""
        self._held_back = []
        seq, last = store.first(self.since_ms) - 1, store.last()
        while rows := store.piece(seq, last, PIECE_ROWS):
            seq = rows[-1][0]
            for _, row in rows:
                self._add(row)
            await asyncio.sleep(PAUSE_S)
        held_back, self._held_back = self._held_back, None
        for row in held_back:
            self.add(row)

    def add(self, row: Seen) -> None:
        """Take a row that was heard now; the first of another day begins that day."""
        if self._held_back is not None:
            self._held_back.append(row)
            return
        if not self.since_ms <= row.ms < self.since_ms + DAY_MS:
            self.since_ms, self.count, self._over = day_begun(row.ms), 0, []
            self._running.clear()
        self._add(row)

    def _add(self, row: Seen) -> None:
        if not self.since_ms <= row.ms < self.since_ms + DAY_MS:
            return
        met = self._running.get(row.contact)
        if met is not None and met.take(row):
            return
        if met is not None:
            self._over.append(met)
        self._running[row.contact] = Met(row.contact, row.kind, row.ms, row.ms, row.rssi)
        self.count += 1
        if len(self._running) + len(self._over) > MOST:
            self._over = self.longest(MOST // 2)
            self._running = {}

    def longest(self, count: int) -> list[Met]:
        """The longest encounters."""
        return nlargest(count, [*self._running.values(), *self._over], key=lambda met: met.lasted_ms)
