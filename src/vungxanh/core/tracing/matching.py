"""Whether a phone met the holder of a key, row by row (đối chiếu khoá F0 với lịch sử).

The app of 2020 asked only whether one row lay inside the exact quarter-hour of one identifier. Here a row counts when
it is at most one slot away, as adverts lag behind the slot edge; a further offset counts while it stays within the
bound for wrong clocks, and is reported. A row after the end of its key, or with an identifier whose slot begins after
it, is refused and counted: whoever learns a key later can send its identifiers again. A row more than a day from its
slot is not looked at.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vungxanh.core.tracing import ids
from vungxanh.core.tracing.keylist import PositiveKey

LOOKED_AT_MS = ids.DAY_MS


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far from its slot a row may lie: `slots` for late adverts and, beyond, `skew_slots` for wrong clocks."""

    slots: int = 1
    skew_slots: int = 8

    @property
    def reach(self) -> int:
        """The furthest offset that is looked at as a sighting at all."""
        return max(self.slots, self.skew_slots)


DEFAULT = Tolerance()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A row of a history: identifier, RSSI in dBm, time in ms."""

    identifier: bytes
    rssi: int
    ms: int


@dataclass(slots=True)
class Matched:
    """What a history holds of one key: accepted rows as (ms, rssi), their slot offsets, and refused rows by reason."""

    rows: list[tuple[int, int]] = field(default_factory=list)
    offsets: Counter[int] = field(default_factory=Counter)
    after_end: int = 0
    wrong_clock: int = 0

    def take(self, ms: int, rssi: int, slot: int, key: PositiveKey, tolerance: Tolerance) -> None:
        """Judge one row whose identifier is that of `slot`, counted from the start of `key`."""
        start = key.start_s * 1000 + slot * key.slot_ms
        offset = (ms - start) // key.slot_ms
        if not -LOOKED_AT_MS <= ms - start < LOOKED_AT_MS:
            return
        if abs(offset) > tolerance.reach:
            self.wrong_clock += 1
        elif max(ms, start) > key.end_s * 1000:
            self.after_end += 1
        else:
            self.rows.append((ms, rssi))
            self.offsets[offset] += 1


def match(keys: Sequence[PositiveKey], sightings: Iterable[Sighting], tolerance: Tolerance = DEFAULT) -> list[Matched]:
    """One result a key, in order. This is the definition of the kernel."""
    slots_of: dict[bytes, list[tuple[int, int]]] = {}
    for place, key in enumerate(keys):
        for slot, identifier in enumerate(_spoken(key)):
            slots_of.setdefault(identifier, []).append((place, slot))
    found = [Matched() for _ in keys]
    for row in sightings:
        for place, slot in slots_of.get(row.identifier, ()):
            found[place].take(row.ms, row.rssi, slot, keys[place], tolerance)
    return found


def _spoken(key: PositiveKey) -> Iterator[bytes]:
    """Every identifier of the days that `key` reaches into; of the last one only the first when it ends right there."""
    day_key = key.key
    for day in range(key.days):
        yield from ids.identifiers(day_key, 1 if key.last_slot == day * key.slots and day else key.slots)
        day_key = ids.next_key(day_key)
