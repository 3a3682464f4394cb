"""Tables without drawn borders and tables on scans: columns by where their words stand (bảng không kẻ ô, bảng quét).

The heading ("STT | Nội dung | Cơ quan chủ trì | Phối hợp | Thời gian") tells the columns; borders lie where the fewest
words cross; rows begin at the numbers of the first column, which may stand at a row's top or in its middle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.extract.rows import NUMBER, Line, Word, rows_of
from vungxanh.kit.extract.ruled import entries
from vungxanh.kit.extract.tables import assignment_lines, heading_of, roles_of

_LEADS = re.compile(r"chu tri|thuc hien|phu trach|chiu trach nhiem")
_DUTIES = re.compile(r"noi dung|nhiem vu|cong viec|hoat dong")
_NUMBERED = re.compile(r"(?<!\w)(?:s?tt)(?!\w)")
_TALLEST_HEADING = 4
_FEWEST_COLUMNS = 3
_MOST_WORDS = 4000
_STEP = 0.25
"""Share of a line's height by which a border is moved while the best place is looked for."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Borders between columns from left to right, and the words of the heading in each column."""

    borders: tuple[float, ...]
    heading: tuple[tuple[str, ...], ...]

    def of(self, word: Word) -> int:
        """Return the column in which a word's middle lies."""
        return sum((word.left + word.right) / 2 > border for border in self.borders)

    def known(self) -> int:
        """Return how many columns have a known use."""
        return sum(role != "other" for role in roles_of([list(cell) for cell in self.heading]))

    def number(self, line: Line) -> str | None:
        """Return the number that stands alone in the first column of a line."""
        first = [word.text for word in line if self.of(word) == 0]
        return first[0].strip("().") if len(first) == 1 and NUMBER.fullmatch(first[0]) else None

    def cells(self, lines: Sequence[Line]) -> list[list[str]]:
        """Return for each column the entries that lines of one row hold."""
        texts: list[list[str]] = [[] for _ in self.heading]
        for line in lines:
            for column in range(len(self.heading)):
                if words := [word.text for word in line if self.of(word) == column]:
                    texts[column].append(" ".join(words))
        return [entries("\n".join(text)) for text in texts]

    def crossed(self, line: Line, gap: float) -> bool:
        """Say whether words that stand close together run over a border, as prose does."""
        return any(
            before.right <= border + gap and after.left >= border - gap and after.left - before.right < gap
            for border in self.borders
            for before, after in pairwise(line)
            if before.left < border < after.right
        ) or any(word.left < border - gap and word.right > border + gap for word in line for border in self.borders)


def may_hold_table(text: str) -> bool:
    """Say whether a page's words could head a table of assignments."""
    folded = fold(text)
    return all(pattern.search(folded) for pattern in (_LEADS, _DUTIES, _NUMBERED))


def leading_numbers(words: Sequence[Word], known: Sequence[Word]) -> list[Word]:
    """Return the numbers among `words` that stand left of all known words of their line."""
    return [
        word
        for word in words
        if NUMBER.fullmatch(word.text)
        and all(word.right < one.left for one in known if one.top < word.bottom and one.bottom > word.top)
        and any(one.top < word.bottom and one.bottom > word.top for one in known)
    ]


def text_with_table(words: Sequence[Word], *, recognised: bool = False) -> str | None:
    """Return a page's text with its table of assignments as lines with labels; None when it holds none.

    Of `recognised` words numbers may be missing: there the gaps between rows come first.
    """
    if not words or len(words) > _MOST_WORDS:
        return None
    lines = _lines(words)
    height = median(word.bottom - word.top for word in words)
    found = _heading(lines, height)
    if found is None:
        return None
    first, body, columns = found
    last = _table_end(lines, body, columns, height)
    rows = rows_of(lines[body:last], lines[body - 1], columns.number, recognised=recognised)
    return _rebuilt(lines[:first], rows, lines[last:], columns)


def _heading(lines: list[Line], height: float) -> tuple[int, int, _Columns] | None:
    """Return where the heading begins and ends, and its columns: of all that could be it the one of most columns."""
    places = [(first, size) for first in range(len(lines)) for size in range(1, _TALLEST_HEADING + 1)]
    tried = ((first, size, _headed(lines, first, size, height)) for first, size in places)
    found = next(((first, size, columns) for first, size, columns in tried if columns), None)
    if found is None:
        return None
    near = [found]
    for first in range(found[0], found[0] + _TALLEST_HEADING):
        sized = ((first, size, _headed(lines, first, size, height)) for size in range(1, _TALLEST_HEADING + 1))
        near += [(at, size, columns) for at, size, columns in sized if columns]
    first, size, columns = max(near, key=lambda one: (one[2].known(), -one[1]))
    body = first + size
    while body < len(lines) and _carries_on(lines[body], columns):
        body += 1
    return first, body, _headed(lines, first, body - first, height) or columns


def _carries_on(line: Line, columns: _Columns) -> bool:
    """Say whether every cell of a line goes on in small letters, as a heading broken in its cells does."""
    firsts = {columns.of(word): word.text for word in reversed(line)}
    return bool(firsts) and all(text[0].islower() or text[0] == "(" for text in firsts.values())


def _rebuilt(above: list[Line], rows: list[list[Line]], below: list[Line], columns: _Columns) -> str | None:
    grid = _counted([columns.cells(row) for row in rows])
    table = assignment_lines([[list(cell) for cell in columns.heading], *grid])
    if not rows or not table:
        return None
    return "\n".join([*map(_said, above), "", *table, "", *map(_said, below)])


def _counted(grid: list[list[list[str]]]) -> list[list[list[str]]]:
    """Write the numbers in that were not recognised, where those that were count the rows one by one."""
    found = [" ".join(row[0]).strip("(). ") for row in grid]
    if all(number in {"", str(at)} for at, number in enumerate(found, 1)):
        return [[[str(at)], *row[1:]] for at, row in enumerate(grid, 1)]
    return grid


def _lines(words: Sequence[Word]) -> list[Line]:
    """Gather words into lines from top to bottom, each from left to right."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda one: (one.top + one.bottom) / 2):
        middle = (word.top + word.bottom) / 2
        if lines and any(one.top <= middle <= one.bottom for one in lines[-1][-3:]):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_by_left(line) for line in lines]


def _by_left(line: Line) -> Line:
    return sorted(line, key=lambda word: word.left)


def _said(line: Line) -> str:
    return " ".join(word.text for word in line)


def _headed(lines: list[Line], first: int, size: int, height: float) -> _Columns | None:
    """Take lines[first:first+size] as a heading when their words stand in columns of known roles."""
    block = lines[first : first + size]
    words = [word for line in block for word in line]
    if len(block) < size or not may_hold_table(" ".join(word.text for word in words)):
        return None
    clusters = _clusters(words, height)
    if len(clusters) < _FEWEST_COLUMNS:
        return None
    heading = tuple(
        (" ".join(word.text for line in block for word in line if word in cluster),) for cluster in clusters
    )
    if heading_of([[list(cell) for cell in heading]]) is None:
        return None
    below = lines[first + size :]
    borders = tuple(
        _border(below, max(word.right for word in left), min(word.left for word in right), left, right, height)
        for left, right in pairwise(clusters)
    )
    return _Columns(borders, heading)


def _clusters(words: Sequence[Word], height: float) -> list[list[Word]]:
    """Part a heading's words where a gap wider than a word's blank goes through all of its lines."""
    clusters: list[list[Word]] = []
    right = 0.0
    for word in sorted(words, key=lambda one: one.left):
        if clusters and word.left - right < 0.6 * height:
            clusters[-1].append(word)
        else:
            clusters.append([word])
        right = max(right, word.right) if len(clusters[-1]) > 1 else word.right
    return clusters


def _border(
    below: list[Line], low: float, high: float, left: Sequence[Word], right: Sequence[Word], height: float
) -> float:
    """Return the place between two headings that the fewest words below cross; in the middle of the widest of those."""
    start = min(low, _middle(left))
    stop = max(high, _middle(right))
    places = [start + step * _STEP * height for step in range(max(1, int((stop - start) / (_STEP * height))) + 1)]
    crossings = [sum(word.left < place < word.right for line in below for word in line) for place in places]
    fewest = min(crossings)
    runs: list[list[float]] = []
    for place, count in zip(places, crossings, strict=True):
        if count != fewest:
            runs.append([])
        elif runs:
            runs[-1].append(place)
        else:
            runs.append([place])
    widest = max(runs, key=len)
    return widest[len(widest) // 2]


def _middle(words: Sequence[Word]) -> float:
    return (min(word.left for word in words) + max(word.right for word in words)) / 2


def _table_end(lines: list[Line], body: int, columns: _Columns, height: float) -> int:
    """Return the line behind the table: the first that runs over the borders with no numbered row below it."""
    numbered = [at for at in range(body, len(lines)) if columns.number(lines[at])]
    last = numbered[-1] if numbered else body
    for at in range(body, len(lines)):
        if at > last and columns.crossed(lines[at], 0.5 * height):
            return at
    return len(lines)
