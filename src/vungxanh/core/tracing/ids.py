"""Rolling identifiers: base key, day chain, sub-keys, twelve bytes on the air (mã định danh luân phiên).

Observed in the app from version 2.0.3 on: D(next day) = SHA-256(D); S(0) = SHA-256(D ‖ "bluzonesubkey");
S(i+1) = SHA-256(S(i)); the identifier of slot i is twelve bytes picked from S(i). A day is a UTC day, so it begins at
07:00 in Viet Nam, and its 96 slots fall on the local quarter-hours. This module is the definition; `kernels` are
tested against it.
"""

from collections.abc import Iterator
from hashlib import sha256

KEY_BYTES = 32
ID_BYTES = 12
SALT = b"bluzonesubkey"
SLOTS = 96
DAY_MS = 86_400_000
DAY_S = 86_400
SLOT_MS = DAY_MS // SLOTS
PICK = (0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30)


def next_key(key: bytes) -> bytes:
    """The key of the following day."""
    return sha256(key).digest()


def key_after(key: bytes, days: int) -> bytes:
    """The key `days` later; the base key itself for zero and for days before it, as the app does."""
    for _ in range(days):
        key = next_key(key)
    return key


def sub_keys(key: bytes, slots: int = SLOTS) -> Iterator[bytes]:
    """The `slots` sub-keys of a day, 32 bytes each, in order."""
    current = sha256(key + SALT).digest()
    for _ in range(slots):
        yield current
        current = sha256(current).digest()


def identifiers(key: bytes, slots: int = SLOTS) -> tuple[bytes, ...]:
    """The identifiers of a day key, one a slot, 12 bytes each."""
    return tuple(bytes(sub[offset] for offset in PICK) for sub in sub_keys(key, slots))


def midnight(ms: int) -> int:
    """The start of the UTC day that holds `ms` (milliseconds since 1970)."""
    return ms - ms % DAY_MS


def slot_of(ms: int, slots: int = SLOTS) -> int:
    """Which slot of its day `ms` falls in, from 0."""
    return ms % DAY_MS // (DAY_MS // slots)


def identifier_at(base: bytes, base_ms: int, now_ms: int) -> bytes:
    """What a phone sends at `now_ms` whose base key was made on the UTC day that starts at `base_ms`."""
    key = key_after(base, (midnight(now_ms) - base_ms) // DAY_MS)
    return identifiers(key)[slot_of(now_ms)]
