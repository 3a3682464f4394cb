"""The published set of signing keys, `keys.json`, and how a phone comes to trust the next one (bộ khoá ký).

Only the root signs sets. A key that signs batches lies on a server that talks to everybody and may leak: it vouches
for no other key, so whoever has it cannot stay when it is dropped. A new set is believed when the root that was pinned
has signed it, and so is another root. A set without anything trusted before it is believed only as the first, by its
own root, and its owner is shown whose it is. Sets are numbered by the second of their making: a number further ahead
than a day is refused, for whoever could raise it at will would shut out every later one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vungxanh.core.exposure.batch import SKEW_S
from vungxanh.core.exposure.envelope import MOST_VERSION, Sealed, seal, whole
from vungxanh.core.exposure.problems import refused
from vungxanh.core.exposure.signing import PublicKey, SigningKey, point_of
from vungxanh.core.tracing.ids import DAY_S

FORMAT = "vungxanh-exposure-keys"
MOST_KEYS, MOST_BYTES = 32, 65_536
LATEST_S = 4_102_444_800
MOST_SEQUENCE = 2**53
MOST_AHEAD_S = DAY_S


@dataclass(frozen=True, slots=True)
class KeySet:
    """Numbered, dated (seconds), newest key first; `root` is the key that signs sets and never batches."""

    sequence: int
    issued_s: int
    keys: tuple[PublicKey, ...]
    root: PublicKey

    @property
    def signers(self) -> dict[str, PublicKey]:
        """The keys that may sign batches and indexes, by id."""
        return {one.id: one for one in self.keys}

    @property
    def vouchers(self) -> dict[str, PublicKey]:
        """Who may sign the next set, by id: the root alone."""
        return {self.root.id: self.root}


def next_sequence(previous: int, now_s: int) -> int:
    """The number of what is published now: above the one before it, and not so far ahead that it would be refused.

    Where the clock stood ahead and was set back, nobody with a right clock has believed what is now too far ahead.
    """
    return min(max(previous + 1, now_s), now_s + MOST_AHEAD_S)


def write_key_set(held: KeySet, signers: Sequence[SigningKey]) -> bytes:
    """`keys.json`; the signer is the root, and the root before it where it hands over."""
    return seal(form_of(held), signers)


def form_of(held: KeySet) -> dict[str, Any]:
    """What is signed, and what a phone keeps of a set it trusts."""
    return {
        "format": FORMAT,
        "version": 1,
        "sequence": held.sequence,
        "issued": held.issued_s,
        "keys": [_form(one) for one in held.keys],
        "root": _form(held.root),
    }


def _form(key: PublicKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "version": key.version,
        "point": key.point.hex(),
        "from": key.from_s,
        "until": key.until_s,
    }


def read_key_set(data: bytes, trusted: KeySet | None, *, now_s: int) -> KeySet:
    """The set, when the root of what is `trusted` vouches for it (None: its own, as the first); raises Refused."""
    sealed = Sealed(data, FORMAT, MOST_BYTES)
    found = key_set_of(sealed.content)
    if found.sequence > now_s + MOST_AHEAD_S or found.issued_s > now_s + SKEW_S:
        raise refused("keys_from_the_future")
    if trusted is not None and found.sequence < trusted.sequence:
        raise refused("keys_rolled_back", sequence=found.sequence, highest=trusted.sequence)
    sealed.checked((trusted or found).vouchers, found.issued_s)
    return found


def key_set_of(content: Mapping[str, Any]) -> KeySet:
    """The set out of its form, whoever signed it; raises Refused."""
    if set(content) != {"format", "version", "sequence", "issued", "keys", "root"}:
        raise refused("bad_member", member="keys")
    listed = content["keys"]
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_KEYS:
        raise refused("bad_member", member="keys")
    keys = tuple(_key(one) for one in listed)
    root = _key(content["root"])
    if len({root.id, *(one.id for one in keys)}) != len(keys) + 1:
        raise refused("bad_member", member="keys")
    return KeySet(whole(content, "sequence", MOST_SEQUENCE, 1), whole(content, "issued", LATEST_S), keys, root)


def _key(form: object) -> PublicKey:
    if not isinstance(form, Mapping) or set(form) != {"id", "version", "point", "from", "until"}:
        raise refused("bad_member", member="keys")
    try:
        point = point_of(bytes.fromhex(str(form["point"])))
    except ValueError:
        raise refused("bad_member", member="point") from None
    from_s, until_s = whole(form, "from", LATEST_S), whole(form, "until", LATEST_S)
    key = PublicKey(point, whole(form, "version", MOST_VERSION), from_s, until_s)
    if key.id != form["id"] or until_s <= from_s:
        raise refused("bad_member", member="id" if key.id != form["id"] else "until")
    return key
