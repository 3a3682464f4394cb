"""How codes look: length, life, signs, and the groups in which people read them (dạng của mã)."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from vungxanh.apps.exposure.keyed import plain_code
from vungxanh.apps.exposure.models import CodeKind

DIGITS = "0123456789"
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that can be taken for another: no 0 O, 1 I L, U
LENGTH = {CodeKind.VOICE: 8, CodeKind.LINK: 16, CodeKind.APP: 6}
LIFE = {
    CodeKind.VOICE: timedelta(minutes=15),
    CodeKind.LINK: timedelta(hours=24),
    CodeKind.APP: timedelta(minutes=15),
}
LEAST_ENTROPY = 16
_TRIES = 8
_KINDS = {length: kind for kind, length in LENGTH.items()}
_GROUPS = {6: 3, 8: 4, 16: 4}


def candidates(kind: CodeKind, entropy: bytes) -> Iterator[str]:
    """Codes that follow from fresh random bytes, the next one for when the one before is taken; ValueError if few.

    The app of 2020 has a keyboard of digits and a field of six: its codes have nothing else.
    """
    if len(entropy) < LEAST_ENTROPY:
        raise ValueError(f"a code needs {LEAST_ENTROPY} random bytes, not {len(entropy)}")
    has_letters = kind == CodeKind.LINK
    signs = SIGNS if has_letters else DIGITS
    for number in range(_TRIES):
        chance = int.from_bytes(hashlib.sha512(entropy + bytes([number])).digest(), "big")
        made = ""
        for _ in range(LENGTH[kind]):
            chance, place = divmod(chance, len(signs))
            made += signs[place]
        if not (has_letters and made.isdigit()):
            yield made


def kind_of(text: str) -> CodeKind | None:
    """Which kind a typed code can be by its length and signs; None when it can be none."""
    plain = plain_code(text)
    kind = _KINDS.get(len(plain))
    signs = SIGNS if kind == CodeKind.LINK else DIGITS
    return kind if not set(plain) - set(signs) else None


def groups(plain: str) -> list[str]:
    """The groups in which a code is shown and read out."""
    size = _GROUPS.get(len(plain), 4)
    return [plain[at : at + size] for at in range(0, len(plain), size)]
