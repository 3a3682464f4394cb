"""Scanned pages: telling them from pages of text, and recognising them with tesseract (nhận dạng bản quét)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from vungxanh.core.directives.stamp import without_stamps
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.extract.columns import leading_numbers, may_hold_table, text_with_table
from vungxanh.kit.extract.result import Unreadable
from vungxanh.kit.extract.words import tsv_words

if TYPE_CHECKING:
    import pypdfium2
    from PIL.Image import Image

MIN_CHARS = 50
_DPI = 300
_MAX_PIXELS = 40_000_000
_PICTURE = 0.5
"""Share of a page that a scan's picture covers at the least."""
_WRITTEN = 0.06
"""Share of a page that its text covers at the most where only a stamp or a number was put on a scan."""
_FREQUENT = frozenset(
    re.findall(
        r"\w+",
        "va cac cua ve cho theo trong thuc hien ngay nam so tinh huyen xa ban uy nhan dan cong den tai voi duoc nay to "
        "chuc trien khai thang phong quan ly nguoi",
    )
)
_PLAUSIBLE = 0.1
"""Share of frequent words below which a recognised page is no Vietnamese; a letter has a third."""
_FEWEST_WORDS = 4
_MANY_WORDS = 30


@dataclass(slots=True)
class Clock:
    """How long recognition may still take."""

    name: str
    limit_s: float
    started: float

    def left(self, page: int) -> float:
        """Return the seconds left; raises Unreadable naming the page when there are none."""
        left = self.limit_s - (time.monotonic() - self.started)
        if left <= 0:
            raise Unreadable("too_slow", self.name, page=page, limit=int(self.limit_s))
        return left


def is_scan(page: pypdfium2.PdfPage, text: str) -> bool:
    """Say whether a page is a picture on which the text layer holds no more than a stamp of its signature."""
    words = len(text.strip())
    if words < MIN_CHARS:
        return next(iter(page.get_objects(max_depth=2)), None) is not None
    return _covered(page, _pictures(page)) >= _PICTURE and _covered(page, _text_boxes(page)) < _WRITTEN


def has_picture(page: pypdfium2.PdfPage) -> bool:
    """Say whether a picture stands on the page."""
    return bool(_pictures(page))


def recognised(page: pypdfium2.PdfPage, number: int, layer: str, clock: Clock) -> str:
    """Recognise one page (`number` counts from 1) and add what its text layer alone holds.

    Raises Unreadable when tesseract or its Vietnamese is not installed, or time is up.
    """
    program = shutil.which("tesseract")
    if program is None or b"vie" not in _languages(program):
        raise Unreadable("needs_ocr", clock.name, page=number)
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    _lift_stamp(page, layer)
    image = page.render(scale=scale, grayscale=True).to_pil()
    text = _read(program, image, number, clock)
    if _is_doubtful(text):
        text = _turned(program, image, text, number, clock)
    elif may_hold_table(text):
        text = _with_columns(program, image, number, clock) or text
    lines = layer.splitlines()
    stamped = _stamped(lines)
    missing = [line for line in lines if line.strip() and (line in stamped or not _said(line, text))]
    return "\n\n".join([text, "\n".join(missing)]) if missing else text


def _lift_stamp(page: pypdfium2.PdfPage, layer: str) -> None:
    """Take a signature's stamp off the picture that it may cover; its words stay in the text layer."""
    from pypdfium2 import PdfTextObj

    stamp = _stamped(layer.splitlines())
    if not stamp:
        return
    for thing in list(page.get_objects(max_depth=1, textpage=page.get_textpage())):
        if isinstance(thing, PdfTextObj) and any(thing.extract().strip() in line for line in stamp):
            page.remove_obj(thing)


def _stamped(lines: list[str]) -> set[str]:
    """Return the lines that belong to a signature's stamp."""
    return {line for line, rest in zip(lines, without_stamps(lines), strict=True) if line != rest}


def _turned(program: str, image: Image, text: str, number: int, clock: Clock) -> str:
    """Read a page again that may lie upside down or on its side; the reading with most frequent words is kept."""
    told = _rotation(program, image, number, clock)
    angles = dict.fromkeys([*([told] if told else []), 180, *((90, 270) if len(_words(text)) >= _MANY_WORDS else ())])
    best = text
    for angle in angles:
        again = _read(program, image.rotate(-angle, expand=True), number, clock)
        best = max(best, again, key=_hits)
        if not _is_doubtful(best):
            break
    return best


def _with_columns(program: str, image: Image, number: int, clock: Clock) -> str | None:
    """Read a page that seems to hold a table twice more for the places of its words: as words strewn about, which loses
    figures that stand alone, and as one block, from which only these are taken.
    """
    strewn, block = (
        tsv_words(
            _run(program, image, ["-l", "vie", "--psm", mode], number, clock, form="tsv").decode("utf-8", "replace")
        )
        for mode in ("11", "6")
    )
    return text_with_table([*strewn, *leading_numbers(block, strewn)], recognised=True)


def _rotation(program: str, image: Image, number: int, clock: Clock) -> int:
    """Ask tesseract by how many degrees clockwise the page must be turned; 0 where it cannot tell."""
    if b"osd" not in _languages(program):
        return 0
    found = re.search(rb"Rotate: (\d+)", _run(program, image, ["--psm", "0", "-l", "osd"], number, clock))
    return int(found[1]) % 360 if found else 0


def _read(program: str, image: Image, number: int, clock: Clock) -> str:
    said = _run(program, image, ["-l", "vie", "--psm", "4"], number, clock)
    return said.decode("utf-8", "replace").replace("\f", "")


def _run(program: str, image: Image, options: list[str], number: int, clock: Clock, *, form: str = "txt") -> bytes:
    packed = BytesIO()
    image.save(packed, "PNG")
    try:
        done = subprocess.run(
            [program, "-", "-", *options, "--dpi", str(_DPI), form],
            input=packed.getvalue(),
            capture_output=True,
            timeout=clock.left(number),
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise Unreadable("too_slow", clock.name, page=number, limit=int(clock.limit_s)) from problem
    return done.stdout


def _languages(program: str) -> list[bytes]:
    listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=False)
    return (listed.stdout + listed.stderr).split()


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", fold(text))


def _hits(text: str) -> int:
    return sum(word in _FREQUENT for word in _words(text))


def _is_doubtful(text: str) -> bool:
    """Say whether a reading has too few frequent words for Vietnamese; one of a few words is let pass."""
    words = _words(text)
    return len(words) >= _FEWEST_WORDS and _hits(text) < _PLAUSIBLE * len(words)


def _said(line: str, text: str) -> bool:
    """Say whether recognition has read most words of a line of the text layer."""
    known = set(re.findall(r"\w+", fold(text)))
    words = re.findall(r"\w+", fold(line))
    return sum(word in known for word in words) * 2 >= len(words)


Box = tuple[float, float, float, float]


def _pictures(page: pypdfium2.PdfPage) -> list[Box]:
    from pypdfium2 import raw

    return [thing.get_bounds() for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)]


def _text_boxes(page: pypdfium2.PdfPage) -> list[Box]:
    layer = page.get_textpage()
    return [layer.get_rect(index) for index in range(layer.count_rects())]


def _covered(page: pypdfium2.PdfPage, boxes: list[Box]) -> float:
    """Return the share of the page under boxes (left, bottom, right, top); strips of one picture add up."""
    left, bottom, right, top = page.get_bbox()
    area = max(1.0, (right - left) * (top - bottom))
    covered: float = 0.0
    for one in boxes:
        wide, tall = min(one[2], right) - max(one[0], left), min(one[3], top) - max(one[1], bottom)
        covered += max(0.0, wide) * max(0.0, tall)
    return float(covered / area)
