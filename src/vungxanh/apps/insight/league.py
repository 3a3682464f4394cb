"""Ranking units fairly (xếp hạng): equal shares are equal ranks, and few cases are no ground for a rank."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from vungxanh.apps.insight.queries.figures import UnitLine
from vungxanh.core.text.vietnamese import sort_key

SMALLEST = 3


class Measure(StrEnum):
    """What units are ranked by: done on time, the most first; or overdue now, the most first."""

    ON_TIME = "on-time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place; `rank` is None with fewer than `SMALLEST` cases, `ties` counts the units that share the rank."""

    line: UnitLine
    share: float | None
    rank: int | None
    ties: int


def ranked(lines: Iterable[UnitLine], measure: Measure) -> list[Place]:
    """Units by the share of the measure, ties in one rank (1, 1, 3), those with too few cases last and unranked."""
    lines = list(lines)
    firm = [line for line in lines if line.tally.base >= SMALLEST]
    loose = [line for line in lines if line.tally.base < SMALLEST]
    firm.sort(key=lambda line: (-_share(line, measure), -line.tally.base, sort_key(line.unit.name)))
    loose.sort(key=lambda line: sort_key(line.unit.name))
    shares = Counter(_share(line, measure) for line in firm)
    places, rank = [], 0
    for position, line in enumerate(firm, 1):
        share = _share(line, measure)
        if position == 1 or share != _share(firm[position - 2], measure):
            rank = position
        places.append(Place(line, float(share), rank, shares[share]))
    return places + [Place(line, _float(line, measure), None, 0) for line in loose]


def _share(line: UnitLine, measure: Measure) -> Fraction:
    counts = line.tally.counts
    return Fraction(counts.on_time if measure is Measure.ON_TIME else counts.late_open, line.tally.base)


def _float(line: UnitLine, measure: Measure) -> float | None:
    return float(_share(line, measure)) if line.tally.base else None
