"""One encrypted text: `vx1.<key id>.<base64 of nonce, ciphertext and tag>`.

The purpose, such as `accounts.user.phone`, chooses the derived key and is authenticated too: a value moved from one
column to another does not open there.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag

from vungxanh.kit.sealing.keys import cipher, names

MARK = "vx1."
_NONCE_BYTES = 12


class Tampered(Exception):  # noqa: N818 - the name says what happened
    """An encrypted value was changed, moved from its column, or is no encrypted value at all."""


def seal(plain: str, *, purpose: str) -> str:
    """Encrypt a text under the present key with a fresh random nonce; the empty text stays empty."""
    if not plain:
        return ""
    name, nonce = names()[0], os.urandom(_NONCE_BYTES)
    sealed = nonce + cipher(name, purpose).encrypt(nonce, plain.encode(), purpose.encode())
    return f"{MARK}{name}.{base64.urlsafe_b64encode(sealed).decode()}"


def unseal(sealed: str, *, purpose: str) -> str:
    """The text again; Tampered when it does not open, UnknownKey when its key is gone."""
    if not sealed:
        return ""
    name, body = key_of(sealed), sealed.rpartition(".")[2]
    try:
        raw = base64.urlsafe_b64decode(body)
        return cipher(name, purpose).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise Tampered(f"a value of {purpose} does not open under key {name!r}") from error


def key_of(sealed: str) -> str:
    """The id of the key a value was encrypted under; Tampered for what is no encrypted value."""
    mark, _, rest = sealed.partition(".")
    name, dot, _body = rest.partition(".")
    if f"{mark}." != MARK or not dot:
        raise Tampered("a value that should be encrypted is not")
    return name
