"""How long it takes from the test to the notice, by commune told (thời gian từ xét nghiệm đến thông báo).

A delay of three days in testing leaves one day for tracing, of four days none (Kretzschmar 2020): so it is measured.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from vungxanh.core.casework.small_numbers import LEAST, all_shown, shown


@dataclass(frozen=True, slots=True)
class Told:
    """One commune that had to be told of contacts of one case: when that was tested, when it was told, None if not yet.

    A case with contacts in three communes is three of these: who was told late does not hide behind who was told first.
    """

    commune: int
    tested_at: datetime
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    """A commune's delays in hours, None where too few cases stand behind them or one could be had by subtraction.

    `commune` None is all communes together, each case once for every commune. Of `waiting` it has not been told yet.
    """

    commune: int | None
    count: int | None
    waiting: int | None
    median_hours: float | None
    p90_hours: float | None


def delays(rows: Iterable[Told], *, least: int = LEAST) -> list[Delay]:
    """All communes together first, then each, the slowest median first and those hidden last.

    Who was told before the test (by an earlier case, or with a wrong clock) counts as 0 hours.
    """
    hours: dict[int, list[float]] = defaultdict(list)
    waiting: dict[int, int] = defaultdict(int)
    for row in rows:
        if row.told_at is None:
            waiting[row.commune] += 1
        else:
            hours[row.commune].append(max((row.told_at - row.tested_at).total_seconds() / 3600, 0.0))
    every = [hour for held in hours.values() for hour in held]
    communes = sorted(hours.keys() | waiting.keys())
    counts = all_shown({one: len(hours.get(one, ())) for one in communes}, least)
    still = all_shown({one: waiting.get(one, 0) for one in communes}, least)
    found = [_delay(one, hours.get(one, []), counts[one], still[one]) for one in communes]
    found.sort(key=lambda one: (one.median_hours is None, -(one.median_hours or 0), one.commune or 0))
    return [_delay(None, every, shown(len(every), least), shown(sum(waiting.values()), least)), *found]


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all lie at or below, between neighbours in proportion; ValueError for no values."""
    if not values:
        raise ValueError("no values")
    held = sorted(values)
    place = share * (len(held) - 1)
    below = int(place)
    above = min(below + 1, len(held) - 1)
    return held[below] + (held[above] - held[below]) * (place - below)


def _delay(commune: int | None, hours: list[float], count: int | None, waiting: int | None) -> Delay:
    if not count:
        return Delay(commune, count, waiting, None, None)
    return Delay(commune, count, waiting, quantile(hours, 0.5), quantile(hours, 0.9))
