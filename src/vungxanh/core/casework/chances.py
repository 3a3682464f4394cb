"""The probability that somebody was infected, from many exposures (xác suất gộp)."""

from collections import defaultdict
from collections.abc import Iterable
from math import prod
from typing import NamedTuple


class Chance(NamedTuple):
    """An exposure by a source over some minutes: its probability, weighted with that of the source being infected."""

    source: int
    first: int
    last: int
    probability: float


def combined(chances: Iterable[Chance]) -> float:
    """1 - ∏(1 - p) over distinct meetings.

    Exposures by one source that overlap in time are one meeting told twice, by a phone and in an interview: the
    greater counts once.
    """
    by_source: dict[int, list[Chance]] = defaultdict(list)
    for chance in chances:
        by_source[chance.source].append(chance)
    return 1 - prod(1 - p for held in by_source.values() for p in _meetings(held))


def _meetings(held: list[Chance]) -> list[float]:
    found: list[float] = []
    until = -1
    for chance in sorted(held, key=lambda one: (one.first, one.last)):
        if found and chance.first <= until:
            found[-1] = max(found[-1], chance.probability)
        else:
            found.append(chance.probability)
        until = max(until, chance.last)
    return found
