"""Days and times as people and spreadsheets write them: one reading for forms, grids and files (ngày giờ viết tay)."""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from vungxanh.core.casework.times import midnight
from vungxanh.core.records.worktime import VIETNAM

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_SHORT = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{2}))?(?![0-9/.-])")
_HOUR = r"([0-9]{1,2})(?:[:hg]([0-9]{1,2})?)?(?::([0-9]{2})(?:\.[0-9]+)?)?"
_TIME = re.compile(rf"(?:T|,?\s+|\s*lúc\s+){_HOUR}\s*(Z|[+-][0-9:]{{5}})?", re.IGNORECASE)
_TIME_ALONE = re.compile(_HOUR, re.IGNORECASE)
_SERIAL = re.compile(r"([0-9]{5})(?:[.,]([0-9]+))?")
_SERIAL_START = date(1899, 12, 30)
"""Day 0 of a spreadsheet's day numbers, as they count from March 1900 on."""
_LEAP = 2000
_AHEAD = timedelta(days=183)
_LAST_MINUTE = time(23, 59)


class Told(NamedTuple):
    """A day, and the moment on it where a time was told with it."""

    on: date
    at: datetime | None = None

    @property
    def earliest(self) -> datetime:
        """The moment, or that at which the day begins."""
        return self.at or midnight(self.on)

    @property
    def latest(self) -> datetime:
        """The moment, or the last minute of the day."""
        return self.at or datetime.combine(self.on, _LAST_MINUTE, VIETNAM)


class Span(NamedTuple):
    """From when to when people met, both inclusive; bounds within which they met, unless `is_timed`."""

    start: datetime
    end: datetime
    is_timed: bool


def span(first: Told, last: Told | None = None) -> Span:
    """The time of a meeting: where a time was not told, that end of its day, so that nobody who was met is missed."""
    last = last or Told(first.on)
    return Span(first.earliest, last.latest, is_timed=bool(first.at and last.at))


def told(text: str, *, today: date | None = None, to_come: bool = False) -> Told | None:
    """28/07/2020, 28.7.2020 14h30, 2020-07-28T07:30:00Z, or a spreadsheet's day number (44040.6); None for no day.

    With `today` also 28/7 and 28/7/20: what lies near today, as people tell of meetings, or nearest to it where the day
    may be `to_come`. Without, as for days of birth, a year has four digits. Midnight is a day alone: spreadsheets write
    it so.
    """
    text = text.strip()
    if found := _SERIAL.fullmatch(text):
        return _of_serial(found)
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3))):
        if found := pattern.match(text):
            year, month, day = (int(found[part]) for part in order)
            return _whole(_day(year, month, day), text[found.end() :])
    if today and (found := _SHORT.match(text)):
        year = int(found[3]) + 2000 if found[3] else today.year
        on = _day(year, int(found[2]), int(found[1]))
        if on and not found[3] and on - today > _AHEAD:
            on = _day(year - 1, on.month, on.day)
        elif on and not found[3] and to_come and today - on > _AHEAD:
            on = _day(year + 1, on.month, on.day)
        return _whole(on, text[found.end() :])
    return None


def is_off_calendar(text: str) -> bool:
    """Whether the words begin as a day is written, with a date that no calendar has: 31/02, 2020-13-01."""
    text = text.strip()
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3))):
        if found := pattern.match(text):
            return _day(*(int(found[part]) for part in order)) is None
    found = _SHORT.match(text)
    return found is not None and _day(int(found[3] or 0) + _LEAP, int(found[2]), int(found[1])) is None


def time_told(text: str) -> time | None:
    """18:30, 18h30, 18h or 18; None for anything else."""
    found = _TIME_ALONE.fullmatch(text.strip())
    return _clock(found) if found else None


def _of_serial(found: re.Match[str]) -> Told:
    minutes = round(float(f"0.{found[2]}") * 1440) if found[2] else 0
    on = _SERIAL_START + timedelta(int(found[1]) + minutes // 1440)
    if not minutes % 1440:
        return Told(on)
    return Told(on, datetime.combine(on, time(minutes % 1440 // 60, minutes % 60), VIETNAM))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _whole(on: date | None, rest: str) -> Told | None:
    if on is None or not rest.strip():
        return Told(on) if on else None
    found = _TIME.fullmatch(rest.rstrip())
    clock = _clock(found) if found else None
    if found is None or clock is None:
        return None
    if found[4]:
        try:
            return Told(on, datetime.fromisoformat(f"{on}T{clock}{found[4]}"))
        except ValueError:
            return None
    return Told(on, None if clock == time() else datetime.combine(on, clock, VIETNAM))


def _clock(found: re.Match[str]) -> time | None:
    try:
        return time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        return None
