"""The turns of a recurring duty: from a task's own columns to periods, and what a period is called (chu kỳ)."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from vungxanh.apps.directives.models.recurrence import Recurrence
from vungxanh.core.records.recurrence import Frequency, Occurrence, occurrence, parse_detail
from vungxanh.core.records.recurrence import opened as opened_by
from vungxanh.core.records.worktime import OutsideCalendar, WorkCalendar
from vungxanh.kit.clock import VIETNAM

REPEATING = tuple(Recurrence(frequency.value) for frequency in Frequency)
# When offices close, for the years that the working calendar does not hold yet.
CLOSES = 17
_ROMAN = ("I", "II", "III", "IV")


def period(kind: Recurrence, number: int, begun: date, calendar: WorkCalendar, detail: str = "") -> Occurrence:
    """The nth turn (from 1) of a duty given on the day `begun`; `detail` as stored on the task."""
    return occurrence(Frequency(kind), number, begun, calendar, parse_detail(detail))


def opened(kind: Recurrence, begun: date, on: date, calendar: WorkCalendar, detail: str = "") -> int:
    """How many turns have opened by the day; 1 at least, since a duty's first turn is given with it."""
    return opened_by(Frequency(kind), begun, on, calendar, parse_detail(detail))


def due_moment(day: date, calendar: WorkCalendar, detail: str = "") -> datetime:
    """The hour that the letter names on the day, else the closing hour; no error past the calendar's years."""
    hour = parse_detail(detail).hour
    start = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
    if hour:
        return start.replace(hour=hour.hour, minute=hour.minute)
    try:
        return calendar.end_of_day(start)
    except OutsideCalendar:
        return start.replace(hour=CLOSES)


def label_of(kind: str, on: date) -> str:
    """What the period that holds the day is called, such as "Tuần 31: 27/07–31/07/2020"; weeks by ISO 8601."""
    if kind == Recurrence.DAILY:
        return _("Ngày %(day)s") % {"day": f"{on:%d/%m/%Y}"}
    if kind in {Recurrence.WEEKLY, Recurrence.FORTNIGHTLY}:
        return _weeks(on, 1 if kind == Recurrence.WEEKLY else 2)
    if kind == Recurrence.MONTHLY:
        return _("Tháng %(month)s/%(year)s") % {"month": on.month, "year": on.year}
    if kind == Recurrence.QUARTERLY:
        return _("Quý %(quarter)s/%(year)s") % {"quarter": _ROMAN[(on.month - 1) // 3], "year": on.year}
    if kind == Recurrence.HALF_YEARLY:
        words = _("6 tháng đầu năm %(year)s") if on.month <= 6 else _("6 tháng cuối năm %(year)s")
        return words % {"year": on.year}
    return _("Năm %(year)s") % {"year": on.year}


def _weeks(on: date, count: int) -> str:
    """Monday of the first to Friday of the last of these weeks; `on` lies in the last."""
    monday = on - timedelta(days=on.weekday(), weeks=count - 1)
    friday = on - timedelta(days=on.weekday() - 4)
    first = f"{monday:%d/%m}" if monday.year == friday.year else f"{monday:%d/%m/%Y}"
    numbers = dict.fromkeys((monday.isocalendar().week, friday.isocalendar().week))
    facts = {"week": "–".join(map(str, numbers)), "first": first, "last": f"{friday:%d/%m/%Y}"}
    return _("Tuần %(week)s: %(first)s–%(last)s") % facts
