"""Working time: periods counted in working days and hours (thời gian làm việc).

A `WorkCalendar` knows every day from its first to its last and refuses to guess outside them. Counting
is by prefix sums: `add` and `between` cost one or two bisections however long the period is.

Whole days: a period of n working days begins the day after receipt and keeps the hour of receipt, as
appointment slips do (20 Jan 2020 10:15 + 5 days = 3 Feb 2020 10:15, after Tết). What arrives outside
working time, or after a procedure's cut-off hour, counts as received when work next begins
(Civil Code 2015, Art. 147-148; NĐ 61/2018 for the 15:00 cut-off).
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_MICROSECOND = timedelta(microseconds=1)
_HOUR = 3_600_000_000


class OutsideCalendar(LookupError):  # noqa: N818 - the name says what happened
    """The period leaves the years the calendar knows; its table must be extended first."""


class DayKind(StrEnum):
    """Why a day differs from its weekday (loại ngày)."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    CLOSURE = "closure"


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """One stretch of work within a day, from `opens` until `closes` (buổi làm việc)."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"a shift must open before it closes: {self.opens} – {self.closes}")


Shifts = tuple[Shift, ...]
OFFICE_HOURS: Shifts = (Shift(time(7, 30), time(11, 30)), Shift(time(13, 30), time(17)))


def office_week(hours: Shifts = OFFICE_HOURS) -> tuple[Shifts, ...]:
    """The shifts of Monday to Sunday for an office that works Monday to Friday."""
    return (hours,) * 5 + ((), ())


def parse_shifts(text: str) -> Shifts:
    """Read `07:30-11:30 13:30-17:00`; raises ValueError when a shift is malformed or overlaps the next."""
    shifts = []
    for part in text.split():
        opens, dash, closes = part.partition("-")
        if not dash:
            raise ValueError(f"a shift is written HH:MM-HH:MM: {part!r}")
        shifts.append(Shift(time.fromisoformat(opens), time.fromisoformat(closes)))
    return _checked(tuple(shifts))


def _checked(shifts: Shifts) -> Shifts:
    if any(before.closes > after.opens for before, after in pairwise(shifts)):
        raise ValueError("the shifts of a day must follow one another")
    return shifts


class WorkCalendar:
    """Every day of a range of years with its working hours (lịch làm việc).

    `days` names the days that differ from their weekday: a holiday or closure has no work, a make-up day
    has Monday's hours. `hours` overrides single days (an afternoon's closure) and wins over `days`.
    Datetimes go in aware and come out in `zone`.
    """

    def __init__(
        self,
        first: date,
        last: date,
        days: Mapping[date, DayKind],
        *,
        week: Sequence[Shifts] = office_week(),
        hours: Mapping[date, Shifts] | None = None,
        zone: ZoneInfo = VIETNAM,
    ) -> None:
        if last < first or len(week) != 7:
            raise ValueError("a calendar needs a first day, a later last day and seven weekdays")
        self.first, self.last, self.zone = first, last, zone
        by_kind: dict[DayKind, Shifts] = {DayKind.MAKE_UP: week[0], DayKind.HOLIDAY: (), DayKind.CLOSURE: ()}
        special = {day: by_kind[kind] for day, kind in days.items()} | dict(hours or {})
        self._base = first.toordinal()
        count = last.toordinal() - self._base + 1
        start = first.weekday()
        self._shifts = [
            _checked(special.get(date.fromordinal(self._base + i), week[(start + i) % 7])) for i in range(count)
        ]
        lengths = {shifts: sum(_length(shift) for shift in shifts) for shifts in set(self._shifts)}
        self._worked = [0, *accumulate(lengths[shifts] for shifts in self._shifts)]
        self._days = [0, *accumulate(1 if shifts else 0 for shifts in self._shifts)]

    def is_working_day(self, day: date) -> bool:
        """Whether any work is done on the day."""
        return bool(self._shifts[self._index(day)])

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after the day."""
        return self.shift_day(day, 1)

    def shift_day(self, day: date, days: int) -> date:
        """The nth working day after the day, or before it when negative; 0 is the day or the next working one."""
        index = self._index(day)
        if days > 0:
            wanted = self._days[index + 1] + days
        elif days < 0:
            wanted = self._days[index] + days + 1
        else:
            wanted = self._days[index] + 1
        if wanted < 1 or wanted > self._days[-1]:
            raise self._outside(f"{day} {days:+d} working days")
        return date.fromordinal(self._base + bisect_left(self._days, wanted) - 1)

    def days_between(self, start: date, end: date) -> int:
        """How many working days follow `start` up to and including `end`; negative when `end` is earlier."""
        return self._days[self._index(end) + 1] - self._days[self._index(start) + 1]

    def clock_start(self, moment: datetime, *, cut_off: time | None = None) -> datetime:
        """When counting begins: the moment itself while people work, else when work next begins."""
        local = moment.astimezone(self.zone)
        clock = local.time()
        if cut_off is None or clock <= cut_off:
            for shift in self._shifts[self._index(local.date())]:
                if clock < shift.closes:
                    return max(local, self._at(local.date(), shift.opens))
        following = self.next_working_day(local.date())
        return self._at(following, self._shifts[self._index(following)][0].opens)

    def add(
        self, start: datetime, *, days: int | None = None, hours: float | None = None, cut_off: time | None = None
    ) -> datetime:
        """When a period of working days or of working hours that begins at `start` ends.

        Whole days keep the hour of receipt (brought within the last day's hours); hours count minute by
        minute and end at a closing hour rather than at the next opening.
        """
        if (days is None) == (hours is None):
            raise TypeError("give either days or hours")
        begun = self.clock_start(start, cut_off=cut_off)
        if days is not None:
            return self._add_days(begun, days)
        length = round((hours or 0) * _HOUR)
        if length < 0:
            raise ValueError("a period cannot be negative")
        return self._moment(self._position(begun) + length) if length else begun

    def end_of_day(self, start: datetime, *, days: int = 0, cut_off: time | None = None) -> datetime:
        """The closing hour of the nth working day after receipt (hết ngày làm việc thứ n)."""
        if days < 0:
            raise ValueError("a period cannot be negative")
        day = self.shift_day(self.clock_start(start, cut_off=cut_off).date(), days)
        return self._at(day, self._shifts[self._index(day)][-1].closes)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative when `end` is earlier."""
        return (self._position(end) - self._position(start)) * _MICROSECOND

    def _add_days(self, begun: datetime, days: int) -> datetime:
        if days < 0:
            raise ValueError("a period cannot be negative")
        day = self.shift_day(begun.date(), days)
        clock = begun.time()
        for shift in self._shifts[self._index(day)]:
            if clock <= shift.closes:
                return self._at(day, max(clock, shift.opens))
        return self._at(day, self._shifts[self._index(day)][-1].closes)

    def _position(self, moment: datetime) -> int:
        """Microseconds of work from the calendar's first day to the moment."""
        local = moment.astimezone(self.zone)
        index = self._index(local.date())
        clock = _microseconds(local.time())
        done = 0
        for shift in self._shifts[index]:
            opens = _microseconds(shift.opens)
            done += min(max(clock - opens, 0), _length(shift))
        return self._worked[index] + done

    def _moment(self, position: int) -> datetime:
        """The earliest moment by which `position` microseconds of work are done."""
        if position > self._worked[-1]:
            raise self._outside("the period's end")
        index = bisect_left(self._worked, position) - 1
        left = position - self._worked[index]
        for shift in self._shifts[index]:
            if left <= _length(shift):
                opening = self._at(date.fromordinal(self._base + index), shift.opens)
                return opening + left * _MICROSECOND
            left -= _length(shift)
        raise AssertionError("prefix sums and shifts disagree")

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone)

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._base
        if not 0 <= index < len(self._shifts):
            raise self._outside(str(day))
        return index

    def _outside(self, what: str) -> OutsideCalendar:
        return OutsideCalendar(f"{what} lies outside the working calendar {self.first} – {self.last}")


def _microseconds(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond


def _length(shift: Shift) -> int:
    return _microseconds(shift.closes) - _microseconds(shift.opens)
