"""What the units below have done, summed up for the one above (tổng hợp cấp dưới)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.queries.numbers import Counts, grouped


@dataclass(frozen=True, slots=True)
class Rollup:
    """The counts of the rows directly below, and the mean of their progress, 0 to 99, to suggest to the parent."""

    counts: Counts
    percent: int


def rollups(parent_ids: Iterable[int], at: datetime) -> dict[int, Rollup]:
    """The roll-up of each parent with anything below, in one grouped query; closed rows do not weigh on the mean."""
    rows = Assignment.objects.filter(parent__in=list(parent_ids)).exclude(state=State.CLOSED)
    # 100 is said by the unit's own report, never by an average.
    return {parent: Rollup(counts, min(99, round(mean or 0))) for parent, counts, mean in grouped(rows, "parent", at)}
