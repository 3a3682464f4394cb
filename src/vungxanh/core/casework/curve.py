"""Cases by day of onset or of test: the epidemic curve (đường cong dịch)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vungxanh.core.casework.small_numbers import LEAST, all_shown, shown, total_shown
from vungxanh.core.casework.words import Said


class By(StrEnum):
    """Which day puts a case on the curve (mốc thời gian)."""

    ONSET = "onset"
    TEST = "test"


class Width(StrEnum):
    """How much time one bar covers (độ rộng)."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A case on the curve, or `count` of the same days: these days, and the commune or group it is counted in."""

    tested: date
    onset: date | None = None
    group: int | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Bar:
    """Cases from `first` to `last`, None where there are too few to be shown."""

    first: date
    last: date
    count: int | None
    label: Said


@dataclass(frozen=True, slots=True)
class Curve:
    """All bars of a period without a gap; `undated` cases have no day of onset, `total` counts those in the bars."""

    by: By
    width: Width
    bars: tuple[Bar, ...]
    total: int | None
    undated: int | None


def curve(
    occurrences: Iterable[Occurrence],
    first: date,
    last: date,
    *,
    by: By = By.ONSET,
    width: Width = Width.DAY,
    least: int = LEAST,
) -> Curve:
    """Bars from one day to another, inclusive; weeks begin on Monday. `least` 1 shows every number to whoever may see.

    ValueError when the period runs backwards.
    """
    if last < first:
        raise ValueError("the period ends before it begins")
    counts = dict.fromkeys(_beginnings(first, last, width), 0)
    undated = 0
    for one in occurrences:
        day = one.tested if by is By.TEST else one.onset
        if day is None:
            undated += one.count
        elif first <= day <= last:
            counts[_beginning(day, width)] += one.count
    visible = all_shown(counts, least)
    bars = (Bar(*_span(day, first, last, width), visible[day], _label(day, first, last, width)) for day in counts)
    return Curve(by, width, tuple(bars), total_shown(counts, least), shown(undated, least))


def _beginning(day: date, width: Width) -> date:
    return day if width is Width.DAY else day - timedelta(day.weekday())


def _beginnings(first: date, last: date, width: Width) -> list[date]:
    begin, step = _beginning(first, width), 1 if width is Width.DAY else 7
    return [begin + timedelta(days) for days in range(0, (last - begin).days + 1, step)]


def _span(day: date, first: date, last: date, width: Width) -> tuple[date, date]:
    end = day if width is Width.DAY else day + timedelta(6)
    return max(day, first), min(end, last)


def _label(day: date, first: date, last: date, width: Width) -> Said:
    begin, end = _span(day, first, last, width)
    if width is Width.DAY:
        return Said(f"{begin:%d/%m}", f"{begin:%d/%m}")
    return Said(f"Tuần {begin:%d/%m}–{end:%d/%m}", f"Week {begin:%d/%m}–{end:%d/%m}")
