"""The published set of signing keys, `keys.json`, and how a phone comes to trust the next one (bộ khoá ký).

A new set is believed when a key that is trusted already has signed it: the root that was pinned, or a key of the set
before; another root only when the one before it has signed. A set without anything trusted before it is believed only
as the first, and its owner is shown whose it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vungxanh.core.exposure.envelope import MOST_VERSION, Sealed, seal, whole
from vungxanh.core.exposure.problems import refused
from vungxanh.core.exposure.signing import PublicKey, SigningKey, point_of

FORMAT = "vungxanh-exposure-keys"
MOST_KEYS, MOST_BYTES = 32, 65_536
LATEST_S = 4_102_444_800
MOST_SEQUENCE = 2**53


@dataclass(frozen=True, slots=True)
class KeySet:
    """Numbered, dated (seconds), newest key first; `root` is the key that signs sets and never batches, if any."""

    sequence: int
    issued_s: int
    keys: tuple[PublicKey, ...]
    root: PublicKey | None = None

    @property
    def signers(self) -> dict[str, PublicKey]:
        """The keys that may sign batches and indexes, by id."""
        return {one.id: one for one in self.keys}

    @property
    def vouchers(self) -> dict[str, PublicKey]:
        """The keys that may sign the next set, by id."""
        return self.signers | ({self.root.id: self.root} if self.root else {})


def write_key_set(held: KeySet, signers: Sequence[SigningKey]) -> bytes:
    """`keys.json`; the signers are the root, the previous newest key, or both."""
    return seal(form_of(held), signers)


def form_of(held: KeySet) -> dict[str, Any]:
    """What is signed, and what a phone keeps of a set it trusts."""
    return {
        "format": FORMAT,
        "version": 1,
        "sequence": held.sequence,
        "issued": held.issued_s,
        "keys": [_form(one) for one in held.keys],
        "root": _form(held.root) if held.root else None,
    }


def _form(key: PublicKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "version": key.version,
        "point": key.point.hex(),
        "from": key.from_s,
        "until": key.until_s,
    }


def read_key_set(data: bytes, trusted: KeySet | None) -> KeySet:
    """The set, when what is `trusted` vouches for it (None: by a key of its own, as the first); raises Refused."""
    sealed = Sealed(data, FORMAT, MOST_BYTES)
    found = key_set_of(sealed.content)
    if trusted is not None and found.sequence < trusted.sequence:
        raise refused("keys_rolled_back", sequence=found.sequence, highest=trusted.sequence)
    vouchers = (trusted or found).vouchers
    if trusted is not None and trusted.root is not None and found.root != trusted.root:
        vouchers = {trusted.root.id: trusted.root}
    sealed.checked(vouchers, found.issued_s)
    return found


def key_set_of(content: Mapping[str, Any]) -> KeySet:
    """The set out of its form, whoever signed it; raises Refused."""
    if set(content) != {"format", "version", "sequence", "issued", "keys", "root"}:
        raise refused("bad_member", member="keys")
    listed = content["keys"]
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_KEYS:
        raise refused("bad_member", member="keys")
    keys = tuple(_key(one) for one in listed)
    root = None if content["root"] is None else _key(content["root"])
    if len({one.id for one in keys} | ({root.id} if root else set())) != len(keys) + bool(root):
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
