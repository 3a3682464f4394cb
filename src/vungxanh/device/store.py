"""What the phone keeps: sightings, its base keys, and the log of requests, all sealed (kho của máy).

A row is *noted* when it is heard and *acknowledged* when `flush` has returned. An identifier is kept once in five
seconds, as in the app; the newest rows are read back at the start, so a restart does not make a second row.
"""

import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vungxanh.core.tracing.disclosure import new_base
from vungxanh.core.tracing.ids import DAY_MS, KEY_BYTES, key_after, midnight
from vungxanh.core.tracing.tracefile import Row, write_row
from vungxanh.device.ledger import Ledger, Request
from vungxanh.device.sealed import Database, Table

SAME_ID_MS = 5_000
RETENTION_DAYS = 21
LOG_DAYS = 365
MAX_WAITING = 100_000
NO_TX_POWER = 127  # what Android writes when an advert does not tell it
ANDROID, IPHONE = 1, 2
_ROW = struct.Struct(">12s12sbbqB")
_KEY = struct.Struct(">32sqqq")
_PURGED = b"purged "


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting: own id of that moment, the other's id, RSSI and TX power in dBm, ms since 1970, kind of phone."""

    own: bytes
    contact: bytes
    rssi: int
    ms: int
    tx_power: int = NO_TX_POWER
    kind: int = ANDROID


@dataclass(frozen=True, slots=True)
class BaseKey:
    """A base key: day key of the UTC day that starts at `day_ms`; in use from `from_ms` to `until_ms` (0: still)."""

    seq: int
    key: bytes
    day_ms: int
    from_ms: int
    until_ms: int = 0


class Store:
    """The encrypted store of one phone; `key` instead of the one in keyring or file, `durable` waits for the disk."""

    def __init__(
        self, folder: Path, *, durable: bool = True, retention_days: int = RETENTION_DAYS, key: bytes | None = None
    ) -> None:
        self.database = Database(folder, durable=durable, key=key)
        self.retention_days = retention_days
        self.ledger = Ledger(Table(self.database, "requests"))
        self.outbox = Table(self.database, "outbox")
        self.channels, self.findings = Table(self.database, "channels"), Table(self.database, "findings")
        self._meta = Table(self.database, "meta")
        self._sightings, self._keys = Table(self.database, "sightings"), Table(self.database, "keys")
        self._waiting: list[Seen] = []
        self._last: dict[bytes, int] = {}
        self._remember()

    def _remember(self) -> None:
        newest = 0
        for _, _, plain in self._sightings.rows(newest_first=True):
            row = _unpacked(plain)
            newest = max(newest, row.ms)
            if row.ms < newest - SAME_ID_MS:
                return
            self._last.setdefault(row.contact, row.ms)

    def note(self, row: Seen) -> bool:
        """Take a sighting unless the same id was taken less than five seconds ago (or the disk has long been full)."""
        before = self._last.get(row.contact)
        if (before is not None and abs(row.ms - before) < SAME_ID_MS) or len(self._waiting) >= MAX_WAITING:
            return False
        if len(self._last) > 4_096:
            self._last = {known: ms for known, ms in self._last.items() if abs(row.ms - ms) < SAME_ID_MS}
        self._last[row.contact] = row.ms
        self._waiting.append(row)
        return True

    def flush(self) -> int:
        """Acknowledge what was noted; how many rows. They stay noted when the disk refuses them."""
        rows = self._waiting
        if rows or self.ledger.changed:
            with self.database.transaction():
                self._sightings.insert((row.ms // DAY_MS, _packed(row)) for row in rows)
                self.ledger.write()
            self._waiting = []
        return len(rows)

    def sightings(self, since_ms: int = 0) -> Iterator[Seen]:
        """Acknowledged rows from a moment on, in the order of their writing."""
        for _, _, plain in self._sightings.rows(since_day=since_ms // DAY_MS):
            row = _unpacked(plain)
            if row.ms >= since_ms:
                yield row

    def count(self, since_ms: int = 0) -> int:
        """How many rows are kept of the UTC days from a moment on."""
        return self._sightings.count(since_day=since_ms // DAY_MS)

    def export(self, out: BinaryIO, *, since_ms: int = 0) -> int:
        """Write `data_trace.txt`, oldest row first; how many rows."""
        rows = 0
        for row in self.sightings(since_ms):
            out.write(write_row(Row(row.own, row.contact, row.rssi, row.ms)))
            rows += 1
        return rows

    def base_key(self, now_ms: int) -> BaseKey:
        """The base key in use; made from chance at the first call."""
        with self.database.transaction():
            current = next((key for key in self.base_keys() if not key.until_ms), None)
            return current or self._made(now_ms)

    def base_keys(self) -> list[BaseKey]:
        """All base keys still kept, oldest first: more than one only between a report and its acceptance."""
        return [BaseKey(seq, *_KEY.unpack(plain)) for seq, _, plain in self._keys.rows()]

    def key_number(self) -> int:
        """The number of the newest base key; it changes when the phone was re-keyed, by whatever process."""
        return self._keys.last()

    def _made(self, now_ms: int) -> BaseKey:
        base = new_base(secrets.token_bytes(KEY_BYTES), now_ms)
        return self._inserted(base.key, base.start_s * 1000, now_ms)

    def _inserted(self, key: bytes, day_ms: int, from_ms: int) -> BaseKey:
        seq = self._keys.insert([(day_ms // DAY_MS, _KEY.pack(key, day_ms, from_ms, 0))])
        return BaseKey(seq, key, day_ms, from_ms)

    def adopt(self, key: bytes, *, day_ms: int, from_ms: int) -> BaseKey:
        """Take a base key that was made elsewhere, for a simulated phone; a store that has one refuses."""
        with self.database.transaction():
            if self.base_keys():
                raise ValueError("this store has a base key of its own")
            return self._inserted(key, day_ms, from_ms)

    def re_key(self, now_ms: int) -> BaseKey:
        """End the key in use and take a new one, unrelated to it."""
        with self.database.transaction():
            for key in self.base_keys():
                if not key.until_ms:
                    plain = _KEY.pack(key.key, key.day_ms, key.from_ms, now_ms)
                    self._keys.update(key.seq, key.day_ms // DAY_MS, plain)
            made = self._made(now_ms)
            self.ledger.add(Request(now_ms, "owner", "re_key", "done"))
        return made

    def forget_ended_keys(self) -> None:
        """Delete base keys that are no longer in use."""
        self._keys.delete([key.seq for key in self.base_keys() if key.until_ms])
        self.database.forget_deleted()

    def requests(self) -> Iterator[Request]:
        """The log of what was asked of the phone and by it, oldest first."""
        return self.ledger.requests()

    def purge(self, now_ms: int) -> int:
        """Delete what is older than the retention, and move the base key forward so that it tells no earlier day."""
        cutoff = now_ms - self.retention_days * DAY_MS
        day = cutoff // DAY_MS
        with self.database.transaction():
            gone = self._sightings.delete_before(day)
            late = [
                seq
                for seq, of_day, plain in self._sightings.rows(since_day=day)
                if of_day == day and _unpacked(plain).ms < cutoff
            ]
            self._sightings.delete(late)
            self.findings.delete_before(day)
            self.ledger.delete_before(now_ms // DAY_MS - LOG_DAYS)
            for key in self.base_keys():
                self._moved(key, cutoff)
            self._note_purge(now_ms)
        self.database.forget_deleted()
        return gone + len(late)

    def _note_purge(self, now_ms: int) -> None:
        self._meta.delete([seq for seq, _, plain in self._meta.rows() if plain.startswith(_PURGED)])
        self._meta.insert([(0, _PURGED + str(now_ms).encode("ascii"))])

    def purged_ms(self) -> int:
        """When it was last purged; 0 when it never was."""
        noted = (plain for _, _, plain in self._meta.rows() if plain.startswith(_PURGED))
        return max((int(plain.removeprefix(_PURGED)) for plain in noted), default=0)

    def days(self) -> tuple[int, int] | None:
        """The first and the last UTC day with rows, counted from 1970."""
        return self._sightings.days()

    def _moved(self, key: BaseKey, cutoff_ms: int) -> None:
        if 0 < key.until_ms < cutoff_ms:
            self._keys.delete([key.seq])
            return
        days = (midnight(cutoff_ms) - key.day_ms) // DAY_MS
        if days > 0:
            day_ms = key.day_ms + days * DAY_MS
            plain = _KEY.pack(key_after(key.key, days), day_ms, key.from_ms, key.until_ms)
            self._keys.update(key.seq, day_ms // DAY_MS, plain)

    def close(self) -> None:
        """Acknowledge what is waiting and give the file back."""
        self.flush()
        self.database.close()


def _packed(row: Seen) -> bytes:
    return _ROW.pack(row.own, row.contact, row.rssi, row.tx_power, row.ms, row.kind)


def _unpacked(plain: bytes) -> Seen:
    own, contact, rssi, tx_power, ms, kind = _ROW.unpack(plain)
    return Seen(own, contact, rssi, ms, tx_power, kind)
