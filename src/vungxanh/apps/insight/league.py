"""Ranking units fairly (xếp hạng): equal shares are equal ranks, and few cases are no ground for a rank.

On time is a share of what was due: reported so far, or overdue now. Work whose day has not come says nothing yet.
Overdue is a share of all work given.
"""

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
    """A unit's place; `rank` is None with fewer than `SMALLEST` cases, `ties` counts the units that share the rank.

    `base` counts the cases that `share` is taken of.
    """

    line: UnitLine
    base: int
    share: float | None
    rank: int | None
    ties: int


def ranked(lines: Iterable[UnitLine], measure: Measure) -> list[Place]:
    """Units by the share of the measure, ties in one rank (1, 1, 3), those with too few cases last and unranked."""
    shares = [(line, _share(line, measure)) for line in lines]
    firm = [(line, share) for line, share in shares if share is not None and base_of(line, measure) >= SMALLEST]
    loose = [(line, share) for line, share in shares if base_of(line, measure) < SMALLEST]
    firm.sort(key=lambda each: (-each[1], -base_of(each[0], measure), each[0].unit.path))
    ties = Counter(share for _line, share in firm)
    places, rank, before = [], 0, -1.0
    for position, (line, share) in enumerate(firm, 1):
        rank = position if share != before else rank
        before = share
        places.append(Place(line, base_of(line, measure), share, rank, ties[share]))
    return places + [Place(line, base_of(line, measure), share, None, 0) for line, share in loose]


def base_of(line: UnitLine, measure: Measure) -> int:
    """What the measure's share is taken of."""
    return line.tally.counts.due if measure is Measure.ON_TIME else line.tally.base


def _share(line: UnitLine, measure: Measure) -> float | None:
    """Equal ratios of counts divide to equal floats, so shares compare exactly."""
    counts, base = line.tally.counts, base_of(line, measure)
    return (counts.on_time if measure is Measure.ON_TIME else counts.late_open) / base if base else None
