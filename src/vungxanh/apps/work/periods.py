"""The periods of a recurring duty, counted from the day it began (chu kỳ). Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from vungxanh.apps.directives.models import Recurrence
from vungxanh.core.records.worktime import WorkCalendar

REPEATING = (
    Recurrence.DAILY,
    Recurrence.WEEKLY,
    Recurrence.FORTNIGHTLY,
    Recurrence.MONTHLY,
    Recurrence.QUARTERLY,
)
_WEEKS = {Recurrence.WEEKLY: 1, Recurrence.FORTNIGHTLY: 2}
_MONTHS = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3}


@dataclass(frozen=True, slots=True)
class Period:
    """One turn of a duty: it opens on `first` and is due on `due_on`, the last working day of the period."""

    number: int
    first: date
    due_on: date


def period(kind: Recurrence, number: int, begun: date, calendar: WorkCalendar) -> Period:
    """The nth period (from 1) of a duty given on the day `begun`.

    The first period is the one that holds the next working day, so that a duty given on a Friday afternoon is not due
    the same evening. Weeks run Monday to Sunday, months and quarters as in the calendar; a period without a
    working day, such as the week of Tết, is due on the next one.
    """
    start = calendar.next_working_day(begun)
    if kind == Recurrence.DAILY:
        day = start if number == 1 else calendar.shift_day(start, number - 1)
        return Period(number, day, day)
    first, last = _bounds(kind, number, start)
    due_on = last if calendar.is_working_day(last) else calendar.shift_day(last, -1)
    if due_on < first:
        due_on = calendar.shift_day(last, 0)
    return Period(number, first if number > 1 else begun, due_on)


def _bounds(kind: Recurrence, number: int, start: date) -> tuple[date, date]:
    if kind in _WEEKS:
        monday = start - timedelta(days=start.weekday())
        first = monday + timedelta(weeks=_WEEKS[kind] * (number - 1))
        return first, first + timedelta(weeks=_WEEKS[kind], days=-1)
    months = _MONTHS[kind]
    zero = (start.year * 12 + start.month - 1) // months * months
    return _month(zero + months * (number - 1)), _month(zero + months * number) - timedelta(days=1)


def _month(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)


def opened(kind: Recurrence, begun: date, on: date, calendar: WorkCalendar) -> int:
    """How many periods have opened by the day; 1 at least, since a duty's first turn is given with it."""
    number = 1
    while period(kind, number + 1, begun, calendar).first <= on:
        number += 1
    return number
