"""Keyed digests: to find a sealed value again without being able to read it (mã băm có khóa).

Two encryptions of one text differ, so what must be looked up (a telephone number, a code) has its digest beside it. The
key is `VUNGXANH_DIGEST_KEY`, apart from the sealing keys: those are rotated, and a digest must stay what it was.
"""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings


def keyed(text: str, *, purpose: str) -> str:
    """HMAC-SHA256 in 64 hexadecimal digits under the key of one purpose, such as `exposure.device.token`; "" of ""."""
    if not text:
        return ""
    return hmac.digest(_key(settings.DIGEST_KEY, purpose), text.encode(), "sha256").hex()


@lru_cache(maxsize=64)
def _key(master: str, purpose: str) -> bytes:
    """Of one purpose: a digest of one column tells nothing about another column."""
    return hmac.new(master.encode(), f"vungxanh:digest:{purpose}".encode(), hashlib.sha256).digest()
