"""The published batch of keys: one immutable binary file (lô khoá).

All numbers are little-endian. The head is 64 ASCII bytes,

    VUNGXANH-KEYS 1 <number> <from> <until> <rows><blanks>LF        each number ten decimal digits

then come the rows of 44 bytes in ascending order of their keys, no key twice, and after them the signatures:

    key 32 · start u32 · end u32 (seconds, inclusive) · flags u8 (1: revoked) · report u8 (0–3) · two zero bytes
    count u8 · count × (key id, 16 ASCII digits · version u32 · r ‖ s, 64 bytes), newest key first

A signature is over head and rows, all of them. A row's key is that of `slotkeys`: it tells one day's identifiers from
its start on. A row with the revoked flag takes back the same key of an earlier batch: phones forget what they found.

This module is the definition; `columns` writes, and reads the same at speed.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from vungxanh.core.exposure.problems import refused
from vungxanh.core.exposure.signing import (
    ID_DIGITS,
    MOST_SIGNATURES,
    RAW_BYTES,
    PublicKey,
    Signature,
    SigningKey,
    checked,
    listed,
    sign_all,
)
from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey
from vungxanh.core.tracing.ids import DAY_S

MAGIC = b"VUNGXANH-KEYS 1 "
HEAD_BYTES, ROW_BYTES = 64, 44
MOST_ROWS = 500_000
SKEW_S = 900
REVOKED = 1
LATEST_S = 2**32 - 1
_ROW = struct.Struct("<32sIIBBH")
_SIGNATURE = struct.Struct(f"<{ID_DIGITS}sI{RAW_BYTES}s")
_DIGITS = 10
MOST_BATCH_BYTES = HEAD_BYTES + MOST_ROWS * ROW_BYTES + 1 + MOST_SIGNATURES * _SIGNATURE.size


class Report(IntEnum):
    """How it is known that the holder is a case (căn cứ)."""

    UNKNOWN = 0
    TEST = 1
    CLINICAL = 2
    SELF = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A published key."""

    key: SlotKey
    report: Report = Report.TEST
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The batch's number and the window of its publication, in seconds."""

    number: int
    from_s: int
    until_s: int

    def line(self, rows: int) -> bytes:
        """The 64 bytes at the beginning."""
        numbers = (self.number, self.from_s, self.until_s, rows)
        if any(not 0 <= one < 10**_DIGITS for one in numbers) or self.from_s >= self.until_s:
            raise ValueError(f"not a head: {numbers}")
        text = b" ".join(b"%010d" % one for one in numbers)
        return (MAGIC + text).ljust(HEAD_BYTES - 1) + b"\n"


@dataclass(frozen=True, slots=True)
class Batch:
    """What a file held; `signer` is the trusted key that signed it."""

    head: Head
    rows: tuple[Row, ...]
    signer: PublicKey


def signed(head: Head, packed: bytes, signers: Sequence[SigningKey]) -> bytes:
    """The file around rows that are packed and in order."""
    count = len(packed) // ROW_BYTES
    if count > MOST_ROWS:
        raise ValueError(f"a batch holds at most {MOST_ROWS} keys, not {count}")
    body = head.line(count) + packed
    signatures = sign_all(body, signers)
    block = b"".join(_SIGNATURE.pack(one.signer.encode("ascii"), one.version, one.raw) for one in signatures)
    return body + bytes([len(signatures)]) + block


def read_batch(data: bytes, trusted: Mapping[str, PublicKey]) -> Batch:
    """A batch that a trusted key signed while valid, every row of it sound; raises Refused."""
    head, body, signer = opened(data, trusted)
    rows, before = [], b""
    for number, fields in enumerate(_ROW.iter_unpack(body), start=1):
        row = judged(fields, before, head.until_s, number)
        before = row.key.key
        rows.append(row)
    return Batch(head, tuple(rows), signer)


def opened(data: bytes, trusted: Mapping[str, PublicKey]) -> tuple[Head, bytes, PublicKey]:
    """Head, packed rows and signer of a file that is whole and signed; its rows are not judged yet."""
    head, count = _head(data[:HEAD_BYTES])
    end = HEAD_BYTES + count * ROW_BYTES
    signatures = data[end] if len(data) > end else 0
    expected = end + 1 + signatures * _SIGNATURE.size
    if len(data) != expected:
        raise refused("truncated", length=len(data), expected=expected)
    block = _SIGNATURE.iter_unpack(data[end + 1 :])
    found = listed(Signature(signer.decode("latin-1"), version, raw) for signer, version, raw in block)
    return head, data[HEAD_BYTES:end], checked(data[:end], found, trusted, head.until_s)


def _head(line: bytes) -> tuple[Head, int]:
    if not line.startswith(MAGIC):
        raise refused("bad_magic")
    if len(line) < HEAD_BYTES:
        raise refused("truncated", length=len(line), expected=HEAD_BYTES)
    parts = line[len(MAGIC) :].split()
    if len(parts) != 4 or not all(part.isdigit() and len(part) == _DIGITS for part in parts):
        raise refused("bad_header")
    number, from_s, until_s, count = (int(part) for part in parts)
    if count > MOST_ROWS:
        raise refused("too_many_rows", count=count, limit=MOST_ROWS)
    head = Head(number, from_s, until_s)
    if from_s >= until_s or until_s > LATEST_S or head.line(count) != line:
        raise refused("bad_header")
    return head, count


def judged(fields: tuple[bytes, int, int, int, int, int], before: bytes, until_s: int, number: int) -> Row:
    """A row out of its fields, after the key `before`; raises Refused with its number."""
    key, start_s, end_s, flags, report, zero = fields
    if before and key <= before:
        raise refused("out_of_order", number)
    if flags & ~REVOKED or report > Report.SELF or zero:
        raise refused("row_flags", number)
    if end_s < start_s:
        raise refused("row_ends_before_start", number)
    if start_s > until_s:
        raise refused("row_from_the_future", number)
    if start_s % SLOT_S:
        raise refused("row_off_slot", number)
    if start_s // DAY_S != end_s // DAY_S:
        raise refused("row_past_midnight", number)
    row = Row(SlotKey(key, start_s, end_s), Report(report), bool(flags))
    if row.key.due_s > until_s:
        raise refused("row_not_due", number)
    return row
