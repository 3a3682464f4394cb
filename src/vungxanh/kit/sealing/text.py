"""One encrypted text: `vx1.<key id>.<base64 of nonce, ciphertext and tag>`.

The purpose, such as `accounts.user.phone`, chooses the derived key and is authenticated too: a value moved from one
column to another does not open there.
"""

import base64
import binascii
import os
from typing import Self

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext as _

from vungxanh.kit.sealing.keys import Unopened, cipher, names

MARK = "vx1."
_NONCE_BYTES = 12


class Tampered(Unopened):
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
        told = _("giá trị của %(purpose)s không mở được bằng khóa %(name)s")
        raise Tampered(told % {"purpose": purpose, "name": name}) from error


def key_of(sealed: str) -> str:
    """The id of the key a value was encrypted under; Tampered for what is no encrypted value."""
    mark, _dot, rest = sealed.partition(".")
    name, dot, _body = rest.partition(".")
    if f"{mark}." != MARK or not dot:
        raise Tampered(_("giá trị lẽ ra phải mã hóa thì chưa mã hóa"))
    return name


class Unreadable(str):
    """What stands in the place of a value that does not open: "không đọc được" (giá trị không đọc được).

    It counts as empty, so that nothing is sent to it, and `stored` is what the database keeps; saving the row writes
    just that back.
    """

    __slots__ = ("stored",)
    stored: str

    def __new__(cls, stored: str) -> Self:
        """Of the stored text."""
        made = super().__new__(cls, _("không đọc được"))
        made.stored = stored
        return made

    def __getnewargs__(self) -> tuple[str]:  # a copy knows what is stored
        return (self.stored,)

    def __bool__(self) -> bool:
        return False


def kept(present: str, given: str) -> str:
    """What to keep when a value is handed in: an unreadable one stays until something stands in its place."""
    return present if isinstance(present, Unreadable) and given in ("", str(present)) else given
