"""Duties that come back: how often, on which day, until which hour (định kỳ).

`read_phrase` understands the words of letters ("chiều thứ Sáu hằng tuần", "ngày 15 tháng cuối quý"); `occurrence` says
when the nth turn opens and falls due. Beyond the years of the working calendar Monday to Friday count as working days,
because a duty must not stop when nobody has loaded the next year's days off.
"""

import calendar as civil
import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from vungxanh.core.records.worktime import OutsideCalendar, WorkCalendar
from vungxanh.core.text.vietnamese import fold


class Frequency(StrEnum):
    """How often a duty comes back (chu kỳ)."""

    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


WEEKS = {Frequency.WEEKLY: 1, Frequency.FORTNIGHTLY: 2}
MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.YEARLY: 12}
_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A turn with a day of its own opens so many working days before it, so that a duty for Monday is not seen on Monday.
NOTICE_DAYS = 3


@dataclass(frozen=True, slots=True)
class Detail:
    """On which days of the period, in which of its months, until which hour (thời điểm trong kỳ).

    `weekdays` count from Monday = 0; `month` is 1 for the period's first month and 0 for its last. Without days a turn
    is due on the last working day of its period.
    """

    weekdays: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    month: int = 0
    hour: time | None = None

    def __str__(self) -> str:
        """The form in which it is stored: `weekday=mon,thu`, `day=15;month=1`, `time=16:00`; empty for nothing."""
        parts = {
            "weekday": ",".join(_DAY_NAMES[day] for day in self.weekdays),
            "day": ",".join(map(str, self.days)),
            "month": str(self.month or ""),
            "time": f"{self.hour:%H:%M}" if self.hour else "",
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


def parse_detail(text: str) -> Detail:
    """The detail from its stored form; ValueError for anything else."""
    parts = dict(part.partition("=")[::2] for part in text.split(";") if part)
    if unknown := parts.keys() - {"weekday", "day", "month", "time"}:
        raise ValueError(f"no part of a detail: {sorted(unknown)}")
    weekdays = tuple(_DAY_NAMES.index(name) for name in parts.get("weekday", "").split(",") if name)
    days = tuple(int(day) for day in parts.get("day", "").split(",") if day)
    month, hour = int(parts.get("month") or 0), parts.get("time")
    if not all(1 <= day <= 31 for day in days) or not 0 <= month <= 12:
        raise ValueError(f"no such day or month: {text}")
    return Detail(weekdays, days, month, time.fromisoformat(hour) if hour else None)


_NAMED_DAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, **{str(n): n - 2 for n in range(2, 8)}}
_WEEKDAY = re.compile(r"(?:thu|va|,) (hai|ba|tu|nam|sau|bay|[2-7])\b(?! (?:thang|tuan|ngay|lan|gio))|(chu nhat)")
_MONTHDAY = re.compile(r"\b(?:ngay|mung) (?:ngay )?(?:mung )?(\d{1,2})\b(?: ?(?:va|,) (?:ngay )?(\d{1,2})\b)?(?! ?lan)")
_HOUR = re.compile(r"\b(\d{1,2}) ?(?:gio|h)(?: ?(\d{2}))?\b")
_MONTH = re.compile(
    r"\bthang (?:(dau|cuoi)(?: tien| cung)?|(?:thu )?(\d{1,2}|nhat|hai|ba)) ?(?:cua )?(?:hang |moi )?(?:quy|nam|ky)\b"
)
_ORDINALS = {"nhat": 1, "hai": 2, "ba": 3, "dau": 1, "cuoi": 0}
_ONE = r"\b(?:hang|moi|mot|(?<!ngay )0?1)"
# The shortest first: of two intervals it is the one that counts.
_FREQUENCIES = tuple(
    (frequency, re.compile(words))
    for frequency, words in (
        (Frequency.FORTNIGHTLY, r"\b(?:hai|0?2) tuan\b|\bnua thang\b|\b15 ngay ?(?:/|mot|0?1)|\b0?2 lan ?/ ?thang"),
        (Frequency.DAILY, rf"{_ONE} ngay\b|lan ?/ ?ngay"),
        (Frequency.WEEKLY, rf"{_ONE} tuan\b|\b(?:0?1|mot) lan ?/ ?tuan"),
        (Frequency.MONTHLY, rf"{_ONE} thang\b|\b(?:0?1|mot) lan ?/ ?thang"),
        (
            Frequency.QUARTERLY,
            rf"(?:{_ONE}|\b(?:cuoi|dau|cua)) quy\b|\b(?:0?1|mot) lan ?/ ?quy|(?<!ngay )\b0?3 thang\b",
        ),
        (Frequency.HALF_YEARLY, r"(?<!ngay )\b(?:0?6|sau) thang\b|\bnua nam\b"),
        (Frequency.YEARLY, rf"{_ONE} nam\b|\b(?:0?1|mot) lan ?/ ?nam"),
    )
)
_SEVERAL = re.compile(r"\b(?!0?1\b)(\d{1,2}) lan ?/ ?(?:tuan|quy|nam)")


def read_phrase(words: str) -> tuple[Frequency | None, Detail]:
    """How often and when, from a letter's words; no frequency for "định kỳ" or "thường xuyên", which name none.

    Of two intervals ("6 tháng, 1 năm") the shorter counts: its turns take in the longer ones.
    """
    plain = " ".join(fold(words).split())
    weekdays, days = _weekdays(plain), _days(plain)
    frequency = next((each for each, pattern in _FREQUENCIES if pattern.search(plain)), None)
    if _SEVERAL.search(plain) and frequency not in {Frequency.DAILY, Frequency.FORTNIGHTLY}:
        return None, Detail()
    if frequency is None and weekdays:
        frequency = Frequency.WEEKLY
    fits_weekdays, fits_days = frequency in WEEKS, frequency in MONTHS
    month = _MONTH.search(plain)
    detail = Detail(
        weekdays if fits_weekdays else (),
        days if fits_days else (),
        _month(month, frequency) if month and days and fits_days else 0,
        _hour(plain, has_weekday=bool(weekdays)),
    )
    return frequency, detail if frequency else Detail()


def _weekdays(plain: str) -> tuple[int, ...]:
    if "thu " not in plain and "chu nhat" not in plain:
        return ()
    return tuple(sorted({6 if found[2] else _NAMED_DAYS[found[1]] for found in _WEEKDAY.finditer(plain)}))


def _days(plain: str) -> tuple[int, ...]:
    days = {int(day) for found in _MONTHDAY.finditer(plain) for day in found.groups() if day}
    return tuple(sorted(day for day in days if 1 <= day <= 31))


def _month(found: re.Match[str], frequency: Frequency | None) -> int:
    word = found[1] or found[2]
    number = _ORDINALS[word] if word in _ORDINALS else int(word)
    return number if 0 <= number <= MONTHS.get(frequency or Frequency.MONTHLY, 0) else 0


def _hour(plain: str, *, has_weekday: bool) -> time | None:
    """The hour named; noon's closing hour for a morning; an afternoon ends with the day, which needs no hour."""
    found = _HOUR.search(plain)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    return time(11, 30) if has_weekday and re.search(r"\bsang\b", plain) else None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One turn: it opens on `first` and falls due on `due_on`; `on` is a day of the period that it reports on."""

    number: int
    first: date
    due_on: date
    on: date


def occurrence(
    frequency: Frequency, number: int, begun: date, calendar: WorkCalendar, detail: Detail | None = None
) -> Occurrence:
    """The nth turn (from 1) of a duty given on the day `begun`.

    The first turn is the first one due on or after the next working day, so that a duty given on a Friday afternoon is
    not due the same evening. Weeks run Monday to Sunday, months and quarters as in the calendar. A day named by the
    letter that is a day off moves to the next working day (Civil Code 2015, Art. 148.5); without one a turn is due on
    the last working day of its period, or on the next one when the period has none, such as the week of Tết.
    """
    start = _shifted(begun, 1, calendar)
    if frequency == Frequency.DAILY:
        day = start if number == 1 else _shifted(start, number - 1, calendar)
        return Occurrence(number, day, day, day)
    fitting = _fitting(frequency, detail or Detail())
    count = len(_slots(fitting, *_span(frequency, 0, start))) or 1
    place = number - 1 + _past(frequency, start, fitting)
    first, last = _span(frequency, place // count, start)
    slots = _slots(fitting, first, last)
    if not slots:
        return Occurrence(number, first if number > 1 else begun, _last_working(first, last, calendar), last)
    on = slots[place % count]
    due_on = _shifted(on, 0, calendar)
    opens = min(first if count == 1 else due_on, _shifted(due_on, -NOTICE_DAYS, calendar))
    return Occurrence(number, max(begun, opens) if number > 1 else begun, due_on, on)


def _fitting(frequency: Frequency, detail: Detail) -> Detail:
    """Weekdays say nothing of a month, and days of the month nothing of a week."""
    return replace(detail, days=()) if frequency in WEEKS else replace(detail, weekdays=())


def opened(frequency: Frequency, begun: date, on: date, calendar: WorkCalendar, detail: Detail | None = None) -> int:
    """How many turns have opened by the day; 1 at least, since a duty's first turn is given with it."""
    number = 1
    while occurrence(frequency, number + 1, begun, calendar, detail).first <= on:
        number += 1
    return number


def _past(frequency: Frequency, start: date, detail: Detail) -> int:
    """How many of the named days of the first period lie before the start."""
    return sum(day < start for day in _slots(detail, *_span(frequency, 0, start)))


def _slots(detail: Detail, first: date, last: date) -> list[date]:
    """The days of the period that the detail names, in order; weekdays of the last week, days of the chosen month."""
    if detail.weekdays:
        monday = last - timedelta(days=6)
        return [monday + timedelta(days=day) for day in detail.weekdays]
    if not detail.days:
        return []
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    ahead = (detail.month or months) - 1
    year, month = divmod(first.year * 12 + first.month - 1 + ahead, 12)
    longest = civil.monthrange(year, month + 1)[1]
    return sorted({date(year, month + 1, min(day, longest)) for day in detail.days})


def _span(frequency: Frequency, index: int, start: date) -> tuple[date, date]:
    """The first and last day of the nth period (from 0), counted from the one that holds the start."""
    if frequency in WEEKS:
        weeks = WEEKS[frequency]
        first = start - timedelta(days=start.weekday()) + timedelta(weeks=weeks * index)
        return first, first + timedelta(weeks=weeks, days=-1)
    months = MONTHS[frequency]
    zero = (start.year * 12 + start.month - 1) // months * months + months * index
    return _month_start(zero), _month_start(zero + months) - timedelta(days=1)


def _month_start(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)


def _last_working(first: date, last: date, calendar: WorkCalendar) -> date:
    due_on = last if _shifted(last, 0, calendar) == last else _shifted(last, -1, calendar)
    return due_on if due_on >= first else _shifted(last, 0, calendar)


def _shifted(day: date, days: int, calendar: WorkCalendar) -> date:
    """`WorkCalendar.shift_day`, going on by weekdays where the calendar ends."""
    try:
        return calendar.shift_day(day, days)
    except OutsideCalendar:
        pass
    if days > 0 and calendar.first <= day <= calendar.last:
        known = calendar.days_between(day, calendar.last)
        day, days = calendar.last, days - known
    step = timedelta(days=-1 if days < 0 else 1)
    left = abs(days)
    while left or (days == 0 and day.weekday() > 4):
        day += step
        left -= left > 0 and day.weekday() < 5
    return day
