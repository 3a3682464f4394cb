"""Ranking units fairly (xếp hạng): equal shares are equal ranks, and few cases are no ground for a rank."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from vungxanh.apps.insight.queries.figures import UnitLine

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
    shares = [(line, _share(line, measure)) for line in lines]
    firm = [(line, share) for line, share in shares if share is not None and line.tally.base >= SMALLEST]
    loose = [(line, share) for line, share in shares if line.tally.base < SMALLEST]
    firm.sort(key=lambda each: (-each[1], -each[0].tally.base, each[0].unit.path))
    ties = Counter(share for _line, share in firm)
    places, rank, before = [], 0, -1.0
    for position, (line, share) in enumerate(firm, 1):
        rank = position if share != before else rank
        before = share
        places.append(Place(line, share, rank, ties[share]))
    return places + [Place(line, share, None, 0) for line, share in loose]


def _share(line: UnitLine, measure: Measure) -> float | None:
    """Equal ratios of counts divide to equal floats, so shares compare exactly."""
    counts, base = line.tally.counts, line.tally.base
    return (counts.on_time if measure is Measure.ON_TIME else counts.late_open) / base if base else None
