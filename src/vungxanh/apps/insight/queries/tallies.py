"""Counts of work by any key, with the late ones apart so that the parts of a bar add up (bảng đếm)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Count, Q, QuerySet

from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.queries.numbers import Counts, aggregates


@dataclass(frozen=True, slots=True)
class Tally:
    """Work's counts, and how many of `counts.late_open` have not been started (`late_idle`)."""

    counts: Counts = field(default_factory=Counts)
    late_idle: int = 0

    @property
    def base(self) -> int:
        """What every share is taken of: all but the closed ones."""
        return self.counts.total - self.counts.closed

    @property
    def done(self) -> int:
        """Reported or accepted."""
        return self.counts.done

    @property
    def share_done(self) -> float | None:
        """Done among `base`, 0 to 1; None when there is nothing to do."""
        return self.counts.share_done

    @property
    def is_idle(self) -> bool:
        """Whether there is work and none of it has been started."""
        return 0 < self.base == self.counts.not_started

    @property
    def segments(self) -> dict[str, int]:
        """The parts of `base` by the design system's states; overdue work counts as overdue only."""
        counts = self.counts
        return {
            "done": counts.accepted,
            "waiting": counts.reported,
            "doing": counts.doing - (counts.late_open - self.late_idle),
            "not-started": counts.not_started - self.late_idle,
            "overdue": counts.late_open,
        }


_ALL = attrgetter(*(f"counts.{each.name}" for each in fields(Counts)), "late_idle")


def together(tallies: Iterable[Tally]) -> Tally:
    """The sum of many tallies, column by column."""
    sums = [sum(column) for column in zip(*map(_ALL, tallies), strict=True)]
    return Tally(Counts(*sums[:-1]), sums[-1]) if sums else Tally()


def tallied(rows: QuerySet[Assignment], key: str, at: datetime) -> dict[Any, Tally]:
    """One tally for each value of `key` (1 query)."""
    idle = Count("pk", filter=Q(state=State.NOT_STARTED, sort_due_at__lt=at))
    found = {}
    for group in rows.order_by().values(key).annotate(late_idle=idle, **aggregates(at)):
        value, late_idle = group.pop(key), group.pop("late_idle")
        found[value] = Tally(Counts(**group), late_idle)
    return found
