"""What leaves a phone when its owner turns ill: day keys of the infectious window, and a new base (công bố khoá).

The app of 2020 sent its base key, so that a case could be followed for ever, before and after. Here each day goes as
a key of its own that is believed only until that day's end, the base never goes, and from that moment the phone
speaks from a new one: keys that follow from what was disclosed are nobody's any more. A new base is dated one day
back, so that no day's key is the base itself; the first day of an older base is its base and stays on the phone.
"""

from dataclasses import dataclass, field

from vungxanh.core.tracing import ids
from vungxanh.core.tracing.keylist import MAX_DAYS, PositiveKey


@dataclass(frozen=True, slots=True)
class Base:
    """The root of a phone's identifiers and the UTC midnight of its day, in seconds (khoá gốc)."""

    key: bytes = field(repr=False)
    start_s: int


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The day keys to send, earliest first, and the base to use from now on."""

    keys: tuple[PositiveKey, ...]
    base: Base


def new_base(random: bytes, now_ms: int) -> Base:
    """A base from 32 fresh random bytes, speaking from now on."""
    if len(random) != ids.KEY_BYTES:
        raise ValueError(f"a base needs {ids.KEY_BYTES} random bytes, not {len(random)}")
    return Base(random, ids.midnight(now_ms) // 1000 - ids.DAY_S)


def day_keys(base: Base, *, since_ms: int, until_ms: int) -> tuple[PositiveKey, ...]:
    """The keys of the UTC days `since_ms` to `until_ms`, at most 28, each until its day's last second or the end."""
    last = ids.midnight(until_ms) // 1000
    first = max(ids.midnight(since_ms) // 1000, base.start_s + ids.DAY_S, last - (MAX_DAYS - 1) * ids.DAY_S)
    if first > last:
        return ()
    keys, key = [], ids.key_after(base.key, (first - base.start_s) // ids.DAY_S)
    for start in range(first, last + 1, ids.DAY_S):
        keys.append(PositiveKey(key, start, min(start + ids.DAY_S - 1, until_ms // 1000)))
        key = ids.next_key(key)
    return tuple(keys)


def disclose(base: Base, *, infectious_from_ms: int, now_ms: int, random: bytes) -> Disclosure:
    """The keys of the infectious window until now, and the new base made of `random` (32 bytes)."""
    return Disclosure(day_keys(base, since_ms=infectious_from_ms, until_ms=now_ms), new_base(random, now_ms))
