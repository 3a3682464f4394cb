"""The signed list of batches, `index.json`: what there is, in which order, and that it is not an old one (mục lục).

A batch is never rewritten and never superseded: it leaves the index when its window is older than the phones keep
their history. Every index has a higher number than the one before; a phone refuses a lower one than it has seen, and
one that is more than a day ahead of the second it reads it in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any

from vungxanh.core.exposure.batch import MOST_BATCH_BYTES, SKEW_S
from vungxanh.core.exposure.envelope import Sealed, seal, whole
from vungxanh.core.exposure.keyset import LATEST_S, MOST_AHEAD_S, MOST_SEQUENCE
from vungxanh.core.exposure.problems import refused
from vungxanh.core.exposure.signing import PublicKey, SigningKey
from vungxanh.core.tracing.ids import DAY_S

FORMAT = "vungxanh-exposure-index"
MOST_BATCHES, MOST_BYTES = 1_000, 1_000_000
WINDOW_DAYS, STALE_S = 15, 2 * DAY_S
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEMBERS = {"number", "path", "sha256", "bytes", "from", "until"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A batch: number, SHA-256 of its file in hexadecimal, size, and the window of its publication in seconds."""

    number: int
    sha256: str
    nbytes: int
    from_s: int
    until_s: int

    @property
    def path(self) -> str:
        """Where it lies, beside the index."""
        return path_of(self.number)


@dataclass(frozen=True, slots=True)
class Index:
    """Numbered and dated (seconds), batches in ascending order."""

    sequence: int
    issued_s: int
    batches: tuple[Entry, ...]


def path_of(number: int) -> str:
    """The path of a batch, relative to the index."""
    return f"batches/{number}.bin"


def entry_of(number: int, data: bytes, *, from_s: int, until_s: int) -> Entry:
    """The entry for a finished batch file."""
    return Entry(number, sha256(data).hexdigest(), len(data), from_s, until_s)


def etag(document: bytes) -> str:
    """The ETag of an index, a key set or a batch as served: its digest, quoted."""
    return f'"{sha256(document).hexdigest()}"'


def rolled(entries: Sequence[Entry], now_s: int, days: int = WINDOW_DAYS) -> tuple[Entry, ...]:
    """Those that are listed, in order; one that a clock ahead of the time has dated waits until its time has come."""
    listed = (one for one in entries if now_s - days * DAY_S < one.until_s <= now_s)
    return tuple(sorted(listed, key=lambda one: one.number))


def write_index(index: Index, signers: Sequence[SigningKey]) -> bytes:
    """`index.json`."""
    batches = [
        {
            "number": one.number,
            "path": one.path,
            "sha256": one.sha256,
            "bytes": one.nbytes,
            "from": one.from_s,
            "until": one.until_s,
        }
        for one in index.batches
    ]
    content = {
        "format": FORMAT,
        "version": 1,
        "sequence": index.sequence,
        "issued": index.issued_s,
        "batches": batches,
    }
    return seal(content, signers)


def read_index(data: bytes, trusted: Mapping[str, PublicKey], *, now_s: int, highest: int = 0) -> Index:
    """The index, when a trusted key signed it and it is no older than number `highest`; raises Refused."""
    sealed = Sealed(data, FORMAT, MOST_BYTES)
    content = sealed.content
    issued_s = whole(content, "issued", LATEST_S)
    sealed.checked(trusted, max(issued_s, now_s - STALE_S))  # an old date does not bring an expired key back
    if set(content) != {"format", "version", "sequence", "issued", "batches"}:
        raise refused("bad_member", member="batches")
    listed = content["batches"]
    if not isinstance(listed, list) or len(listed) > MOST_BATCHES:
        raise refused("bad_member", member="batches")
    batches = tuple(_entry(one, issued_s) for one in listed)
    if any(later.number <= one.number for one, later in pairwise(batches)):
        raise refused("index_order")
    found = Index(whole(content, "sequence", MOST_SEQUENCE, 1), issued_s, batches)
    if found.issued_s > now_s + SKEW_S or found.sequence > now_s + MOST_AHEAD_S:
        raise refused("index_from_the_future")
    if found.sequence < highest:
        raise refused("index_rolled_back", sequence=found.sequence, highest=highest)
    return found


def _entry(form: object, issued_s: int) -> Entry:
    if not isinstance(form, dict) or set(form) != _MEMBERS:
        raise refused("bad_member", member="batches")
    return _sound(form, issued_s)


def _sound(form: dict[str, Any], issued_s: int) -> Entry:
    number = whole(form, "number", MOST_SEQUENCE, 1)
    if form["path"] != path_of(number):
        raise refused("bad_member", member="path")
    if not isinstance(form["sha256"], str) or not _DIGEST.fullmatch(form["sha256"]):
        raise refused("bad_member", member="sha256")
    from_s, until_s = whole(form, "from", LATEST_S), whole(form, "until", issued_s)
    if until_s <= from_s:
        raise refused("bad_member", member="until")
    return Entry(number, form["sha256"], whole(form, "bytes", MOST_BATCH_BYTES, 1), from_s, until_s)


def stale_hours(issued_s: int, now_s: int) -> int:
    """For how many hours an index has not been signed again, when that is more than two days; else 0."""
    age_s = now_s - issued_s
    return age_s // 3_600 if age_s > STALE_S else 0
