"""The deadline the desk proposes when the letter names none (gợi ý thời hạn)."""

from datetime import date

from vungxanh.apps.directives.models import Directive
from vungxanh.core.records.worktime import OutsideCalendar, WorkCalendar
from vungxanh.core.text.vietnamese import fold

# Working days from the letter's date. No law states them: they are this system's rule, and a person may set any
# other day.
DAYS_BY_URGENCY = {"hoa toc": 1, "thuong khan": 2, "khan": 5}
DAYS_OTHERWISE = 15


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
