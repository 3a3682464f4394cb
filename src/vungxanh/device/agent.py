"""The agent: advertises, listens, reads iPhones, keeps what it hears, and goes on when the radio goes (tác tử)."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from vungxanh.core.tracing.adverts import (
    Kind,
    android_advert,
    beacon_advert,
    iphone_advert,
    read_advert,
    read_characteristic,
)
from vungxanh.core.tracing.ids import SLOT_MS
from vungxanh.device import report, upload
from vungxanh.device.clock import Clock
from vungxanh.device.identity import Identity, next_edge, random_address
from vungxanh.device.ledger import Request
from vungxanh.device.outbox import Outbox
from vungxanh.device.peers import Peers
from vungxanh.device.radio.base import Heard, Radio, RadioLost, ReadFailed
from vungxanh.device.radio.causes import never_opened
from vungxanh.device.radio.replay import OVER
from vungxanh.device.reasons import Reason, reason_of
from vungxanh.device.settings import BACKGROUND, Settings
from vungxanh.device.stopping import stop
from vungxanh.device.store import ANDROID, IPHONE, Seen, Store
from vungxanh.device.today import Today

SHOWN_MS = 30_000  # how long a phone stays on the radar, as in the app
SHOWN_PHONES = 1_000
LOOK_S = 5.0  # a clock that jumps, or a re-key by another process, is noticed within this
STALE_MS = 60_000
NO_RSSI = 127
Tell = Callable[[str, dict[str, object]], None]


@dataclass(frozen=True, slots=True)
class Near:
    """A phone on the radar."""

    rssi: int
    ms: int
    kind: int


@dataclass(slots=True)
class Status:
    """What the screen shows."""

    radio: str
    up: bool = False
    trouble: Reason | None = None
    unwritten: Reason | None = None
    advertising: bool = False
    scanning: bool = False
    identifier: bytes = b""
    address: str = ""
    rows: int = 0
    kept: int = 0
    reads: int = 0
    reads_failed: int = 0
    times_lost: int = 0
    purged_ms: int = 0
    clock_held: bool = False
    temporary: bool = False
    near: dict[bytes, Near] = field(default_factory=dict)
    found: int | None = None  # holders of published keys that were near; None while no server was asked
    server_trouble: str = ""
    server_key: str = ""  # its fingerprint, when it was trusted for the first time in this run

    def heard(self, what: str, facts: Mapping[str, object]) -> None:
        """Take what came of asking the server."""
        if what == "pulled":
            self.found, self.server_trouble = int(str(facts["found"])), ""
        elif what == "server_pinned":
            self.server_key = str(facts["fingerprint"])
        elif what in {"server_failed", "server_problem"}:
            self.server_trouble = str(facts["code"])


class Agent:
    """One phone: a radio, a store, a clock."""

    def __init__(
        self, radio: Radio, store: Store, clock: Clock, settings: Settings = BACKGROUND, tell: Tell | None = None
    ) -> None:
        self._radio, self.store, self._clock, self._settings = radio, store, clock, settings
        self._tell: Tell = tell or (lambda _what, _facts: None)
        self._identity, self._peers = Identity(store), Peers()
        self._asked = asyncio.Event()
        self._begun_s = 0.0
        self.today: Today | None = None
        self.status = Status(radio.name)

    async def run(self) -> None:
        """Until cancelled, or a recording is over. What was heard is acknowledged before it returns."""
        self._begun_s = asyncio.get_running_loop().time() - self._settings.offset_s
        works = [self._flush(), self._purge()]
        if self._settings.uploads:
            works += [self._send(upload.OUTBOX), self._send(report.OUTBOX)]
        upkeep = [asyncio.create_task(work) for work in works]
        try:
            await self._stay_on()
        finally:
            await stop(upkeep)
            await self._radio.close()
            self._keep()

    async def _stay_on(self) -> None:
        attempt, opened = 0, False
        while True:
            try:
                await self._radio.open(self._hear, self._answer, self._refuse)
                self.status.up, self.status.trouble, attempt, opened = True, None, 0, True
                self._tell("radio_up", {"radio": self._radio.name})
                reason = await self._work()
            except RadioLost as lost:
                reason = lost.reason
                if not opened:
                    raise never_opened(self._radio.name, reason) from lost
            if reason == OVER:
                return
            waits = self._settings.reopen_s
            wait_s = waits[min(attempt, len(waits) - 1)]
            attempt += 1
            self.status.up, self.status.advertising, self.status.scanning = False, False, False
            self.status.trouble = reason
            self.status.times_lost += 1
            self._tell("radio_lost", {"reason": reason, "seconds": wait_s})
            await self._radio.close()
            await asyncio.sleep(wait_s)

    async def _work(self) -> Reason:
        """Run the radio until it is lost; why it was."""
        works: list[Coroutine[Any, Any, Reason]] = [self._advertise(), self._scan(), self._read(), self._radio.lost()]
        tasks = [asyncio.create_task(work) for work in works]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return done.pop().result()
        finally:
            await stop(tasks)

    async def _advertise(self) -> Reason:
        """The identifier and the address of the moment, together: both change at the slot's edge."""
        loop, sent, worn, starts = asyncio.get_running_loop(), None, (-1, -1), 0
        while True:
            on, left_s = self._settings.advertise.left_s(loop.time() - self._begun_s)
            now = self._clock.now_ms()
            identifier, current = self._identity.at(now), (now // SLOT_MS, self.store.key_number())
            if current != worn:
                worn, self.status.identifier, self.status.address = current, identifier, random_address()
                self._tell("rotated", {"slot": now // SLOT_MS})
            if on and sent != worn:
                starts += sent is None
                advert, response = self._packets(identifier)
                await self._radio.advertise(advert, response, self.status.address)
                if self._wakes(starts):
                    await self._radio.beacon(beacon_advert(), random_address())
                sent = worn
            elif not on and sent is not None:
                await self._radio.silence()
                sent = None
            self.status.advertising = on
            await asyncio.sleep(min(left_s, (next_edge(now) - now) / 1000, LOOK_S))

    def _packets(self, identifier: bytes) -> tuple[bytes, bytes]:
        return iphone_advert() if self._settings.speaks_as is Kind.IPHONE else (android_advert(identifier), b"")

    def _wakes(self, starts: int) -> bool:
        """Whether the beacon that wakes suspended iPhone apps goes with this start of the advert."""
        every = self._settings.beacon_every
        return self._settings.speaks_as is Kind.ANDROID and every > 0 and starts % every == 0

    async def _scan(self) -> Reason:
        loop = asyncio.get_running_loop()
        while True:
            on, left_s = self._settings.scan.left_s(loop.time() - self._begun_s)
            if on != self.status.scanning:
                await self._radio.scan(on=on)
                self.status.scanning = on
            await asyncio.sleep(left_s)

    def _hear(self, heard: Heard) -> None:
        advert = read_advert(heard.data)
        if advert is None or heard.rssi == NO_RSSI:
            return
        if advert.identifier is not None:
            self._take(advert.identifier, heard.rssi, heard.ms, ANDROID)
        elif advert.kind in (Kind.IPHONE, Kind.IPHONE_BACKGROUND):
            known = self._peers.identifier(heard.address, heard.ms)
            if known is not None:
                self._take(known, heard.rssi, heard.ms, IPHONE)
            elif self._peers.ask(heard):
                self._asked.set()

    def _take(self, identifier: bytes, rssi: int, ms: int, kind: int) -> None:
        own = self._identity.at(ms)
        if identifier == own:  # somebody repeats us
            return
        if len(self.status.near) >= SHOWN_PHONES:
            self.status.near = {one: near for one, near in self.status.near.items() if ms - near.ms < SHOWN_MS}
        self.status.near[identifier] = Near(rssi, ms, kind)
        row = Seen(own, identifier, rssi, ms, kind=kind)
        if self.store.note(row):
            self.status.rows += 1
            if self.today is not None:
                self.today.add(row)
            self._tell("sighting", {"who": identifier.hex().upper()[:6], "rssi": rssi, "ms": ms})

    async def _read(self) -> Reason:
        """One iPhone after the other."""
        while True:
            await self._asked.wait()
            heard = self._peers.next()
            if heard is None:
                self._asked.clear()
            elif self._clock.now_ms() - heard.ms < STALE_MS and not self._peers.identifier(heard.address, heard.ms):
                await self._read_one(heard)
                await asyncio.sleep(self._settings.gatt_pause_s)

    async def _read_one(self, heard: Heard) -> None:
        try:
            value = await self._radio.read_identifier(heard.address, self._settings.gatt_timeout_s)
        except ReadFailed as failed:
            self._failed(heard, str(failed), foreign=failed.foreign)
            return
        identifier, now = read_characteristic(value), self._clock.now_ms()
        if identifier is None:
            self._failed(heard, f"{len(value)} bytes", foreign=True)
            return
        self.status.reads += 1
        self.store.ledger.count(Request(now, "agent", "read_iphone", "answered"))
        self._peers.answered(heard.address, identifier, now)
        self._take(identifier, heard.rssi, now, IPHONE)

    def _failed(self, heard: Heard, reason: str, *, foreign: bool) -> None:
        now = self._clock.now_ms()
        self.status.reads_failed += 1
        self.store.ledger.count(Request(now, "agent", "read_iphone", "failed"))
        self._peers.failed(heard.address, now, foreign=foreign)
        self._tell("read_failed", {"reason": reason})

    def _answer(self, _address: str) -> bytes:
        """An iPhone reads our identifier; the log counts how often, not who."""
        now = self._clock.now_ms()
        self.store.ledger.count(Request(now, "peer", "read_identifier", "answered"))
        return self._identity.at(now)

    def _refuse(self, _address: str) -> None:
        self.store.ledger.count(Request(self._clock.now_ms(), "peer", "write", "refused"))

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(self._settings.flush_s)
            self._keep()

    def _keep(self) -> None:
        """Acknowledge what was noted; on a full disk the rows stay in memory and are tried again."""
        before = self.status.unwritten
        try:
            self.status.kept += self.store.flush()
            self.status.unwritten = None
        except sqlite3.Error as error:
            self.status.unwritten = reason_of(error)
        if self.status.unwritten is None:
            if before is not None:
                self._tell("store_up", {"rows": self.status.kept})
        elif before is None or before.code != self.status.unwritten.code:
            self._tell("store_failed", {"reason": self.status.unwritten})

    async def _send(self, outbox: Outbox) -> None:
        while True:
            with suppress(sqlite3.OperationalError):  # another process writes: it is tried again
                await outbox.keep_sending(self.store, self._clock)
            await asyncio.sleep(LOOK_S)

    async def _purge(self) -> None:
        while True:
            with suppress(sqlite3.Error):
                self.store.purge(self._clock.now_ms())
                self._say_whether_believed()
            await asyncio.sleep(self._settings.purge_s)

    def _say_whether_believed(self) -> None:
        lived, before = self.store.lived(), self.status.clock_held
        self.status.purged_ms, self.status.clock_held = self.store.purged_ms(), lived is not None and lived.held
        if self.status.clock_held != before:
            self._tell("clock", {"believed": before})


def as_iphone(settings: Settings) -> Settings:
    """The same phone as an iPhone with the app in front: no duty cycle, its identifier only by GATT."""
    always = replace(settings.advertise, off_s=0.0)
    return replace(settings, advertise=always, speaks_as=Kind.IPHONE)
