"""The master keys of a deployment, and the key of each purpose derived from them (khóa dữ liệu)."""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from vungxanh.kit.sealing.written import KEY_BYTES, parse

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Unopened(Exception):  # noqa: N818 - the name says what happened
    """An encrypted value does not open."""


class UnknownKey(Unopened):
    """A value was encrypted under a key that this deployment no longer holds."""


def names() -> list[str]:
    """The ids of the keys held, the encrypting one first."""
    return list(_ring(settings.DATA_KEYS))


def cipher(name: str, purpose: str) -> "AESGCM":
    """AES-256-GCM under the key derived for one purpose by HKDF-SHA256 (RFC 5869); UnknownKey."""
    return _cipher(settings.DATA_KEYS, name, purpose)


@lru_cache(maxsize=8)
def _ring(text: str) -> dict[str, bytes]:
    return parse(text)


@lru_cache(maxsize=256)
def _cipher(text: str, name: str, purpose: str) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    master = _ring(text).get(name)
    if master is None:
        told = _("VUNGXANH_DATA_KEYS không có khóa %(name)s đã mã hóa %(purpose)s")
        raise UnknownKey(told % {"name": name, "purpose": purpose})
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"vungxanh:{purpose}".encode()).derive(master)
    return AESGCM(derived)
