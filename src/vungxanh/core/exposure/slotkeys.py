"""Keys of one day and of no other: what a batch publishes (khoá phần ngày).

The identifiers of a day come from a chain S(0), S(1) … S(95) that begins with SHA-256(day key ‖ salt), and the next
day's key is SHA-256(day key). So a day key tells every later day too, while S(i) tells the identifiers of its own
day from slot i on, never an earlier one and never another day. Batches therefore hold S, not day keys, and whoever
leaves out hours gives the S that follows them: what lies before it cannot be worked out from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice

from vungxanh.core.tracing import ids

SLOT_S = ids.SLOT_MS // 1000
EMBARGO_S = 7_200


@dataclass(frozen=True, slots=True)
class SlotKey:
    """The sub-key of the slot that begins at `start_s`, believed until `end_s`, inclusive, in the same UTC day."""

    key: bytes = field(repr=False)
    start_s: int
    end_s: int

    @property
    def first_slot(self) -> int:
        """The slot of its day that it begins with."""
        return self.start_s % ids.DAY_S // SLOT_S

    @property
    def due_s(self) -> int:
        """From when it may be published: two hours after it ended."""
        return self.end_s + 1 + EMBARGO_S


def slot_key(day_key: bytes, slot: int = 0) -> bytes:
    """S(slot) of a day key."""
    return _after(sha256(day_key + ids.SALT).digest(), slot)


def of_day(day_key: bytes, midnight_s: int, end_s: int, *, slot: int = 0) -> SlotKey:
    """The key for a UTC day from one of its slots on."""
    return SlotKey(slot_key(day_key, slot), midnight_s + slot * SLOT_S, end_s)


def later(key: SlotKey, slots: int) -> SlotKey:
    """The key of the same day that begins so many slots later."""
    return SlotKey(_after(key.key, slots), key.start_s + slots * SLOT_S, key.end_s)


def last_of_day(key: SlotKey) -> bytes:
    """The value of its day's last slot: all keys of one day of one phone lead to it, whatever slot they begin with."""
    return _after(key.key, ids.SLOTS - 1 - key.first_slot)


def near_last_of_day(key: SlotKey, reach: int) -> list[bytes]:
    """What `last_of_day` may be of a key that this one follows from, said of its own slot or of one up to `reach` away.

    Whoever knows a published key can hand in a later slot of it, moved so little that phones would match it all the
    same (`tracing.matching.Tolerance`).
    """
    chain, aligned = list(islice(_chain(key.key), ids.SLOTS)), ids.SLOTS - 1 - key.first_slot
    return [chain[(aligned + shift) % ids.SLOTS] for shift in range(-reach, reach + 1)]


def _chain(value: bytes) -> Iterator[bytes]:
    """The values that follow from one, itself the first, without end."""
    while True:
        yield value
        value = sha256(value).digest()


def _after(value: bytes, slots: int) -> bytes:
    return next(islice(_chain(value), slots, None))


def blurred(key: SlotKey) -> SlotKey:
    """The same until the last second of its day: its end tells nobody when its holder reported.

    Nothing is lost by it: the phone took a new key when it reported, and nobody learns this one before the day is over.
    """
    return SlotKey(key.key, key.start_s, key.start_s - key.start_s % ids.DAY_S + ids.DAY_S - 1)


def identifiers(key: SlotKey) -> Iterator[bytes]:
    """The identifiers it speaks for, one a slot from its first to the one that holds its end."""
    slots = key.end_s % ids.DAY_S // SLOT_S + 1 - key.first_slot
    for value in islice(_chain(key.key), max(slots, 0)):
        yield bytes(value[offset] for offset in ids.PICK)
