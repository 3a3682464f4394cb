"""Words with their boxes, from a PDF's text layer or from recognition (từ và vị trí trên trang)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vungxanh.kit.extract.rows import Word

if TYPE_CHECKING:
    import pypdfium2

_MOST_CHARS = 20_000
_BLANKS = {"\n", "\r", "\t", " ", "\u00a0"}
_SURE = 0


def layer_words(layer: pypdfium2.PdfTextPage, height: float) -> list[Word]:
    """Return the words of a text layer; `height` is the page's, from which y is turned to grow downwards."""
    from pypdfium2 import raw

    words: list[Word] = []
    letters: list[tuple[str, float, float, float, float]] = []
    for at in range(min(layer.count_chars(), _MOST_CHARS)):
        sign = chr(raw.FPDFText_GetUnicode(layer, at))
        left, bottom, right, top = layer.get_charbox(at, loose=True)
        if letters and (sign in _BLANKS or _apart(letters[-1], left, height - top, height - bottom)):
            words += _word(letters)
            letters = []
        if sign not in _BLANKS and sign != "\0":
            letters.append(("-" if sign == "\ufffe" else sign, left, height - top, right, height - bottom))
    return [*words, *_word(letters)]


def tsv_words(table: str) -> list[Word]:
    """Return the words of tesseract's TSV output, in pixels; what it is not sure to be writing is left out."""
    words: list[Word] = []
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip(" |[]_—")
        if row.get("level") != "5" or not text or float(row["conf"] or -1) < _SURE:
            continue
        left, top = float(row["left"]), float(row["top"])
        words.append(Word(text, left, top, left + float(row["width"]), top + float(row["height"])))
    return words


def _word(letters: list[tuple[str, float, float, float, float]]) -> Iterator[Word]:
    if letters:
        signs, lefts, tops, rights, bottoms = zip(*letters, strict=True)
        yield Word("".join(signs), min(lefts), min(tops), max(rights), max(bottoms))


def _apart(before: tuple[str, float, float, float, float], left: float, top: float, bottom: float) -> bool:
    """Say whether a letter begins a new word although no blank stands before it: further on, or on another line."""
    _, _, above, right, below = before
    return left - right > 0.5 * (below - above) or top > below or bottom < above
