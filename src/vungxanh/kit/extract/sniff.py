"""Choosing the reader by what the bytes are, and refusing a name that says otherwise (nhận dạng loại tệp)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from vungxanh.core.text.legacy import decode_bytes
from vungxanh.kit.extract.result import Extracted, Unreadable, converted
from vungxanh.kit.extract.tables import with_tables

MAX_BYTES = 50 * 1024 * 1024
MAX_CHARS = 1_000_000
"""A letter has about 10,000 characters, 200 full pages about 600,000."""
_KNOWN_OTHERS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
    b"\x7fELF",
    b"II*\0",
    b"MM\0*",
    b"{\\rtf",
)
_PACKAGE = (b"PK\x03\x04", b"PK\x05\x06")

Progress = Callable[[int, int], None]


def extract(
    name: str,
    data: bytes,
    *,
    progress: Progress | None = None,
    max_pages: int = 200,
    time_limit_s: float = 600.0,
) -> Extracted:
    """Return a file's text. `progress(done, pages)` is called for each recognised page.

    Raises Unreadable with a code, a page where one is to blame, and a sentence that says the cure.
    """
    found = _read(name, data, progress, max_pages, time_limit_s)
    if len(found.text) > MAX_CHARS:
        raise Unreadable("too_long", name, chars=len(found.text), limit=MAX_CHARS)
    return found


def must_open(name: str, data: bytes) -> None:
    """Raise Unreadable for a file that is empty, or a Word package that is broken or a bomb, without reading it."""
    if not data.strip():
        raise Unreadable("empty", name)
    if data.startswith(_PACKAGE) and name.lower().endswith(".docx"):
        from vungxanh.kit.extract.docx import check

        check(name, data)


def _read(name: str, data: bytes, progress: Progress | None, max_pages: int, time_limit_s: float) -> Extracted:
    if not data.strip():
        raise Unreadable("empty", name)
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", name, limit=MAX_BYTES // 1024 // 1024)
    if b"%PDF-" in data[:1024]:
        _must_be_named(name, ".pdf")
        from vungxanh.kit.extract.pdf import read_pdf

        return read_pdf(name, data, progress=progress, max_pages=max_pages, time_limit_s=time_limit_s)
    if data.startswith(_PACKAGE):
        from vungxanh.kit.extract.docx import read_docx

        found = read_docx(name, data)  # first: only its reader tells a letter from a sheet
        _must_be_named(name, ".docx")
        return found
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("old_word", name)
    if data.startswith(_KNOWN_OTHERS):
        raise Unreadable("wrong_type", name)
    return _plain(name, data)


def _must_be_named(name: str, content: str) -> None:
    """Refuse a file whose ending promises another kind than its content is, as a program that poses as a letter."""
    ending = PurePath(name).suffix.lower()
    if ending != content:
        raise Unreadable("wrong_ending" if ending else "no_ending", name, ending=ending, content=content)


def _plain(name: str, data: bytes) -> Extracted:
    if len(data) > 4 * MAX_CHARS:  # no encoding here takes more than four bytes a character
        raise Unreadable("too_long", name, chars=len(data) // 4, limit=MAX_CHARS)
    try:
        text, encoding = decode_bytes(data)
    except UnicodeDecodeError as problem:
        raise Unreadable("bad_encoding" if name.lower().endswith(".txt") else "wrong_type", name) from problem
    controls = sum((char < " " and char not in "\t\n\r\f\v") or "\x7f" <= char < "\xa0" for char in text[:20000])
    if "\0" in text or controls > len(text[:20000]) // 50:
        raise Unreadable("wrong_type", name)
    if not text.strip():
        raise Unreadable("empty", name)
    _must_be_named(name, ".txt")
    return Extracted(with_tables(text), 1, "text", converted(encoding))
