"""PDF pages: the text layer first, recognition of scanned pages where tesseract is installed (đọc .pdf)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from vungxanh.core.directives.model import Caution
from vungxanh.core.text.legacy import decode_legacy
from vungxanh.kit.extract.columns import may_hold_table, text_with_table
from vungxanh.kit.extract.result import Extracted, Unreadable, converted
from vungxanh.kit.extract.ruled import page_with_table
from vungxanh.kit.extract.scan import MIN_CHARS, Clock, has_picture, is_scan, recognised
from vungxanh.kit.extract.tables import Row
from vungxanh.kit.extract.words import layer_words

if TYPE_CHECKING:
    from collections.abc import Callable

    import pypdfium2

_PASSWORD_ERROR = 4


def read_pdf(
    name: str, data: bytes, *, progress: Callable[[int, int], None] | None, max_pages: int, time_limit_s: float
) -> Extracted:
    """Return the pages' text parted by form feeds; a page that is a picture, its stamp apart, is recognised."""
    document = _opened(name, data)
    try:
        count = len(document)
        if count > max_pages:
            raise Unreadable("too_many_pages", name, pages=count, limit=max_pages)
        clock = Clock(name, time_limit_s, time.monotonic())
        layers = _layers(document)
        scanned = _scans(document, layers)
        for index in scanned:
            layers[index] = recognised(document[index], index + 1, layers[index], clock)
            if progress:
                progress(index + 1, count)
    finally:
        document.close()
    text, encoding = decode_legacy("\f".join(layers))
    if not text.strip():
        raise Unreadable("no_text", name)
    cautions = converted(encoding)
    if scanned:
        pages = ", ".join(str(index + 1) for index in scanned)
        cautions += (Caution("extraction", values={"about": "scan", "pages": pages}),)
    return Extracted(text, count, "ocr" if scanned else "pdf", cautions)


def _opened(name: str, data: bytes) -> pypdfium2.PdfDocument:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) == 0:
            raise Unreadable("corrupt", name)
    except pypdfium2.PdfiumError as problem:
        code = getattr(problem, "err_code", None)
        locked = code == _PASSWORD_ERROR or "password" in str(problem).lower()
        raise Unreadable("encrypted" if locked else "corrupt", name) from problem
    return document


def _layers(document: pypdfium2.PdfDocument) -> list[str]:
    """Return each page's text; ruled tables of assignments, which may run over pages, as lines with labels."""
    import pypdfium2

    layers: list[str] = []
    heading: Row | None = None
    for index in range(len(document)):
        text = ""
        try:
            page = document[index]
            layer = page.get_textpage()
            text = str(layer.get_text_bounded())
            table = page_with_table(page, layer, text, heading)
            if table is None and may_hold_table(text):
                text = text_with_table(layer_words(layer, page.get_height())) or text
        except pypdfium2.PdfiumError:
            table = None
        heading = table.heading if table else None
        layers.append((table.text if table else text).replace("\ufffe", "-").replace("\r\n", "\n"))
    return layers


def _scans(document: pypdfium2.PdfDocument, layers: list[str]) -> list[int]:
    """Return the pages to recognise; pages with little on them beside pages of text are no scans without a picture."""
    scanned = [index for index, text in enumerate(layers) if is_scan(document[index], text)]
    whole = sum(len(text.strip()) for text in layers)
    if whole < MIN_CHARS * len(scanned) or any(has_picture(document[index]) for index in scanned):
        return scanned
    return []
