"""One assignment as a line of an inbox, list or table: its state in a word and a shape, its deadline both ways."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.work.models import Assignment, State, Turn
from vungxanh.apps.work.queries.inbox import days_left
from vungxanh.kit.calendar.queries import work_calendar

# The design system has five shapes; what ended without a result takes the dash, under its own word.
SHAPES = {
    State.NOT_STARTED: "not-started",
    State.DOING: "doing",
    State.REPORTED: "waiting",
    State.ACCEPTED: "done",
    State.CLOSED: "not-started",
    State.TRANSFERRED: "not-started",
}
LATE_WORDS = {
    State.NOT_STARTED: _("quá hạn, chưa bắt đầu"),
    State.DOING: _("quá hạn, đang làm"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What a row shows: `is_settled` drops the countdown, because the unit has done its part."""

    assignment: Assignment
    shape: str
    word: str | Promise
    days_left: int | None
    is_settled: bool


def lines_of(assignments: Iterable[Assignment], at: datetime) -> list[Line]:
    """The lines of these assignments, in their order, by the calendar of the province."""
    rows = list(assignments)
    calendar = work_calendar(at) if rows else None
    return [_line(row, at, days_left(row, at, calendar)) for row in rows]


def line_of(assignment: Assignment, at: datetime) -> Line:
    """The line of one assignment."""
    return lines_of([assignment], at)[0]


def _line(row: Assignment, at: datetime, left: int | None) -> Line:
    state = State(row.state)
    late = row.turn == Turn.UNIT and row.sort_due_at < at
    shape = "overdue" if late else SHAPES[state]
    return Line(row, shape, LATE_WORDS[state] if late else state.label, left, row.turn != Turn.UNIT)
