"""A signed JSON document: the very text that was signed, and its signatures (phong bì có chữ ký).

    {"signed":"{\"format\":…}","signatures":[{"key":"<16 hex>","version":1,"signature":"<128 hex>"},…]}

The signed text travels as a string, so nobody has to write it again in the same way before checking it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from vungxanh.core.exposure.problems import refused
from vungxanh.core.exposure.signing import RAW_BYTES, PublicKey, Signature, SigningKey, checked, listed, sign_all
from vungxanh.core.tracing.keylist import read_json

MOST_VERSION = 1_000_000
_RAW = re.compile(rf"[0-9a-f]{{{2 * RAW_BYTES}}}")


def seal(content: Mapping[str, Any], signers: Sequence[SigningKey]) -> bytes:
    """The document; the same content and signers give the same bytes."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    signatures = [
        {"key": one.signer, "version": one.version, "signature": one.raw.hex()}
        for one in sign_all(text.encode("ascii"), signers)
    ]
    return json.dumps({"signed": text, "signatures": signatures}, separators=(",", ":")).encode("ascii")


class Sealed:
    """A document as it came: its content may be looked at before its signatures are checked, not used."""

    def __init__(self, data: bytes, kind: str, limit: int) -> None:
        if len(data) > limit:
            raise refused("document_too_large", length=len(data), limit=limit)
        try:
            outer = read_json(data.decode("ascii"))
        except UnicodeDecodeError:
            raise refused("envelope") from None
        if (
            not isinstance(outer, dict)
            or set(outer) != {"signed", "signatures"}
            or not isinstance(outer["signed"], str)
        ):
            raise refused("envelope")
        self._text: str = outer["signed"]
        if not isinstance(outer["signatures"], list):
            raise refused("bad_signatures")
        self.signatures = listed(_signature(one) for one in outer["signatures"])
        content = read_json(self._text)
        if not isinstance(content, dict) or content.get("format") != kind or content.get("version") != 1:
            raise refused("other_format", format=kind)
        self.content: dict[str, Any] = content

    def checked(self, trusted: Mapping[str, PublicKey], at_s: int) -> PublicKey:
        """Which trusted key signed it; raises Refused."""
        return checked(self._text.encode(), self.signatures, trusted, at_s)


def _signature(one: object) -> Signature:
    if not isinstance(one, dict) or set(one) != {"key", "version", "signature"}:
        raise refused("bad_signatures")
    raw = str(one["signature"])
    if not _RAW.fullmatch(raw):
        raise refused("bad_signatures")
    return Signature(str(one["key"]), whole(one, "version", MOST_VERSION), bytes.fromhex(raw))


def whole(content: Mapping[str, Any], member: str, most: int, least: int = 0) -> int:
    """An integer member in its range; raises Refused."""
    value = content.get(member)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise refused("bad_member", member=member)
    return value
