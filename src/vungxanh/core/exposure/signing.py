"""Signatures on what is published: ECDSA on P-256 with SHA-256, and which key was valid when (chữ ký số).

A signature is the 64 bytes r ‖ s, made deterministically (RFC 6979), so that the same content gives the same file.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

from vungxanh.core.exposure.problems import refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

POINT_BYTES, RAW_BYTES, ID_DIGITS = 65, 64, 16
MOST_SIGNATURES = 10
SEED_BYTES = 48
_ID = re.compile(rf"[0-9a-f]{{{ID_DIGITS}}}")
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed (key id and version) and the 64 bytes."""

    signer: str
    version: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: its uncompressed point (65 bytes), its version, and from when until when it may sign (seconds)."""

    point: bytes
    version: int
    from_s: int
    until_s: int

    @property
    def id(self) -> str:
        """Sixteen digits that follow from the key itself."""
        return sha256(self.point).hexdigest()[:ID_DIGITS]

    @property
    def fingerprint(self) -> str:
        """For people to compare: eight groups of eight digits."""
        digits = sha256(self.point).hexdigest().upper()
        return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))

    def verifies(self, data: bytes, raw: bytes) -> bool:
        """Whether `raw` is this key's signature of `data`, whatever the time."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.point)
        half = RAW_BYTES // 2
        der = encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
        try:
            key.verify(der, data, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A private key with its version and validity (khoá ký)."""

    private: "EllipticCurvePrivateKey" = field(repr=False)
    version: int
    from_s: int
    until_s: int

    @cached_property
    def public(self) -> PublicKey:
        """What is published of it."""
        numbers = self.private.public_key().public_numbers()
        point = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
        return PublicKey(point, self.version, self.from_s, self.until_s)

    def sign(self, data: bytes) -> Signature:
        """Its signature of these bytes."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        one, other = decode_dss_signature(self.private.sign(data, ec.ECDSA(SHA256(), deterministic_signing=True)))
        return Signature(self.public.id, self.version, one.to_bytes(32, "big") + other.to_bytes(32, "big"))

    def to_pem(self, password: bytes | None = None) -> bytes:
        """As PKCS#8, encrypted when a password is given."""
        from cryptography.hazmat.primitives.serialization import (
            BestAvailableEncryption,
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        sealed = BestAvailableEncryption(password) if password else NoEncryption()
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)


def signing_key(seed: bytes, *, version: int, from_s: int, until_s: int) -> SigningKey:
    """The key that follows from 48 fresh random bytes."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if len(seed) != SEED_BYTES:
        raise ValueError(f"a signing key needs {SEED_BYTES} random bytes, not {len(seed)}")
    number = int.from_bytes(seed, "big") % (_ORDER - 1) + 1
    return SigningKey(ec.derive_private_key(number, ec.SECP256R1()), version, from_s, until_s)


def from_pem(pem: bytes, *, version: int, from_s: int, until_s: int, password: bytes | None = None) -> SigningKey:
    """A private key from its PEM; ValueError when it is none on P-256, or the password is wrong."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(pem, password)
    except TypeError as error:  # a password that is missing, or not wanted
        raise ValueError(str(error)) from None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise ValueError("not a key on the curve P-256")  # noqa: TRY004 - what is wrong is the file
    return SigningKey(private, version, from_s, until_s)


def point_of(data: bytes) -> bytes:
    """The same 65 bytes when they are a point of the curve; raises ValueError."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if len(data) != POINT_BYTES:
        raise ValueError(f"a point has {POINT_BYTES} bytes")
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    return data


def newest_first(signers: Sequence[SigningKey]) -> list[SigningKey]:
    """In the order in which signatures stand."""
    return sorted(signers, key=lambda one: (-one.version, one.public.id))


def sign_all(data: bytes, signers: Sequence[SigningKey]) -> tuple[Signature, ...]:
    """The signatures of all, newest key first; ValueError for none and for more than ten."""
    if not 1 <= len(signers) <= MOST_SIGNATURES:
        raise ValueError(f"1 to {MOST_SIGNATURES} signers are needed, not {len(signers)}")
    return tuple(one.sign(data) for one in newest_first(signers))


def listed(found: Iterable[Signature]) -> tuple[Signature, ...]:
    """Those that stand under a document, one to ten, each by a key id; raises Refused."""
    signatures = tuple(islice(found, MOST_SIGNATURES + 1))
    if not 1 <= len(signatures) <= MOST_SIGNATURES or not all(_ID.fullmatch(one.signer) for one in signatures):
        raise refused("bad_signatures")
    return signatures


def checked(data: bytes, signatures: Sequence[Signature], trusted: Mapping[str, PublicKey], at_s: int) -> PublicKey:
    """The first trusted key that signed and was valid at `at_s`; raises Refused.

    A signature in the name of a trusted key that does not fit refuses the whole, whatever the others are.
    """
    found: PublicKey | None = None
    late: PublicKey | None = None
    for one in signatures[:MOST_SIGNATURES]:
        key = trusted.get(one.signer)
        if key is None:
            continue
        if not key.verifies(data, one.raw):
            raise refused("forged_signature", signer=one.signer)
        if key.from_s <= at_s < key.until_s:
            found = found or key
        else:
            late = late or key
    if found is None and late:
        raise refused("signer_not_valid", signer=late.id, since=_day(late.from_s), until=_day(late.until_s))
    if found is None:
        raise refused("unknown_signer", signers=", ".join(one.signer for one in signatures[:3]) or "–")
    return found


def _day(at_s: int) -> str:
    return f"{datetime.fromtimestamp(at_s, UTC):%d/%m/%Y}"
