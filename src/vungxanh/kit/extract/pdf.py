"""PDF pages: the text layer first, recognition of scanned pages where tesseract is installed (đọc .pdf)."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from vungxanh.core.directives.model import Caution
from vungxanh.core.text.legacy import decode_legacy
from vungxanh.kit.extract.result import Extracted, Unreadable, converted
from vungxanh.kit.extract.ruled import page_with_table
from vungxanh.kit.extract.tables import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    import pypdfium2

MIN_CHARS = 50
_DPI = 300
_MAX_PIXELS = 40_000_000
_PASSWORD_ERROR = 4


@dataclass(slots=True)
class _Clock:
    """How long recognition may still take."""

    name: str
    limit_s: float
    started: float

    def left(self, page: int) -> float:
        left = self.limit_s - (time.monotonic() - self.started)
        if left <= 0:
            raise Unreadable("too_slow", self.name, page=page, limit=int(self.limit_s))
        return left


def read_pdf(
    name: str, data: bytes, *, progress: Callable[[int, int], None] | None, max_pages: int, time_limit_s: float
) -> Extracted:
    """Return the pages' text parted by form feeds; a page with almost no text is recognised as a scan."""
    document = _opened(name, data)
    try:
        count = len(document)
        if count > max_pages:
            raise Unreadable("too_many_pages", name, pages=count, limit=max_pages)
        clock = _Clock(name, time_limit_s, time.monotonic())
        layers = _layers(document)
        scanned = [
            index
            for index, text in enumerate(layers)
            if len(text.strip()) < MIN_CHARS and _has_content(document, index)
        ]
        whole = sum(len(text.strip()) for text in layers)
        if scanned and (whole < MIN_CHARS * len(scanned) or any(_is_image(document, index) for index in scanned)):
            for index in scanned:
                layers[index] = _recognised(name, document, index, clock) or layers[index]
                if progress:
                    progress(index + 1, count)
        else:
            scanned = []
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
        except pypdfium2.PdfiumError:
            table = None
        heading = table.heading if table else None
        layers.append((table.text if table else text).replace("\ufffe", "-").replace("\r\n", "\n"))
    return layers


def _has_content(document: pypdfium2.PdfDocument, index: int) -> bool:
    return next(iter(document[index].get_objects(max_depth=2)), None) is not None


def _is_image(document: pypdfium2.PdfDocument, index: int) -> bool:
    from pypdfium2 import raw

    return any(thing.type == raw.FPDF_PAGEOBJ_IMAGE for thing in document[index].get_objects(max_depth=2))


def _recognised(name: str, document: pypdfium2.PdfDocument, index: int, clock: _Clock) -> str:
    """Recognise one page with `tesseract --psm 4 -l vie`; raises when it is not installed or time is up."""
    program = shutil.which("tesseract")
    if program is None or not _knows_vietnamese(program):
        raise Unreadable("needs_ocr", name, page=index + 1)
    page = document[index]
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    image = BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(image, "PNG")
    try:
        done = subprocess.run(
            [program, "-", "-", "-l", "vie", "--psm", "4", "--dpi", str(_DPI)],
            input=image.getvalue(),
            capture_output=True,
            timeout=clock.left(index + 1),
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise Unreadable("too_slow", name, page=index + 1, limit=int(clock.limit_s)) from problem
    return done.stdout.decode("utf-8", "replace").replace("\f", "")


def _knows_vietnamese(program: str) -> bool:
    listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=False)
    return b"vie" in (listed.stdout + listed.stderr).split()
