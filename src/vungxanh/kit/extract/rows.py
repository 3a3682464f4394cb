"""Rows of a table read by where its words stand: numbers, gaps, the feet of the lines (dòng của bảng)."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import NamedTuple

NUMBER = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4})[.)]?")
"""What stands in the first column of a numbered row."""
_WIDER = 1.07
"""How much wider the step from row to row is than that from line to line, at the least."""


class Word(NamedTuple):
    """A word and its box; y grows downwards, in any unit."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


Line = list[Word]
Numbered = Callable[[Line], str | None]
"""Tells the number that stands in the first column of a line."""


def rows_of(body: list[Line], heading: Line, number: Numbered, *, recognised: bool) -> list[list[Line]]:
    """Part the lines into rows: at the numbers where the first line has one, else around them.

    Where numbers are missing, as they may be among `recognised` words, the gaps between rows tell.
    """
    apart = _set_apart(body, number) if recognised else []
    marks = [at for at, line in enumerate(body) if number(line)]
    if apart or not marks or not _is_counted([number(body[at]) or "" for at in marks]):
        return apart or _set_apart(body, number)
    if marks[0] == 0:
        starts = marks
    else:
        top = (max(word.bottom for word in heading) + min(word.top for word in body[0])) / 2
        starts = [0]
        for mark in marks[:-1]:
            centre = _centre(body[mark])
            top = 2 * centre - top
            starts.append(next((at for at in range(mark + 1, len(body)) if _centre(body[at]) > top), mark + 1))
    return [body[start:stop] for start, stop in zip(starts, [*starts[1:], len(body)], strict=True) if stop > start]


def _is_counted(found: list[str]) -> bool:
    """Say whether no number is missing: each plain one is one more than the plain one before it."""
    plain = [int(number) for number in found if number.isdigit()]
    return all(after in {before + 1, 1} for before, after in pairwise(plain))


def _set_apart(body: list[Line], number: Numbered) -> list[list[Line]]:
    """Part lines into rows at gaps clearly wider than those inside a row; none where that fits the numbers badly.

    Where rows are set tight, the feet of the lines tell more than the gaps between them.
    """
    for starts, at_top in ((_by_gaps(body), False), (_by_feet(body), True)):
        rows = [body[start:stop] for start, stop in zip(starts, [*starts[1:], len(body)], strict=True)]
        marks = [[at for at, line in enumerate(row) if number(line)] for row in rows]
        told = all(len(found) < 2 and not (at_top and found and found[0]) for found in marks)
        if len(rows) > 1 and told and (any(marks) or not at_top):
            return rows
    return []


def _by_gaps(body: list[Line]) -> list[int]:
    """Return where lines begin that stand half a letter further below what is above them than lines usually do."""
    bottom, gaps = 0.0, []
    for line in body:
        gaps.append(min(word.top for word in line) - bottom)
        bottom = max(bottom, *(word.bottom for word in line))
    inner = median(gaps[1:]) if len(gaps) > 1 else 0.0
    tall = median([word.bottom - word.top for line in body for word in line]) if body else 0.0
    return [at for at, gap in enumerate(gaps) if at == 0 or gap > max(inner, 0.0) + 0.5 * tall]


def _by_feet(body: list[Line]) -> list[int]:
    """Return where lines begin whose feet are further below the feet above them than is usual."""
    feet = [sorted(word.bottom for word in line)[len(line) // 4] for line in body]
    steps = [after - before for before, after in pairwise(feet)]
    usual = median(steps) if steps else 0.0
    return [0, *(at for at, step in enumerate(steps, 1) if step > _WIDER * usual)] if body else []


def _centre(line: Line) -> float:
    return (min(word.top for word in line) + max(word.bottom for word in line)) / 2
