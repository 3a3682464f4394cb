"""The base keys of a phone and which one it speaks from on a day (khoá gốc của máy).

A base speaks for the days after its own. Usually there is one; after a report the ended ones stay until a server has
accepted, so that a refusal can be answered with another code. A clock that was wrong for a while gets a base for the
days it showed, because a base tells nothing before its own day: when the clock comes back, the phone goes on with the
base of the right days, and no identifier was ever sent on two days.
"""

import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from vungxanh.core.tracing.disclosure import new_base
from vungxanh.core.tracing.ids import DAY_MS, KEY_BYTES, key_after, midnight
from vungxanh.device.sealed import Database, Table

_KEY = struct.Struct(">32sqqq")


@dataclass(frozen=True, slots=True)
class BaseKey:
    """A base key: day key of the UTC day that starts at `day_ms`; in use from `from_ms` to `until_ms` (0: still)."""

    seq: int
    key: bytes = field(repr=False)
    day_ms: int
    from_ms: int
    until_ms: int = 0

    def speaks(self, now_ms: int) -> bool:
        """Whether it can tell the day of `now_ms`."""
        return not self.until_ms and self.day_ms < midnight(now_ms)


class Bases:
    """The base keys in their table."""

    def __init__(self, database: Database) -> None:
        self._table = Table(database, "keys")

    def all(self) -> list[BaseKey]:
        """Those still kept, oldest first."""
        return [BaseKey(seq, *_KEY.unpack(plain)) for seq, _, plain in self._table.rows()]

    def last(self) -> int:
        """The number of the newest; it changes when the phone takes a new key, by whatever process."""
        return self._table.last()

    def at(self, now_ms: int) -> BaseKey | None:
        """The one in use for a moment; None when the phone has none that can tell its day."""
        return max(
            (one for one in self.all() if one.speaks(now_ms)), key=lambda one: (one.day_ms, one.seq), default=None
        )

    def spans(self, now_ms: int) -> Iterator[tuple[BaseKey, int]]:
        """Each base and the last moment it may have spoken at: of one in use, before the next one's days."""
        kept = self.all()
        for one in kept:
            later = (next_.day_ms + DAY_MS - 1 for next_ in kept if not next_.until_ms and next_.day_ms > one.day_ms)
            yield one, one.until_ms or min(now_ms, *later, now_ms)

    def make(self, now_ms: int) -> BaseKey:
        """A new one from chance."""
        base = new_base(secrets.token_bytes(KEY_BYTES), now_ms)
        return self.insert(base.key, base.start_s * 1000, now_ms)

    def insert(self, key: bytes, day_ms: int, from_ms: int) -> BaseKey:
        """Take this one."""
        seq = self._table.insert([(day_ms // DAY_MS, _KEY.pack(key, day_ms, from_ms, 0))])
        return BaseKey(seq, key, day_ms, from_ms)

    def end(self, now_ms: int) -> None:
        """None of those in use speaks any longer."""
        for one in self.all():
            if not one.until_ms:
                self._write(one, one.key, one.day_ms, now_ms)

    def last_ended(self) -> int:
        """The number of the newest that is no longer in use; 0 without one."""
        return max((one.seq for one in self.all() if one.until_ms), default=0)

    def forget_ended(self, *, until: int | None = None) -> None:
        """Delete those that are no longer in use, all or up to a number."""
        self._table.delete([one.seq for one in self.all() if one.until_ms and (until is None or one.seq <= until)])

    def age(self, now_ms: int, cutoff_ms: int) -> None:
        """Move each forward so that it tells no day before the cutoff, and drop those of no use; the clock is right."""
        used = self.at(now_ms)
        for one in self.all():
            until_ms = min(one.until_ms, now_ms)
            made_under_a_wrong_clock = one != used and not one.until_ms and not cutoff_ms <= one.from_ms <= now_ms
            succeeded = used is not None and one != used and not one.until_ms and used.day_ms < cutoff_ms
            if made_under_a_wrong_clock or succeeded or 0 < until_ms < cutoff_ms:
                self._table.delete([one.seq])
                continue
            days = max(0, midnight(cutoff_ms) - one.day_ms) // DAY_MS
            if days or until_ms != one.until_ms:
                self._write(one, key_after(one.key, days), one.day_ms + days * DAY_MS, until_ms)

    def _write(self, one: BaseKey, key: bytes, day_ms: int, until_ms: int) -> None:
        self._table.update(one.seq, day_ms // DAY_MS, _KEY.pack(key, day_ms, one.from_ms, until_ms))
