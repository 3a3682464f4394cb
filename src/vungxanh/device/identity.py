"""Which identifier the phone has at a moment, and its random radio address (mã và địa chỉ hiện tại)."""

import secrets

from vungxanh.core.tracing.ids import DAY_MS, SLOT_MS, identifiers, key_after, midnight, slot_of
from vungxanh.device.store import BaseKey, Store


class Identity:
    """The identifiers of the day, derived once a day and again after a re-key."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._base: BaseKey | None = None
        self._day_ms = -1
        self._identifiers: tuple[bytes, ...] = ()

    def at(self, ms: int) -> bytes:
        """The 12 bytes on the air at `ms`."""
        base = self._base
        if base is None or base.seq != self._store.key_number():
            base, self._day_ms = self._store.base_key(ms), -1
            self._base = base
        if midnight(ms) != self._day_ms:
            self._day_ms = midnight(ms)
            self._identifiers = identifiers(key_after(base.key, max(0, self._day_ms - base.day_ms) // DAY_MS))
        return self._identifiers[slot_of(ms)]


def next_edge(ms: int) -> int:
    """When the slot of `ms` ends."""
    return ms - ms % SLOT_MS + SLOT_MS


def random_address() -> str:
    """A fresh address that looks like a resolvable private one, as phones use, and that nobody can resolve."""
    first, *rest = secrets.token_bytes(6)
    return ":".join(f"{byte:02X}" for byte in (first & 0x3F | 0x40, *rest))
