"""The letter as paragraphs of segments, so that a page can mark where each task stands (đoạn được đánh dấu)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vungxanh.apps.directives.models import DirectiveTask

DOUBTFUL_BELOW = 0.6
HEAD_LINES = 8
# Between the issuer and the motto, the number and the date, a reading leaves two blanks.
_COLUMNS = re.compile(r"\S  (?=\S)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered span of the letter; `is_doubtful` when the reader was not sure of it."""

    task_id: int
    number: int
    start: int
    end: int
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters inside one paragraph; `opens` are the marks whose number stands before it.

    `is_column` is one side of the letter's head, which is set in two columns.
    """

    text: str
    start: int
    mark: Mark | None = None
    opens: tuple[Mark, ...] = ()
    is_column: bool = False


def marks_of(tasks: Iterable[DirectiveTask]) -> list[Mark]:
    """The marks of a directive's tasks, numbered from 1 in their order."""
    return [
        Mark(task.pk, number, task.span_start, task.span_end, is_doubtful=task.confidence < DOUBTFUL_BELOW)
        for number, task in enumerate(tasks, 1)
    ]


def paragraphs(text: str, marks: Sequence[Mark]) -> list[list[Segment]]:
    """The text by line, cut where a mark begins or ends; where marks overlap the shorter one is shown."""
    rows: list[list[Segment]] = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        end = start + len(line)
        if line.strip():
            segments = _segments(text, start, end, marks)
            rows.append((number < HEAD_LINES and _columns(line, segments)) or segments)
        start = end + 1
    return rows


def _segments(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Segment]:
    here = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = {start, end} | {edge for mark in here for edge in (mark.start, mark.end) if start < edge < end}
    cuts = sorted(edges)
    return [_segment(text, first, last, here) for first, last in pairwise(cuts)]


def _columns(line: str, whole: Sequence[Segment]) -> list[Segment]:
    """The two sides of a line of the head; nothing for a line of one side, or with a task in it."""
    gaps = list(_COLUMNS.finditer(line))
    if len(gaps) != 1 or any(segment.mark for segment in whole):
        return []
    start, cut = whole[0].start, gaps[0].end()
    return [Segment(line[:cut], start, is_column=True), Segment(line[cut:], start + cut, is_column=True)]


def _segment(text: str, first: int, last: int, marks: Sequence[Mark]) -> Segment:
    over = [mark for mark in marks if mark.start <= first and mark.end >= last]
    shortest = min(over, key=lambda mark: (mark.end - mark.start, -mark.start), default=None)
    return Segment(text[first:last], first, shortest, tuple(mark for mark in over if mark.start == first))
