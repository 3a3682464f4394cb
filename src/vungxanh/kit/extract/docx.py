"""Word files in document order, tables included, after checks for bombs (đọc .docx)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from vungxanh.core.text.legacy import decode_legacy, from_tcvn3, from_vni
from vungxanh.kit.extract.numbering import Numbering
from vungxanh.kit.extract.result import Extracted, Unreadable, converted
from vungxanh.kit.extract.tables import assignment_lines

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
_PARTS = re.compile(r"(?:word/.*\.xml(?:\.rels)?|\[Content_Types\]\.xml|_rels/.*|docProps/.*)$")
_CHUNK = 1024 * 1024


def read_docx(name: str, data: bytes) -> Extracted:
    """Return paragraphs and table cells in the order they stand, one line each, blank lines between paragraphs."""
    check(name, data)
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(io.BytesIO(data))
        blocks = list(_blocks(document, Numbering(document)))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError, AttributeError) as problem:
        raise Unreadable("corrupt", name) from problem
    notes = _footnotes(data)
    text = "\n\n".join([*blocks, *notes])
    if not text.strip():
        raise Unreadable("no_text", name)
    decoded, encoding = decode_legacy(text)
    return Extracted(decoded, 1, "docx", converted(encoding))


def check(name: str, data: bytes) -> None:
    """Refuse bombs by declared and by actual size, encrypted packages, XML with a DTD, and zips that are not Word."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise Unreadable("encrypted", name)
            declared = sum(member.file_size for member in members)
            if declared > MAX_UNPACKED or len(members) > 5000 or declared > MAX_RATIO * max(len(data), 4096):
                raise Unreadable("bomb", name)
            if "word/document.xml" not in package.namelist():
                raise Unreadable("wrong_type", name)
            budget = MAX_UNPACKED
            for member in members:
                budget -= _actual_size(name, package, member, budget)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as problem:
        raise Unreadable("corrupt", name) from problem


def _actual_size(name: str, package: zipfile.ZipFile, member: zipfile.ZipInfo, budget: int) -> int:
    """Unpack one member in pieces, stopping at the budget, and look for a DTD in XML."""
    size, before = 0, b""
    is_xml = _PARTS.match(member.filename) is not None
    with package.open(member) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > budget:
                raise Unreadable("bomb", name)
            if is_xml and b"<!" in before + piece and re.search(rb"<!(?:DOCTYPE|ENTITY)", before + piece):
                raise Unreadable("unsafe", name)
            before = piece[-16:]
    return size


def _blocks(parent: Any, numbering: Numbering) -> Iterator[str]:
    """Yield the text of paragraphs and table cells in order; side-by-side cells follow each other."""
    from docx.table import Table

    for item in parent.iter_inner_content():
        if isinstance(item, Table) and (lines := assignment_lines(_grid(item, numbering))):
            yield from lines
        elif isinstance(item, Table):
            for row in item.rows:
                seen = set()
                for cell in row.cells:
                    if cell._tc not in seen:  # noqa: SLF001 - a merged cell comes once for each column it spans
                        seen.add(cell._tc)  # noqa: SLF001
                        yield from _blocks(cell, numbering)
        elif (text := _paragraph(item, numbering)).strip():
            yield text


def _grid(table: Any, numbering: Numbering) -> list[list[list[str]]]:
    """Return the lines of each cell, row by row."""
    return [
        [
            [line.strip() for text in _blocks(cell, numbering) for line in text.split("\n") if line.strip()]
            for cell in row.cells
        ]
        for row in table.rows
    ]


def _paragraph(paragraph: Paragraph, numbering: Numbering) -> str:
    """Return a paragraph's text with the bullet or number that Word draws, legacy fonts decoded."""
    pieces = [_decoded(run.text, run.font.name or "") for run in paragraph.runs]
    text = "".join(pieces) if "".join(run.text for run in paragraph.runs) == paragraph.text else paragraph.text
    mark = numbering.mark(paragraph) if text.strip() else ""
    return text if re.match(r"\W|\d|[a-z]\)", text.strip()) else f"{mark}{text}"


def _decoded(text: str, font: str) -> str:
    """Decode a run by its font's name: .VnTime is TCVN3 (ending in H: capitals), VNI-Times is VNI."""
    if font.lower().startswith(".vn"):
        return from_tcvn3(text, capitals=font.upper().endswith("H"))
    return from_vni(text) if font.upper().startswith("VNI-") else text


def _footnotes(data: bytes) -> list[str]:
    """Return real Word footnotes as lines "¹ …", so that the reader keeps them as footnotes."""
    from defusedxml import ElementTree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if "word/footnotes.xml" not in package.namelist():
            return []
        root = ElementTree.fromstring(package.read("word/footnotes.xml"))
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    found = ["".join(t.text or "" for t in note.iter(f"{space}t")).strip() for note in root.iter(f"{space}footnote")]
    kept = [text for text in found if text]
    return [f"{str(i).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))} {text}" for i, text in enumerate(kept, 1)]
