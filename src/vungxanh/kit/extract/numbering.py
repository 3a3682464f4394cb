"""Bullets and numbers that Word draws itself and that stand in no paragraph's text (đánh số tự động)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_DEEPEST_STYLE = 20
"""Styles based on each other that are followed; a hostile file may close a ring."""
_ROMANS = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TYPED = re.compile(r"\s*\d{1,2}\.\s+\w")
_MOST = 999
"""The highest number that is written out."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is drawn: its number format, its pattern ("%1.%2.") and its first number."""

    form: str
    pattern: str
    start: int


class Numbering:
    """Counts the lists of one document; ask for each paragraph once, in order."""

    def __init__(self, document: Any) -> None:
        """Read the lists' definitions; a document may have none."""
        self._levels: dict[tuple[int, int], _Level] = {}
        self._lists: dict[int, int] = {}
        self._restarts: set[int] = set()
        self._counts: dict[int, dict[int, int]] = {}
        for part in document.part.package.iter_parts():
            if str(part.partname) == "/word/numbering.xml":
                self._define(part)
        self._typed = bool(self._levels) and any(
            _TYPED.match(paragraph.text) and _place(paragraph) is None for paragraph in document.paragraphs
        )

    def mark(self, paragraph: Paragraph) -> str:
        """Return what Word draws before a paragraph, with a blank: "- " for any bullet, "1. ", "a) ", or nothing.

        Drawn numbers below typed ones would be taken for their equals, so they are bullets.
        """
        place = _place(paragraph)
        if place is None:
            return ""
        number, level = place
        base = self._lists.get(number)
        drawn = self._levels.get((base, level)) if base is not None else None
        if base is None or drawn is None or drawn.form == "bullet" or (self._typed and drawn.form == "decimal"):
            return "- "
        if number in self._restarts:
            self._restarts.discard(number)
            self._counts.pop(base, None)
        counts = self._counts.setdefault(base, {})
        counts[level] = counts.get(level, drawn.start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        label = re.sub(r"%([1-9])", lambda found: self._shown(base, int(found[1]) - 1), drawn.pattern).strip()
        return f"{label} " if label else ""

    def _shown(self, base: int, level: int) -> str:
        drawn = self._levels.get((base, level))
        count = self._counts[base].get(level, drawn.start if drawn else 1)
        return _written(count, drawn.form if drawn else "decimal")

    def _define(self, part: Any) -> None:
        from docx.oxml.ns import qn
        from docx.oxml.parser import parse_xml

        root = parse_xml(part.blob)
        for abstract in root.iter(qn("w:abstractNum")):
            for level in abstract.iter(qn("w:lvl")):
                found = {child.tag: child.get(qn("w:val")) for child in level}
                place = (int(abstract.get(qn("w:abstractNumId"))), int(level.get(qn("w:ilvl"))))
                self._levels[place] = _Level(
                    found.get(qn("w:numFmt")) or "decimal",
                    found.get(qn("w:lvlText")) or "",
                    int(found.get(qn("w:start")) or 1),
                )
        for number in root.iter(qn("w:num")):
            base = number.find(qn("w:abstractNumId"))
            if base is not None:
                self._lists[int(number.get(qn("w:numId")))] = int(base.get(qn("w:val")))
            if next(number.iter(qn("w:startOverride")), None) is not None:
                self._restarts.add(int(number.get(qn("w:numId"))))


def _place(paragraph: Paragraph) -> tuple[int, int] | None:
    """Return list and level of a paragraph, its own or its style's; number 0 takes the list away again."""
    level: int | None = None
    for properties in _properties(paragraph):
        if level is None and properties.ilvl is not None:
            level = properties.ilvl.val
        if properties.numId is not None:
            return (properties.numId.val, level or 0) if properties.numId.val else None
    return None


def _properties(paragraph: Paragraph) -> Iterator[Any]:
    """Yield the numbering properties of a paragraph, of its style and of the styles this one is based on."""
    holders = [paragraph._p]  # noqa: SLF001 - python-docx has no public way to see automatic bullets
    style: Any = paragraph.style
    while style is not None and len(holders) < _DEEPEST_STYLE:
        holders.append(style.element)
        style = style.base_style
    for holder in holders:
        if holder.pPr is not None and holder.pPr.numPr is not None:
            yield holder.pPr.numPr


def _written(count: int, form: str) -> str:
    """Write a number in a list's format; what is neither letter nor Roman number is decimal."""
    count = max(0, min(count, _MOST))
    if form in {"lowerLetter", "upperLetter"} and count:
        letter = _LETTERS[(count - 1) % len(_LETTERS)]
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman, left = "c" * (count // 100), count % 100
        if left >= 90:
            roman, left = f"{roman}xc", left - 90
        for value, sign in _ROMANS:
            roman, left = roman + sign * (left // value), left % value
        return roman.upper() if form == "upperRoman" else roman
    return "" if form == "none" else str(count)
