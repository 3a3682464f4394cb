"""Five-field cron expressions and fixed intervals, in Vietnam's time (lịch chạy định kỳ)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vungxanh.kit.clock import VIETNAM

MINUTE = timedelta(minutes=1)
_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
_LONGEST_GAP = timedelta(days=8 * 366)  # 29 February across a century year


def whole_minute(moment: datetime) -> datetime:
    """The minute a moment falls in, in UTC."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Every:
    """Each whole multiple of some minutes since 1970 in UTC."""

    minutes: int

    def latest(self, since: datetime, until: datetime) -> datetime | None:
        """The last due minute after `since` and not after `until`, or None."""
        number = int(until.timestamp()) // 60
        due = datetime.fromtimestamp((number - number % self.minutes) * 60, UTC)
        return due if due > since else None


@dataclass(frozen=True, slots=True)
class Cron:
    """Sets of minutes, hours, days, months and weekdays (0 = Sunday); days and weekdays add up as cron has it."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool

    def latest(self, since: datetime, until: datetime) -> datetime | None:
        """The last due minute after `since` and not after `until`, or None."""
        moment = whole_minute(until).astimezone(VIETNAM)
        floor = max(since, until - _LONGEST_GAP)
        while moment > floor:
            if not self._falls_on(moment):
                moment = moment.replace(hour=0, minute=0) - MINUTE
            elif moment.hour not in self.hours:
                moment = moment.replace(minute=0) - MINUTE
            elif moment.minute not in self.minutes:
                moment -= MINUTE
            else:
                return moment.astimezone(UTC)
        return None

    def _falls_on(self, moment: datetime) -> bool:
        on_day, on_weekday = moment.day in self.days, moment.isoweekday() % 7 in self.weekdays
        day = (on_day or on_weekday) if self.either_day else (on_day and on_weekday)
        return day and moment.month in self.months


def parse(expression: str) -> Cron:
    """Read `minute hour day month weekday`, each `*`, `a`, `a-b`, `*/n`, `a-b/n` or a list of them; ValueError."""
    parts = expression.split()
    if len(parts) != len(_FIELDS):
        raise ValueError(f"{expression!r}: five fields are wanted, {len(parts)} given")
    minutes, hours, days, months, weekdays = (_values(part, *field) for part, field in zip(parts, _FIELDS, strict=True))
    either_day = "*" not in (parts[2][0], parts[4][0])
    return Cron(minutes, hours, days, months, frozenset(day % 7 for day in weekdays), either_day)


def _values(part: str, name: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for item in part.split(","):
        span, _, step = item.partition("/")
        first, _, last = (f"{low}-{high}" if span == "*" else span).partition("-")
        try:
            start, every = int(first), int(step or 1)
            stop = int(last) if last else (high if step else start)
        except ValueError:
            raise ValueError(f"{part!r} is no {name} field") from None
        if not (low <= start <= stop <= high and every >= 1):
            raise ValueError(f"{part!r} lies outside {low}-{high} for {name}")
        found.update(range(start, stop + 1, every))
    return frozenset(found)
