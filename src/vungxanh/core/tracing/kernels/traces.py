"""`core.tracing.tracefile` for files of any size: bytes in pieces become columns, a block at a time (đọc nhanh tệp).

The kernel reads every row that the plain reader can read; of the others it keeps the place, and the plain reader
names what is wrong with the first thousand. Memory is one block and one piece, whatever the file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numba import njit, types

from vungxanh.core.tracing import tracefile
from vungxanh.core.tracing.ids import ID_BYTES
from vungxanh.core.tracing.problems import Problem, Refused
from vungxanh.core.tracing.sightings import BLOCK_ROWS, Sightings

PIECE_BYTES = 1 << 20
MOST_NAMED = 1_000
_TAB, _LF, _CR, _MINUS, _ZERO = b"\t\n\r-0"
_NUMBER_DIGITS = 18
_SECONDS_BELOW, _EARLIEST, _LATEST = tracefile.SECONDS_BELOW, tracefile.EARLIEST_MS, tracefile.LATEST_MS
_ROWS, _UNREAD, _LINE, _BLANK, _ODD = range(5)  # what a reader counts; odd lines are those of one call
_HEX = np.full(256, 255, np.uint8)
for _digit in range(16):
    _HEX[ord(f"{_digit:x}")] = _HEX[ord(f"{_digit:X}")] = _digit


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of a file in its order, how many more could not be read, and why for the first thousand of the file."""

    sightings: Sightings
    unread: int
    problems: tuple[Problem, ...]


def read_blocks(chunks: Iterable[bytes], *, own: bool = False, size: int = BLOCK_ROWS) -> Iterator[Block]:
    """Blocks of up to `size` rows of a file given in pieces of any length.

    The identifiers are the contacts', rows known by MAC only being left out, or the phone's own.
    """
    reader = _Reader(own, size)
    for chunk in chunks:
        whole = memoryview(chunk)
        for at in range(0, len(whole), PIECE_BYTES):
            yield from reader.take(whole[at : at + PIECE_BYTES])
    yield from reader.end()


class _Reader:
    """A file between two pieces: the line that is not ended yet, the counts, and the block that is being filled."""

    def __init__(self, own: bool, size: int) -> None:
        self._own, self._size = own, size
        self._kept, self._too_long, self._named = b"", False, 0
        self._counts = np.zeros(5, np.int64)
        self._odd = np.empty((MOST_NAMED, 3), np.int64)
        self._open()

    def _open(self) -> None:
        self._ids, self._rssi = np.empty((self._size, ID_BYTES), np.uint8), np.empty(self._size, np.int16)
        self._ms, self._problems = np.empty(self._size, np.int64), list[Problem]()
        self._counts[_ROWS] = self._counts[_UNREAD] = 0

    def _block(self) -> Block:
        rows, unread = int(self._counts[_ROWS]), int(self._counts[_UNREAD])
        taken = Sightings(self._ids[:rows], self._rssi[:rows], self._ms[:rows])
        block = Block(taken, unread, tuple(self._problems))
        self._open()
        return block

    def take(self, piece: memoryview) -> Iterator[Block]:
        """Read the lines that `piece` ends; a block each time one is full."""
        data = self._kept + bytes(piece)
        cut = data.rfind(b"\n") + 1
        begun = data.find(b"\n") + 1 if self._too_long and cut else 0
        if begun:
            self._spoil(1, Problem("line_too_long", {"limit": tracefile.MAX_LINE_BYTES}))
            self._too_long = False
        self._too_long = self._too_long or len(data) - cut > tracefile.MAX_LINE_BYTES
        self._kept = b"" if self._too_long else data[cut:]
        yield from self._lines(data[begun:cut])

    def _lines(self, data: bytes) -> Iterator[Block]:
        at, numbers = 0, np.frombuffer(data, np.uint8)
        while at < len(data):
            self._counts[_ODD] = 0
            columns = (self._ids, self._rssi, self._ms, self._odd[self._named :], self._counts)
            at = _rows(numbers, at, self._own, *columns)
            for line, start, stop in self._odd[self._named :][: self._counts[_ODD]].tolist():
                self._name(line, data[start:stop])
            if self._counts[_ROWS] == self._size:
                yield self._block()

    def end(self) -> Iterator[Block]:
        """The line that nothing ends, and what remains; one CRLF at the end is an upload library's and no row."""
        if self._too_long:
            self._spoil(1, Problem("line_too_long", {"limit": tracefile.MAX_LINE_BYTES}))
        elif self._kept.strip(b"\r"):
            yield from self._lines(self._kept + b"\n")
        self._counts[_BLANK] = max(0, self._counts[_BLANK] - 1)
        self._spoil(0, None)
        if self._counts[_ROWS] or self._counts[_UNREAD]:
            yield self._block()

    def _spoil(self, lines: int, problem: Problem | None) -> None:
        """Count the blank lines before, then `lines` that `problem` says all about."""
        blank, self._counts[_BLANK] = int(self._counts[_BLANK]), 0
        for line in range(min(blank, MOST_NAMED - self._named)):
            self._name(int(self._counts[_LINE]) + 1 + line, b"")
        self._counts[_LINE] += blank + lines
        self._counts[_UNREAD] += blank + lines
        if problem is not None and self._named < MOST_NAMED:
            self._problems.append(Problem(problem.code, problem.facts, int(self._counts[_LINE])))
            self._named += 1

    def _name(self, number: int, line: bytes) -> None:
        self._named += 1
        if len(line) > tracefile.MAX_LINE_BYTES:
            self._problems.append(Problem("line_too_long", {"limit": tracefile.MAX_LINE_BYTES}, number))
            return
        try:
            tracefile.read_row(line)
        except Refused as refused:
            self._problems.append(Problem(refused.problem.code, refused.problem.facts, number))


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _set_aside(odd, counts, start, stop):  # type: ignore[no-untyped-def]
    counts[_LINE] += 1
    counts[_UNREAD] += 1
    if counts[_ODD] < len(odd):
        place = counts[_ODD]
        odd[place, 0], odd[place, 1], odd[place, 2] = counts[_LINE], start, stop
        counts[_ODD] += 1


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _identifier(data, at, ids, row):  # type: ignore[no-untyped-def]
    """Decode 24 digits into `ids[row]`; whether they all were digits."""
    if at + 2 * ID_BYTES > len(data):
        return False
    wrong = 0
    for place in range(ID_BYTES):
        high, low = _HEX[data[at + 2 * place]], _HEX[data[at + 2 * place + 1]]
        wrong |= high | low
        ids[row, place] = (high << 4) | (low & 15)
    return wrong < 16


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _integer(data, at):  # type: ignore[no-untyped-def]
    """The number at `at` and where it stops; -1 for where when it has no digits or too many. Data ends in an LF."""
    negative = data[at] == _MINUS
    at += negative
    first, value = at, np.int64(0)
    while 0 <= np.int64(data[at]) - _ZERO <= 9 and at - first <= _NUMBER_DIGITS:
        value = value * 10 + (np.int64(data[at]) - _ZERO)
        at += 1
    return (-value if negative else value), (at if 1 <= at - first <= _NUMBER_DIGITS else -1)


@njit(cache=True, nogil=True, error_model="numpy")
def _row(data, at, own, own_row, contact, contact_row):  # type: ignore[no-untyped-def]
    """Where the row at `at` stops (its LF; -1 when it cannot be read), whether by MAC only, RSSI and ms."""
    bad = (-1, False, np.int64(0), np.int64(0))
    if not _identifier(data, at, own, own_row) or data[at + 24] != _TAB:
        return bad
    at += 25
    without = data[at] == _TAB
    if not without:
        if not _identifier(data, at, contact, contact_row) or data[at + 24] != _TAB:
            return bad
        at += 24
    strength, at = _integer(data, at + 1)
    if at < 0 or data[at] != _TAB or not -128 <= strength <= 127:
        return bad
    time, at = _integer(data, at + 1)
    if at < 0:
        return bad
    at += data[at] == _CR
    ms = time * 1000 if time < _SECONDS_BELOW else time
    if at == len(data) or data[at] != _LF or not _EARLIEST <= ms < _LATEST:
        return bad
    return at, without, strength, ms


_ROWS_SIGNATURE = types.int64(
    types.Array(types.uint8, 1, "C", readonly=True), types.int64, types.boolean, types.uint8[:, ::1], types.int16[::1],
    types.int64[::1], types.int64[:, ::1], types.int64[::1],
)  # fmt: skip


@njit(_ROWS_SIGNATURE, cache=True, nogil=True, error_model="numpy")
def _rows(
    data: np.ndarray, at: int, own: bool, ids: np.ndarray, rssi: np.ndarray, ms: np.ndarray, odd: np.ndarray,
    counts: np.ndarray,
) -> int:  # fmt: skip
    """Read lines from `at` on, up to the end of `data` (an LF) or of the block; where the next line begins."""
    spare = np.empty((1, ID_BYTES), np.uint8)
    while at < len(data) and counts[_ROWS] < len(ms):
        if data[at] == _LF or (data[at] == _CR and data[at + 1] == _LF):
            at += 1 if data[at] == _LF else 2
            counts[_BLANK] += 1
            continue
        while counts[_BLANK]:
            counts[_BLANK] -= 1
            _set_aside(odd, counts, 0, 0)
        row = counts[_ROWS]
        if own:
            stop, without, strength, time = _row(data, at, ids, row, spare, 0)
        else:
            stop, without, strength, time = _row(data, at, spare, 0, ids, row)
        if stop < 0:
            stop = at
            while data[stop] != _LF:
                stop += 1
            _set_aside(odd, counts, at, stop)
        else:
            counts[_LINE] += 1
            rssi[row], ms[row] = strength, time
            counts[_ROWS] += own or not without
        at = stop + 1
    return at
