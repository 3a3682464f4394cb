"""Telling a file's type from its content; names and declared types are never believed (nhận dạng tệp)."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
TEXT, CSV = "text/plain", "text/csv"
JPEG, PNG, WEBP, GIF = "image/jpeg", "image/png", "image/webp", "image/gif"
UNKNOWN = "application/octet-stream"

PHOTOS = frozenset({JPEG, PNG, WEBP})
TEXTS = frozenset({TEXT})
DOCUMENTS = frozenset({PDF, DOCX, TEXT})
SHEETS = frozenset({XLSX, CSV})
EVIDENCE = PHOTOS | {PDF, DOCX, XLSX}
OFFICE = frozenset({DOCX, XLSX, PPTX})

ENDINGS = {
    PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx", PPTX: ".pptx", ZIP: ".zip", TEXT: ".txt", CSV: ".csv",
    JPEG: ".jpg", PNG: ".png", WEBP: ".webp", GIF: ".gif",
}  # fmt: skip
"""How people know the types: by the ending."""

_HEAD = 4096
# Office files have some dozens of parts; Python reads the whole table of contents into memory before it is asked.
MOST_CONTENTS_BYTES = 2**20
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_MARKUP = ("<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml")


@dataclass(frozen=True, slots=True)
class _Signature:
    media_type: str
    matches: Callable[[bytes], bool]


_SIGNATURES = (
    _Signature(PDF, lambda head: b"%PDF-" in head[:1024]),
    _Signature(JPEG, lambda head: head.startswith(b"\xff\xd8\xff")),
    _Signature(PNG, lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    _Signature(WEBP, lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    _Signature(GIF, lambda head: head[:6] in (b"GIF87a", b"GIF89a")),
    _Signature("audio/wav", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE"),
    _Signature("audio/mpeg", lambda head: head[:3] == b"ID3" or head[:2] in (b"\xff\xfb", b"\xff\xf3")),
    _Signature("video/mp4", lambda head: head[4:8] == b"ftyp"),
    _Signature(OLE, lambda head: head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    _Signature(ZIP, lambda head: head[:4] in (b"PK\x03\x04", b"PK\x05\x06")),
)
_MAIN_PARTS = {
    f"{DOCX}.main+xml": DOCX,
    f"{XLSX}.main+xml": XLSX,
    f"{PPTX}.main+xml": PPTX,
}


def sniff(path: Path, name: str) -> str:
    """The media type of the file's content; the name only tells a table (.csv) from other plain text."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    for signature in _SIGNATURES:
        if signature.matches(head):
            return _inside_zip(path) if signature.media_type == ZIP else signature.media_type
    if not _is_text(path):
        return UNKNOWN
    start = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    if start.startswith(_MARKUP):
        return "text/html"
    return CSV if name.lower().endswith(".csv") else TEXT


def _inside_zip(path: Path) -> str:
    """DOCX, XLSX or PPTX by their declared main part; files with macros and other archives are plain ZIP."""
    if not has_small_contents(path):
        return ZIP
    try:
        with zipfile.ZipFile(path) as archive, archive.open("[Content_Types].xml") as part:
            declared = part.read(2**20).decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return ZIP
    return next((kind for main, kind in _MAIN_PARTS.items() if f'"{main}"' in declared), ZIP)


def has_small_contents(path: Path) -> bool:
    """Whether an archive's table of contents is small enough to be read; that of a ZIP64 is not."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 2**16 - 64))
        tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 16 or tail[max(0, at - 20) :].startswith(_END_64):
        return False
    return int.from_bytes(tail[at + 12 : at + 16], "little") <= MOST_CONTENTS_BYTES


def _is_text(path: Path) -> bool:
    """Whether no byte is a control character; bytes above 127 may be UTF-8, TCVN3 or VNI."""
    allowed = bytes([9, 10, 12, 13, 26, 27])
    with path.open("rb") as stream:
        first = stream.read(2)
        if first in (b"\xff\xfe", b"\xfe\xff"):
            return _decodes_as_utf16(path)
        stream.seek(0)
        while chunk := stream.read(2**20):
            if any(byte < 32 and byte not in allowed for byte in set(chunk)):
                return False
    return True


def _decodes_as_utf16(path: Path) -> bool:
    try:
        text = path.read_bytes().decode("utf-16")
    except UnicodeDecodeError:
        return False
    return not any(ord(char) < 32 and char not in "\t\n\f\r" for char in set(text))
