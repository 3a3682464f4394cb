"""From the day of a deadline to the hour it ends at, and the day proposed when the letter names none (thời hạn)."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import Directive, DirectiveTask, Recurrence
from vungxanh.core.records.worktime import OutsideCalendar, WorkCalendar
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.calendar.queries import CalendarMissing, work_calendar
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.problems import FieldError, Invalid

# Working days from the letter's date. No law states them: they are this system's rule, and a person may set any
# other day.
DAYS_BY_URGENCY = {"hoa toc": 1, "thuong khan": 2, "khan": 5}
DAYS_OTHERWISE = 15


def written(day: date) -> str:
    """The day as people write it, 31/08/2020."""
    return f"{day:%d/%m/%Y}"


def closing_hour(day: date, calendar: WorkCalendar, *, field: str = "") -> datetime:
    """The closing hour of the day, or of the next working day when nobody works on it (Civil Code 2015, Art. 148.5).

    Invalid outside the calendar's years; `field` is what the caller calls the day.
    """
    try:
        return calendar.end_of_day(datetime.combine(day, time(0), VIETNAM))
    except OutsideCalendar as outside:
        told = _("Hạn %(day)s nằm ngoài lịch làm việc đã nạp. Quản trị viên cần nạp thêm năm này.")
        told %= {"day": written(day)}
        raise Invalid(told, errors=[FieldError(field, told)] if field else []) from outside


def out_of_calendar(day: date, at: datetime) -> str:
    """What is wrong with a deadline that the calendar in force cannot reach; empty for any other.

    Empty too while no calendar has been entered: issuing says so.
    """
    try:
        closing_hour(day, work_calendar(at))
    except CalendarMissing:
        return ""
    except Invalid as refused:
        return str(refused)
    return ""


def suggested_deadline(directive: Directive, calendar: WorkCalendar) -> date | None:
    """The working day that the rule gives; None for a letter without a date or outside the calendar's years."""
    if directive.dated is None:
        return None
    try:
        return calendar.shift_day(directive.dated, days_for(directive.urgency))
    except OutsideCalendar:
        return None


def days_for(urgency: str) -> int:
    """How many working days a letter of this urgency gives by default."""
    return DAYS_BY_URGENCY.get(fold(urgency).strip(), DAYS_OTHERWISE)


def moved_deadlines(tasks: Iterable[DirectiveTask], *, on: date) -> dict[int, date]:
    """By the ids of tasks whose deadline falls on a day off: the next working day, which counts instead.

    By the calendar in force `on` that day; without one, or outside its years, none moves. The day of a repeating duty
    is its last one and moves nothing.
    """
    once = (Recurrence.NONE, Recurrence.UNSET)
    days = {task.pk: task.deadline_on for task in tasks if task.deadline_on and task.recurrence in once}
    if not days:
        return {}
    try:
        calendar = work_calendar(datetime.combine(on, time.max, VIETNAM))
    except CalendarMissing:
        return {}
    counted = ((pk, day, _working(day, calendar)) for pk, day in days.items())
    return {pk: working for pk, day, working in counted if working != day}


def _working(day: date, calendar: WorkCalendar) -> date:
    """The day itself, or the next on which somebody works (Civil Code 2015, Art. 148.5)."""
    try:
        return calendar.shift_day(day, 0)
    except OutsideCalendar:
        return day
