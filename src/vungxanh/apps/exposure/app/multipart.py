"""Reading `multipart/form-data` piece by piece, as three libraries wrote it in 2020 (biểu mẫu nhiều phần).

Memory stays at a few blocks whatever is sent. Accepted beside the standard: a boundary of stars without quotes, headers
inside a part that say its length, LF where CRLF belongs, parts in any order. Everything is bounded; what passes a bound
or is no form ends in `Malformed`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

BLOCK = 65_536
MOST_PARTS = 16
MOST_HEADER_BYTES = 4_096
MOST_BOUNDARY = 200
_BOUNDARY = re.compile(r'boundary=(?:"([^"]+)"|([^\s;,]+))', re.IGNORECASE)
_NAME = re.compile(r'(?<![a-z*])name=(?:"([^"]*)"|([^\s;]+))', re.IGNORECASE)
_FILENAME = re.compile(r'filename\*?=(?:"([^"]*)"|([^\s;]+))', re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")

Read = Callable[[int], bytes]


class Malformed(ValueError):  # noqa: N818 - the name says what happened
    """What was sent is no form of this kind, or passes a bound."""


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a part: its field's name, and whether it is a file."""

    name: str
    is_file: bool


def boundary_of(content_type: str) -> bytes:
    """The boundary that a Content-Type names; raises Malformed."""
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/form-data") or not found:
        raise Malformed("no multipart form")
    text = found[1] or found[2]
    if len(text) > MOST_BOUNDARY or not text.isascii():
        raise Malformed("boundary")
    return text.encode("ascii")


def parts(read: Read, boundary: bytes) -> Iterator[Part | bytes]:
    """Each part, followed by the pieces of its content; raises Malformed when the form does not end as it should.

    `read(n)` gives at most `n` bytes and b"" at the end.
    """
    form = _Form(read, b"\n--" + boundary)
    form.skip_preamble()
    for _ in range(MOST_PARTS):
        if not form.goes_on():
            return
        yield form.head()
        yield from form.content()
    if form.goes_on():
        raise Malformed("too many parts")


class _Form:
    """The bytes not taken yet: from `kept` first, then from `read`."""

    def __init__(self, read: Read, delimiter: bytes) -> None:
        self._read, self._delimiter = read, delimiter
        self._kept = b"\n"  # so that a delimiter at the very beginning is found like every other

    def _more(self) -> None:
        block = self._read(BLOCK)
        if not block:
            raise Malformed("cut off")
        self._kept += block

    def skip_preamble(self) -> None:
        for _ in self.content(most=MOST_HEADER_BYTES):
            pass

    def goes_on(self) -> bool:
        """After a delimiter: whether a part follows; its end of line is taken."""
        while len(self._kept) < 2 or (b"\n" not in self._kept and len(self._kept) <= MOST_BOUNDARY):
            if self._kept.startswith(b"--"):
                return False
            self._more()
        if self._kept.startswith(b"--"):
            return False
        line, _, self._kept = self._kept.partition(b"\n")
        if line.strip(b" \t\r"):
            raise Malformed("delimiter")
        return True

    def head(self) -> Part:
        while not (end := _BLANK_LINE.search(self._kept)):
            if len(self._kept) > MOST_HEADER_BYTES:
                raise Malformed("header")
            self._more()
        text, self._kept = self._kept[: end.start()].decode("utf-8", "replace"), self._kept[end.end() :]
        if end.start() > MOST_HEADER_BYTES:
            raise Malformed("header")
        lines = (line for line in text.splitlines() if line.lower().startswith("content-disposition:"))
        said = next(lines, "")
        name, filename = _NAME.search(said), _FILENAME.search(said)
        if name is None:
            raise Malformed("a part without a name")
        return Part(name[1] if name[1] is not None else name[2], filename is not None)

    def content(self, most: int | None = None) -> Iterator[bytes]:
        """The pieces until the next delimiter, without the end of line that belongs to it."""
        taken, tail = 0, len(self._delimiter) + 1  # the CR before it may have come already
        while (at := self._kept.find(self._delimiter)) < 0:
            if len(self._kept) > tail:
                piece, self._kept = self._kept[:-tail], self._kept[-tail:]
                taken += len(piece)
                if most is not None and taken > most:
                    raise Malformed("preamble")
                yield piece
            self._more()
        piece, self._kept = self._kept[:at], self._kept[at + len(self._delimiter) :]
        yield piece.removesuffix(b"\r")
