"""Which identifier the phone has at a moment, its radio address, its name for servers (mã và địa chỉ hiện tại)."""

import secrets
from hashlib import sha256

from vungxanh.core.tracing.ids import DAY_MS, SLOT_MS, identifiers, key_after, midnight, slot_of
from vungxanh.device.store import Store


class Identity:
    """The identifiers of the day, derived once a day and again after a re-key."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held = (-1, -1)  # the UTC day and the number of the newest base that they were derived for
        self._identifiers: tuple[bytes, ...] = ()

    def at(self, ms: int) -> bytes:
        """The 12 bytes on the air at `ms`."""
        day_ms = midnight(ms)
        if self._held != (day_ms, self._store.key_number()):
            base = self._store.base_key(ms)
            self._identifiers = identifiers(key_after(base.key, (day_ms - base.day_ms) // DAY_MS))
            self._held = day_ms, self._store.key_number()
        return self._identifiers[slot_of(ms)]


def next_edge(ms: int) -> int:
    """When the slot of `ms` ends."""
    return ms - ms % SLOT_MS + SLOT_MS


def random_address() -> str:
    """A fresh address that looks like a resolvable private one, as phones use, and that nobody can resolve."""
    first, *rest = secrets.token_bytes(6)
    return ":".join(f"{byte:02X}" for byte in (first & 0x3F | 0x40, *rest))


def name_of(store: Store) -> str:
    """What the phone calls itself until it takes a new key, unrelated to all it says on the air; "" without a key.

    A server counts wrong codes by it, so that others behind the same address need not wait.
    """
    bases = store.base_keys()
    return sha256(b"vungxanh.device-name:" + bases[-1].key).hexdigest()[:32] if bases else ""
