"""From the day a letter names to the moment work is due (thời hạn)."""

from dataclasses import dataclass
from datetime import date, datetime

from vungxanh.apps.directives.models import DeadlineOrigin, DirectiveTask, Recurrence
from vungxanh.apps.directives.queries.deadlines import closing_hour
from vungxanh.apps.work.periods import REPEATING, due_moment, period
from vungxanh.core.records.worktime import WorkCalendar
from vungxanh.kit.clock import day_of


@dataclass(frozen=True, slots=True)
class FirstTurn:
    """When a task's first turn is due, and the period it reports on when it recurs; empty for information."""

    due_at: datetime | None = None
    recurrence: Recurrence = Recurrence.NONE
    period_on: date | None = None


def first_turn(task: DirectiveTask, calendar: WorkCalendar, *, at: datetime) -> FirstTurn:
    """The closing hour of the letter's or reviewer's day; when the duty recurs, the first turn of its own rhythm."""
    if task.recurrence not in REPEATING:
        return FirstTurn(closing_hour(task.deadline_on, calendar) if task.deadline_on else None)
    kind, detail, end = Recurrence(task.recurrence), task.recurrence_detail, last_day(task)
    turn = period(kind, 1, day_of(at), calendar, detail)
    due_on = min(turn.due_on, end) if end else turn.due_on
    return FirstTurn(due_moment(due_on, calendar, detail), kind, turn.on)


def last_day(task: DirectiveTask) -> date | None:
    """After which day a recurring duty comes back no more; a deadline that only the default rule gave ends none."""
    return None if task.deadline_origin == DeadlineOrigin.RULE else task.deadline_on
