"""What the units below have done, summed up for the one above (tổng hợp cấp dưới)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg

from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.queries.numbers import Counts, aggregates, counted


@dataclass(frozen=True, slots=True)
class Rollup:
    """The counts of the rows directly below, and the mean of their progress, 0 to 100, as a suggestion for the parent."""

    counts: Counts
    percent: int


def rollups(parent_ids: Iterable[int], at: datetime) -> dict[int, Rollup]:
    """The roll-up of each parent that has anything below, in one grouped query; closed rows do not weigh on the mean."""
    rows = counted(Assignment.objects.filter(parent__in=list(parent_ids))).exclude(state=State.CLOSED)
    groups = rows.order_by().values("parent").annotate(mean=Avg("percent"), **aggregates(at))
    found = {}
    for group in groups:
        parent, mean = group.pop("parent"), group.pop("mean")
        # 100 is said by the unit's own report, never by an average.
        found[parent] = Rollup(Counts(**group), min(99, round(mean)) if mean is not None else 0)
    return found
