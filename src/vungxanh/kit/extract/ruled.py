"""Tables with drawn borders on PDF pages: their cells by the ruling lines, so that columns are kept (bảng kẻ ô)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vungxanh.core.directives.lexicon import HEAD_HERE
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.extract.tables import Row, assignment_lines, heading_of

if TYPE_CHECKING:
    import pypdfium2

_ABOUT_WORK = re.compile(r"chu tri|thuc hien|phu trach|chiu trach nhiem")
_NUMBERED = re.compile(r"(?<!\w)(?:stt|tt)(?!\w)")
_OPEN_END = re.compile(r"(?:[,/(–-]|\b(?:và|với|của|cùng|tại|về|cho|các|thuộc|do|từ|đến|theo))$")
_THIN, _LEAST = 3.0, 8.0
_FEWEST_LINES = 4
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Ruling:
    """A drawn line: `at` is its x (vertical) or y (horizontal) in points, from `low` to `high` along the other axis."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PageTable:
    """A page's text with its table as lines, and the table's heading for a table that goes on overleaf."""

    text: str
    heading: Row | None


def page_with_table(
    page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, text: str, heading: Row | None
) -> PageTable | None:
    """Read a ruled table of assignments on a page; None when there is none. `heading` is that of the page before."""
    folded = fold(text) if heading is None else ""
    if heading is None and not (_ABOUT_WORK.search(folded) and _NUMBERED.search(folded)):
        return None
    upright, level = rulings_of(page)
    columns = _places(upright)
    if len(columns) < _FEWEST_LINES:
        return None
    low, high = min(one.low for one in upright), max(one.high for one in upright)
    rows = [y for y in _places(level) if low - _THIN <= y <= high + _THIN][::-1]
    if len(rows) < _FEWEST_LINES - 1 or len(rows) * len(columns) > _MOST_LINES * 10:
        return None
    grid = [
        [_cell(layer, columns, rows, upright, level, row, column) for column in range(len(columns) - 1)]
        for row in range(len(rows) - 1)
    ]
    own = heading_of(grid)
    lines = assignment_lines(grid)
    if lines is None and heading is not None and len(heading) == len(columns) - 1:
        rest = [] if any(grid[0][0]) else [" ".join(line for cell in grid[0] for line in cell)]
        lines = [*rest, *(assignment_lines([heading, *grid[len(rest) :]]) or ())]
    if lines is None:
        return None
    width, height = page.get_size()
    above = layer.get_text_bounded(left=0, bottom=rows[0], right=width, top=height)
    below = layer.get_text_bounded(left=0, bottom=0, right=width, top=rows[-1])
    return PageTable("\n\n".join([above, *lines, below]), own or heading)


def rulings_of(page: pypdfium2.PdfPage) -> tuple[list[Ruling], list[Ruling]]:
    """Return the upright and the level lines of a page; a drawn rectangle counts as its four sides."""
    from pypdfium2 import raw

    upright: list[Ruling] = []
    level: list[Ruling] = []
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        wide, tall = right - left, top - bottom
        if wide < _THIN and tall > _LEAST:
            upright.append(Ruling((left + right) / 2, bottom, top))
        elif tall < _THIN and wide > _LEAST:
            level.append(Ruling((bottom + top) / 2, left, right))
        elif wide > _LEAST and tall > _LEAST:
            upright += [Ruling(left, bottom, top), Ruling(right, bottom, top)]
            level += [Ruling(bottom, left, right), Ruling(top, left, right)]
        if len(upright) + len(level) > _MOST_LINES * 20:
            return [], []  # a drawing, not a table
    return upright, level


def _places(rulings: Sequence[Ruling]) -> list[float]:
    """Return the distinct places of lines, rising; lines within a few points are one."""
    places: list[float] = []
    for at in sorted(one.at for one in rulings):
        if not places or at - places[-1] > _THIN:
            places.append(at)
    return places


def _cell(
    layer: pypdfium2.PdfTextPage,
    columns: list[float],
    rows: list[float],
    upright: list[Ruling],
    level: list[Ruling],
    row: int,
    column: int,
) -> list[str]:
    """Return the lines of the cell at a place of the grid, widened to where its borders really are drawn."""
    middle_y = (rows[row] + rows[row + 1]) / 2
    middle_x = (columns[column] + columns[column + 1]) / 2
    left, right = _span(columns, column, [(one.at, one.low, one.high) for one in upright], middle_y)
    top, bottom = _span(rows, row, [(one.at, one.low, one.high) for one in level], middle_x)
    text = layer.get_text_bounded(left=columns[left], bottom=rows[bottom], right=columns[right], top=rows[top])
    return entries(str(text).replace("\ufffe", "-"))


def entries(text: str) -> list[str]:
    """Join the wrapped lines of a cell; a line that begins with an agency's name or a dash is an entry of its own."""
    entries: list[str] = []
    for line in filter(None, (" ".join(one.split()) for one in text.splitlines())):
        fresh = line[0] in "-–+•" or (line[0].isupper() and HEAD_HERE.match(line))
        if entries and not (fresh and not _OPEN_END.search(entries[-1])):
            entries[-1] = f"{entries[-1]} {line}"
        else:
            entries.append(line)
    return entries


def _span(places: list[float], index: int, drawn: list[tuple[float, float, float]], across: float) -> tuple[int, int]:
    """Return the indexes of the borders around places[index:index+2] that are drawn at `across`."""

    def is_drawn(at: float) -> bool:
        return any(abs(place - at) <= _THIN and low - _THIN <= across <= high + _THIN for place, low, high in drawn)

    first, last = index, index + 1
    while first > 0 and not is_drawn(places[first]):
        first -= 1
    while last < len(places) - 1 and not is_drawn(places[last]):
        last += 1
    return first, last
