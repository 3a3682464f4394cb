"""The agent's part of the modern channel: fetch every four hours, send chaff, tell the owner (theo dõi máy chủ)."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from random import SystemRandom

from vungxanh.core.exposure.keyset import KeySet
from vungxanh.device import chaff
from vungxanh.device.batches import News, pull
from vungxanh.device.channel import findings
from vungxanh.device.clock import Clock
from vungxanh.device.outbox import LOOK_S
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.store import Store

PULL_MS = 4 * 3_600_000  # and up to an eighth more, so that phones do not come together
WAITS_MS = (60_000, 300_000, 1_800_000)
Tell = Callable[[str, dict[str, object]], None]
_CHANCE = SystemRandom()


class Follower:
    """One phone that follows one server; `look` does what is due, `follow` looks until it is cancelled.

    One that `sends` nothing, as in a simulation, only fetches.
    """

    def __init__(
        self, store: Store, folder: Path, server: str, tell: Tell, owners: KeySet | None = None, *, sends: bool = True
    ) -> None:
        self._store, self._folder, self._server = store, folder, server.rstrip("/")
        self._tell, self._owners, self._sends = tell, owners, sends
        self._next_ms, self._failed = 0, 0

    async def follow(self, clock: Clock) -> None:
        """Until cancelled."""
        while True:
            await self.look(clock.now_ms())
            await asyncio.sleep(LOOK_S)

    async def look(self, now_ms: int) -> None:
        """Fetch when it is time, and send chaff when it is time."""
        try:
            if self._next_ms <= now_ms:
                await self._pulled(now_ms)
            if self._sends and (made := chaff.due(self._store, self._server, now_ms)) is not None:
                said = await asyncio.to_thread(chaff.send, self._server, made)
                chaff.settle(self._store, self._server, made, said, now_ms)
        except sqlite3.OperationalError as error:  # another process writes, or the disk is full: tried again
            self._tell("store_failed", {"reason": str(error)})

    async def _pulled(self, now_ms: int) -> None:
        """A server that is away, or has trouble, is tried again soon, then as often as ever."""
        try:
            news = await pull(self._store, self._folder, self._server, now_ms, owners=self._owners)
        except DeviceProblem as problem:
            self._tell("server_failed", {"code": problem.code, "reason": problem.sentence("en")})
            self._failed += 1
        else:
            self._failed = self._failed + 1 if news.problems else 0
            self._tell("pulled", {"batches": news.batches, "keys": news.keys, "found": len(findings(self._store))})
            for what, facts in _events(news):
                self._tell(what, facts)
        wait_ms = WAITS_MS[self._failed - 1] if 0 < self._failed <= len(WAITS_MS) else PULL_MS
        self._next_ms = now_ms + wait_ms + _CHANCE.randrange(wait_ms // 8)


def _events(news: News) -> list[tuple[str, dict[str, object]]]:
    """What of it the owner is told as it happens."""
    told: list[tuple[str, dict[str, object]]] = []
    if news.fingerprint:
        told.append(("server_pinned", {"server": news.server, "fingerprint": news.fingerprint}))
    told += [("met", {name: value for name, value in asdict(one).items() if name != "key"}) for one in news.met]
    if news.forgotten:
        told.append(("finding_forgotten", {"count": news.forgotten}))
    told += [("server_problem", dict(one)) for one in news.problems]
    return told
