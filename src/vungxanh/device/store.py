"""What the phone keeps: sightings, its base keys, and the log of requests, all sealed (kho của máy).

A row is *noted* when it is heard and *acknowledged* when `flush` has returned. An identifier is kept once in five
seconds, as in the app; the newest rows are read back at the start, so a restart does not make a second row.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.tracefile import Row, write_row
from vungxanh.device.bases import BaseKey, Bases
from vungxanh.device.coming import Coming
from vungxanh.device.ledger import Ledger, Request
from vungxanh.device.lived import Lived, Machine, Witness, first_look
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.sealed import Database, Table

SAME_ID_MS = 5_000
RETENTION_DAYS = 21
LOG_DAYS = 365
MAX_WAITING = 100_000
NO_TX_POWER = 127  # what Android writes when an advert does not tell it
ANDROID, IPHONE = 1, 2
_ROW = struct.Struct(">12s12sbbqB")
_PURGED, _LIVED, _SIMULATED = b"purged ", b"lived ", b"simulated"


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting: own id of that moment, the other's id, RSSI and TX power in dBm, ms since 1970, kind of phone."""

    own: bytes
    contact: bytes
    rssi: int
    ms: int
    tx_power: int = NO_TX_POWER
    kind: int = ANDROID


class Store:
    """The encrypted store of one phone; `key` instead of the one in keyring or file, `durable` waits for the disk."""

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = True,
        retention_days: int = RETENTION_DAYS,
        key: bytes | None = None,
        witness: Witness | None = None,
    ) -> None:
        self.folder, self.database = folder, Database(folder, durable=durable, key=key)
        self.retention_days, self._witness = retention_days, witness or Machine()
        self.ledger = Ledger(Table(self.database, "requests"))
        self.channels, self.findings = Table(self.database, "channels"), Table(self.database, "findings")
        self._meta, self._sightings = Table(self.database, "meta"), Table(self.database, "sightings")
        self._bases = Bases(self.database)
        self._coming = Coming(self.database, self._bases, self.ledger)
        self._waiting: list[Seen] = []
        self._last: dict[bytes, int] = {}
        self._kept: set[tuple[int, bytes]] = set()
        self._rows: int | None = None
        self._remember()

    def _remember(self) -> None:
        newest = 0
        for _, _, plain in self._sightings.rows(newest_first=True):
            row = unpacked(plain)
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
        if (row.ms, row.contact) in self._kept:
            return False
        self._waiting.append(row)
        return True

    def keep_once(self) -> None:
        """From now on the same id in the same millisecond is the same sighting: a recording is played again."""
        self._kept = {(row.ms, row.contact) for row in self._all()}

    def flush(self) -> int:
        """Acknowledge what was noted; how many rows. They stay noted when the disk refuses them."""
        rows = self._waiting
        if rows or self.ledger.changed:
            with self.ledger.unless_refused(), self.database.transaction():
                if rows and self.lived() is None:
                    self._save_lived(first_look(rows[0].ms, self._witness))
                self._sightings.insert((row.ms // DAY_MS, _packed(row)) for row in rows)
                self.ledger.write()
            self._waiting = []
            if self._rows is not None:
                self._rows += len(rows)
        return len(rows)

    def sightings(self, since_ms: int = 0) -> Iterator[Seen]:
        """Acknowledged rows from a moment on, in the order of their writing; those in quarantine are left out."""
        lived = self.lived()
        latest_ms = lived.latest_ms if lived else None
        for row in self._all(since_ms):
            if row.ms >= since_ms and (latest_ms is None or row.ms <= latest_ms):
                yield row

    def _all(self, since_ms: int = 0) -> Iterator[Seen]:
        return (unpacked(plain) for _, _, plain in self._sightings.rows(since_day=since_ms // DAY_MS))

    def piece(self, after: int, until: int, limit: int) -> list[tuple[int, Seen]]:
        """Up to `limit` of the rows numbered over `after` and not over `until`, with their numbers."""
        return [(seq, unpacked(plain)) for seq, plain in self._sightings.piece(after, until, limit)]

    def first(self, since_ms: int) -> int:
        """The lowest number of a row of the UTC days from a moment on."""
        return self._sightings.first(since_ms // DAY_MS)

    def last(self) -> int:
        """The number of the newest row."""
        return self._sightings.last()

    def count(self, since_ms: int = 0) -> int:
        """How many rows are kept of the UTC days from a moment on."""
        return self._sightings.count(since_day=since_ms // DAY_MS)

    def rows(self) -> int:
        """How many rows are kept, counted once and then kept in mind until the next purge."""
        if self._rows is None:
            self._rows = self.count()
        return self._rows

    def quarantined(self) -> int:
        """How many rows carry a date that cannot be."""
        lived = self.lived()
        if lived is None or lived.latest_ms is None:
            return 0
        return self.count(lived.latest_ms + DAY_MS)

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
            if self.lived() is None:
                self._save_lived(first_look(now_ms, self._witness))
            return self._bases.at(now_ms) or self._bases.make(now_ms)

    def base_keys(self) -> list[BaseKey]:
        """All base keys still kept, oldest first: more than one only between a report and its acceptance."""
        return self._bases.all()

    def spans(self, now_ms: int) -> list[tuple[BaseKey, int]]:
        """Each base key and the last moment it may have spoken at."""
        return list(self._bases.spans(now_ms))

    def key_number(self) -> int:
        """The number of the newest base key; it changes when the phone was re-keyed, by whatever process."""
        return self._bases.last()

    def adopt(self, key: bytes, *, day_ms: int, from_ms: int) -> BaseKey:
        """Take a base key that was made elsewhere, for a simulated phone; a store that has one refuses."""
        with self.database.transaction():
            if self.base_keys():
                raise ValueError("this store has a base key of its own")
            return self._bases.insert(key, day_ms, from_ms)

    def re_key(self, now_ms: int) -> BaseKey:
        """End the key in use and take a new one, unrelated to it."""
        with self.database.transaction():
            self._bases.end(now_ms)
            made = self._bases.make(now_ms)
            self.ledger.add(Request(now_ms, "owner", "re_key", "done"))
        return made

    def forget_ended_keys(self) -> None:
        """Delete base keys that are no longer in use."""
        self._bases.forget_ended()
        self.database.forget_deleted()

    def requests(self) -> Iterator[Request]:
        """The log of what was asked of the phone and by it, oldest first."""
        return self.ledger.requests()

    def purge(self, now_ms: int, *, told: bool = False) -> int:
        """Delete what is older than the retention and move the base key forward so that it tells no earlier day.

        By date only while the clock is believed, or when its owner `told` that it is right; else by order of coming,
        after a retention of running. How many sightings went.
        """
        retention_ms = self.retention_days * DAY_MS
        with self.database.transaction():
            before = self.lived() or first_look(now_ms, self._witness)
            lived = before.look(now_ms, self._witness, retention_ms, told=told)
            aged, lived = lived.marked(self._coming.now()).aged(retention_ms)
            gone = self._coming.forget(aged, now_ms)
            if not lived.held:
                gone += self._purged(now_ms, now_ms - retention_ms)
            self._save_lived(lived)
            self._rows = None
        self.database.forget_deleted()
        return gone

    def _purged(self, now_ms: int, cutoff_ms: int) -> int:
        day = cutoff_ms // DAY_MS
        gone = self._sightings.delete_before(day)
        of_day = self._sightings.rows(since_day=day, until_day=day)
        late = [seq for seq, _, plain in of_day if unpacked(plain).ms < cutoff_ms]
        self._sightings.delete(late)
        self.findings.delete_before(day)
        self.ledger.delete_before(now_ms // DAY_MS - LOG_DAYS)
        self._bases.age(now_ms, cutoff_ms)
        self._note(_PURGED, str(now_ms))
        return gone + len(late)

    def lived(self) -> Lived | None:
        """What the phone believes of its clock; None while it has heard nobody and has no key."""
        text = self._noted(_LIVED)
        return None if text is None else Lived.of_text(text)

    def _save_lived(self, lived: Lived) -> None:
        self._note(_LIVED, lived.text())

    def _note(self, name: bytes, text: str) -> None:
        with self.database.transaction():
            self._meta.delete([seq for seq, _, plain in self._meta.rows() if plain.startswith(name)])
            self._meta.insert([(0, name + text.encode())])

    def _noted(self, name: bytes) -> str | None:
        held = (plain for _, _, plain in self._meta.rows() if plain.startswith(name))
        return next((plain.removeprefix(name).decode() for plain in held), None)

    def believes(self, now_ms: int) -> bool:
        """Whether this moment is believed; nothing is written down."""
        lived = self.lived()
        return lived is None or not lived.look(now_ms, self._witness, self.retention_days * DAY_MS).held

    def devote(self, *, simulated: bool) -> None:
        """Use it for a simulation or a recording, or for a real radio, and never for both. Raises DeviceProblem."""
        with self.database.transaction():
            marked = self._noted(_SIMULATED) is not None
            used = self.key_number() or self._sightings.last()
            if marked == simulated:
                return
            if marked or used:
                raise DeviceProblem("store_simulated" if marked else "store_real", {"file": self.folder})
            self._note(_SIMULATED, "")

    def purged_ms(self) -> int:
        """When it was last purged; 0 when it never was."""
        return int(self._noted(_PURGED) or 0)

    def days(self) -> tuple[int, int] | None:
        """The first and the last UTC day with rows, counted from 1970."""
        return self._sightings.days()

    def close(self) -> None:
        """Acknowledge what is waiting and give the file back."""
        self.flush()
        self.database.close()


def _packed(row: Seen) -> bytes:
    return _ROW.pack(row.own, row.contact, row.rssi, row.tx_power, row.ms, row.kind)


def unpacked(plain: bytes) -> Seen:
    """A row as it was kept."""
    own, contact, rssi, tx_power, ms, kind = _ROW.unpack(plain)
    return Seen(own, contact, rssi, ms, tx_power, kind)
