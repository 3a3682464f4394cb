"""From the day a letter names to the moment work is due (thời hạn)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import DeadlineOrigin, DirectiveTask, Recurrence
from vungxanh.apps.work.periods import REPEATING, due_moment, period
from vungxanh.core.records.worktime import OutsideCalendar, WorkCalendar
from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.kit.problems import Invalid


def closing_hour(day: date, calendar: WorkCalendar) -> datetime:
    """The closing hour of the day, or of the next working day when nobody works on it (Civil Code 2015, Art. 148.5)."""
    try:
        return calendar.end_of_day(datetime.combine(day, time(0), VIETNAM))
    except OutsideCalendar as outside:
        told = _("Hạn %(day)s nằm ngoài lịch làm việc đã nạp. Quản trị viên cần nạp thêm năm này.")
        raise Invalid(told % {"day": written(day)}) from outside


def written(day: date) -> str:
    """The day as people write it, 31/08/2020."""
    return f"{day:%d/%m/%Y}"


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
