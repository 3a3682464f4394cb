"""`data_trace.txt`: what a phone exports of whom it met, row by row and byte by byte (tệp lịch sử tiếp xúc).

A row is own id, contact id, RSSI and time between tabs, ended by LF. Android writes milliseconds and iPhones seconds,
so the unit is told row by row. A row without a contact id was known by its MAC address only. An upload library adds
one CRLF at the end of the file; it is not a row.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat

from vungxanh.core.tracing.ids import ID_BYTES
from vungxanh.core.tracing.problems import Problem, Refused

SECONDS_BELOW = 100_000_000_000
EARLIEST_MS = 946_684_800_000  # the year 2000: a time whose last digits were cut off lies before
LATEST_MS = 4_102_444_800_000  # the year 2100
MAX_LINE_BYTES = 1_024
_COLUMNS = 4
_HEX_ID = re.compile(rb"[0-9A-Fa-f]{24}")
_INTEGER = re.compile(rb"-?[0-9]{1,18}")
_RSSI = range(-128, 128)


@dataclass(frozen=True, slots=True)
class Row:
    """One sighting: 12-byte ids (`contact` None for a MAC-only row), RSSI in dBm, time in milliseconds."""

    own: bytes
    contact: bytes | None
    rssi: int
    ms: int
    in_seconds: bool = False


def read_rows(chunks: Iterable[bytes]) -> Iterator[Row | Problem]:
    """The rows of a file given in pieces of any size, and a problem with its number for each that cannot be read."""
    for number, line in enumerate(_lines(chunks), start=1):
        if line is None:
            yield Problem("line_too_long", {"limit": MAX_LINE_BYTES}, number)
            continue
        try:
            yield read_row(line)
        except Refused as refused:
            yield Problem(refused.problem.code, refused.problem.facts, number)


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes | None]:
    """Lines without their end; None for one that is too long; the CRLF tail of an upload is dropped."""
    kept, blank, too_long = b"", 0, False
    for chunk in chunks:
        *ended, rest = (kept + chunk).split(b"\n")
        for line in ended:
            if line in (b"", b"\r"):
                blank += 1
                continue
            yield from repeat(b"", blank)
            yield None if too_long or len(line) > MAX_LINE_BYTES else line
            blank, too_long = 0, False
        too_long = too_long or len(rest) > MAX_LINE_BYTES
        kept = rest[-MAX_LINE_BYTES:]
    yield from repeat(b"", blank - 1)
    if too_long or kept.strip(b"\r"):
        yield from repeat(b"", min(blank, 1))
        yield None if too_long else kept


def read_row(line: bytes) -> Row:
    """One row from its line without the LF; raises Refused."""
    columns = line.removesuffix(b"\r").split(b"\t")
    if len(columns) != _COLUMNS:
        raise Refused(Problem("columns", {"count": len(columns)}))
    own, contact = _identifier(columns[0], 1), _identifier(columns[1], 2) if columns[1] else None
    rssi, time = _integer(columns[2], 3), _integer(columns[3], 4)
    if rssi not in _RSSI:
        raise Refused(Problem("out_of_range", {"column": 3, "value": rssi}))
    in_seconds = time < SECONDS_BELOW
    ms = time * 1000 if in_seconds else time
    if not EARLIEST_MS <= ms < LATEST_MS:
        raise Refused(Problem("out_of_range", {"column": 4, "value": time}))
    return Row(own, contact, rssi, ms, in_seconds)


def _identifier(text: bytes, column: int) -> bytes:
    if not _HEX_ID.fullmatch(text):
        value = text[: 2 * ID_BYTES + 1].decode("ascii", "backslashreplace")
        raise Refused(Problem("bad_id", {"column": column, "value": value}))
    return bytes.fromhex(text.decode("ascii"))


def _integer(text: bytes, column: int) -> int:
    if not _INTEGER.fullmatch(text):
        raise Refused(Problem("bad_number", {"column": column, "value": text[:20].decode("ascii", "backslashreplace")}))
    return int(text)


def write_row(row: Row) -> bytes:
    """The bytes of one row, its LF included: 68 on Android and 65 on iPhones with a three-character RSSI."""
    contact = row.contact.hex().upper() if row.contact else ""
    time = row.ms // 1000 if row.in_seconds else row.ms
    return f"{row.own.hex().upper()}\t{contact}\t{row.rssi}\t{time}\n".encode("ascii")
