"""Everybody's adverts and scans in virtual time, second by second (mô phỏng thời gian ảo).

Instead of a controller and a packet each, a second draws for every pair that sends and listens whether an advert came
through, when in that second and how strongly. What the phones then do is the app's: five seconds between rows of one
identifier, the identifier of the moment a burst began, GATT reads one after the other with the app's cache of
addresses, iPhones that connect to each other every two minutes.
"""

from collections import deque
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from vungxanh.core.tracing.disclosure import Base
from vungxanh.core.tracing.ids import DAY_MS, SLOT_MS, identifiers, key_after, slot_of
from vungxanh.core.tracing.tracefile import Row
from vungxanh.device.scenarios.habits import Habits, Phones
from vungxanh.device.scenarios.noting import Note, nobody
from vungxanh.device.scenarios.scene import Scene

SAME_ID_S = 5.0
RECONNECT_S = 120.0
PACKET_S = 0.000_376  # 47 bytes at 1 Mbit/s
GATT_S = (0.8, 3.0)  # from memory: connect, discover, read
GATT_PAUSE_S = 1.0
GATT_LIMIT_S = 10.0
LINK_DBM = -92.0  # from memory: a connection below this fails
_LOGISTIC = 1.702  # the logistic curve nearest to the normal one
_NEVER = -1e9


class Airtime:
    """One run over a scene; `rows` grows by phone, in the order of writing."""

    def __init__(
        self, scene: Scene, bases: Sequence[Base], *, start_ms: int, seed: int, habits: Habits | None = None
    ) -> None:
        self.scene, self.phones = scene, Phones(scene, seed, habits or Habits())
        self.rows: list[list[Row]] = [[] for _ in range(scene.phones)]
        self._bases, self._start_ms = bases, start_ms
        self._random = np.random.default_rng([seed % 2**32, 1])
        self._visible = self.phones.visible()
        square = (scene.phones, scene.phones)
        self._last, self._slot = np.full(square, _NEVER), np.full(square, -1)
        self._burst, self._connected = np.full(square, -(1 << 40)), np.full(square, _NEVER)
        self._address, self._read_slot = np.full(square, -(1 << 40)), np.full(square, -1)
        self._queues: list[deque[tuple[int, float]]] = [deque() for _ in range(scene.phones)]
        self._busy_until = np.zeros(scene.phones)
        self._identifiers = lru_cache(maxsize=4 * scene.phones)(self._day)

    def run(self, seconds: int, note: Note = nobody) -> list[list[Row]]:
        """Let time pass; everybody's rows."""
        for t_s in range(seconds):
            self._second(float(t_s))
            note("play", t_s + 1, seconds)
        return self.rows

    def _second(self, t_s: float) -> None:
        strength = self.scene.strengths(t_s, self.scene.stand(t_s))
        rssi, after = self._arrivals(t_s, strength)
        heard = np.isfinite(rssi)
        self._from_android(t_s, heard & ~self.phones.iphone[None, :], rssi, after)
        to_android = heard & self.phones.iphone[None, :] & ~self.phones.iphone[:, None]
        self._seen_by_android(t_s, to_android, rssi, after)
        self._read_next(t_s, strength)
        self._between_iphones(t_s, heard & self.phones.iphone[None, :] & self.phones.iphone[:, None], rssi)

    def _arrivals(self, t_s: float, strength: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of each pair's first advert that came through: RSSI (-inf for none) and how far into the second."""
        air, phones = self.scene.air, self.phones
        sending = phones.sending(t_s)
        open_ear = phones.scanning(t_s)[:, None] & sending[None, :] & self._visible & np.isfinite(strength)
        margin = np.where(open_ear, strength - air.faintest_dbm, -1e3)
        decoded = 1 / (1 + np.exp(np.minimum(-_LOGISTIC * margin / air.fast_db, 700)))
        load = (phones.adverts_per_s * sending).sum()
        free = np.exp(-2 * PACKET_S * load)
        rate = phones.adverts_per_s[None, :] * phones.listening[:, None] * decoded * free
        arrives = 1 - np.exp(-rate)
        drawn = self._random.random(strength.shape)
        packet = np.maximum(strength + self._random.normal(0, air.fast_db, strength.shape), air.faintest_dbm)
        with np.errstate(divide="ignore", invalid="ignore"):
            after = np.where(drawn < arrives, -np.log1p(-drawn) / rate, 0.0)
        return np.where(open_ear & (drawn < arrives), packet, -np.inf), np.clip(after, 0.0, 0.999)

    def _from_android(self, t_s: float, heard: np.ndarray, rssi: np.ndarray, after: np.ndarray) -> None:
        burst, begun = self.phones.burst(t_s), self.phones.burst_start_s(t_s)
        hidden = (self.phones.iphone & ~self.phones.front)[:, None]
        # A hidden iPhone is told of an address once; Android takes a new one with each burst (from memory).
        heard &= ~hidden | (self._burst != burst[None, :])
        slot = (self._start_ms + np.rint(begun * 1000).astype(np.int64) + self.phones.clock_ms) // SLOT_MS
        heard &= (self._slot != slot[None, :]) | (t_s + after - self._last >= SAME_ID_S)
        for receiver, sender in _pairs(heard):
            if self._write(receiver, sender, t_s + after[receiver, sender], begun[sender], rssi[receiver, sender]):
                self._burst[receiver, sender] = burst[sender]

    def _seen_by_android(self, t_s: float, heard: np.ndarray, rssi: np.ndarray, after: np.ndarray) -> None:
        """An iPhone's identifier comes out of the cache of addresses, or its reading has to wait for its turn."""
        address = self.phones.address(t_s)
        for receiver, sender in _pairs(heard):
            strength, moment = rssi[receiver, sender], t_s + after[receiver, sender]
            known = self._address[receiver, sender] == address[sender]
            if known and self._read_slot[receiver, sender] == slot_of(self._clock(receiver, moment)):
                self._write(receiver, sender, moment, moment, strength)
            elif all(sender != waiting for waiting, _ in self._queues[receiver]):
                self._queues[receiver].append((sender, float(strength)))

    def _read_next(self, t_s: float, strength: np.ndarray) -> None:
        """One GATT read at a time on each Android phone."""
        address = self.phones.address(t_s)
        for receiver, queue in enumerate(self._queues):
            if not queue or self._busy_until[receiver] > t_s:
                continue
            sender, rssi = queue.popleft()
            if min(strength[receiver, sender], strength[sender, receiver]) < LINK_DBM:
                self._busy_until[receiver] = t_s + GATT_LIMIT_S
                continue
            done_s = t_s + self._random.uniform(*GATT_S)
            self._busy_until[receiver] = done_s + GATT_PAUSE_S
            self._write(receiver, sender, done_s, done_s, rssi)
            if self._address[receiver, sender] != address[sender]:
                self._address[receiver, sender] = address[sender]
                self._read_slot[receiver, sender] = slot_of(self._clock(receiver, done_s))

    def _between_iphones(self, t_s: float, heard: np.ndarray, rssi: np.ndarray) -> None:
        heard &= (t_s - self._connected >= RECONNECT_S) & (rssi > LINK_DBM)
        for receiver, sender in _pairs(heard):
            self._connected[receiver, sender] = t_s
            done_s = t_s + self._random.uniform(*GATT_S)
            self._write(receiver, sender, done_s, done_s, rssi[receiver, sender])

    def _write(self, receiver: int, sender: int, at_s: float, id_at_s: float, rssi: float) -> bool:
        """One row, unless the same identifier was written within five seconds."""
        of_ms = self._clock(sender, id_at_s)
        slot = of_ms // SLOT_MS
        if self._slot[receiver, sender] == slot and at_s - self._last[receiver, sender] < SAME_ID_S:
            return False
        self._last[receiver, sender], self._slot[receiver, sender] = at_s, slot
        ms = self._clock(receiver, at_s)
        apple = bool(self.phones.iphone[receiver])
        own, contact = self._identifier(receiver, ms), self._identifier(sender, of_ms)
        self.rows[receiver].append(Row(own, contact, round(float(rssi)), ms - ms % 1000 if apple else ms, apple))
        return True

    def _clock(self, phone: int, t_s: float) -> int:
        """What a phone's own clock shows."""
        return self._start_ms + round(float(t_s) * 1000) + int(self.phones.clock_ms[phone])

    def _identifier(self, phone: int, ms: int) -> bytes:
        return self._identifiers(phone, ms // DAY_MS)[slot_of(ms)]

    def _day(self, phone: int, day: int) -> tuple[bytes, ...]:
        base = self._bases[phone]
        return identifiers(key_after(base.key, day - base.start_s * 1000 // DAY_MS))


def _pairs(chosen: np.ndarray) -> list[tuple[int, int]]:
    """Receiver and sender of every true element."""
    receivers, senders = np.nonzero(chosen)
    return list(zip(receivers.tolist(), senders.tolist(), strict=True))
