"""Counts of assignments by state, on time and late (số liệu nhiệm vụ); one grouped query each.

What was passed on is counted where it went; what was sent for information is no work and is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet

from vungxanh.apps.directives.models import TaskRole
from vungxanh.apps.work.models import Assignment, State


@dataclass(frozen=True, slots=True)
class Counts:
    """How many assignments stand where; `late_open` are among the first two, `on_time`, `late_done` among the done."""

    total: int = 0
    not_started: int = 0
    doing: int = 0
    reported: int = 0
    accepted: int = 0
    closed: int = 0
    late_open: int = 0
    on_time: int = 0
    late_done: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))

    @property
    def done(self) -> int:
        """Reported or accepted."""
        return self.reported + self.accepted

    @property
    def due(self) -> int:
        """Reported so far, or still open past the deadline: what can be judged on time or late (đến hạn)."""
        return self.done + self.late_open

    @property
    def late(self) -> int:
        """Late so far: still open past the deadline, or done after it."""
        return self.late_open + self.late_done

    @property
    def share_done(self) -> float | None:
        """Done among those not closed, 0 to 1; None when there is nothing to do."""
        base = self.total - self.closed
        return self.done / base if base else None


def counted(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The rows that are work: neither passed on nor for information."""
    return rows.exclude(state=State.TRANSFERRED).exclude(role=TaskRole.INFORM)


def aggregates(at: datetime) -> dict[str, Any]:
    """One conditional count for every field of `Counts`."""
    done = Q(state__in=[State.REPORTED, State.ACCEPTED])
    return {
        "total": Count("pk"),
        "not_started": Count("pk", filter=Q(state=State.NOT_STARTED)),
        "doing": Count("pk", filter=Q(state=State.DOING)),
        "reported": Count("pk", filter=Q(state=State.REPORTED)),
        "accepted": Count("pk", filter=Q(state=State.ACCEPTED)),
        "closed": Count("pk", filter=Q(state=State.CLOSED)),
        "late_open": Count("pk", filter=Q(turn="unit", sort_due_at__lt=at)),
        "on_time": Count("pk", filter=done & Q(reported_at__lte=F("sort_due_at"))),
        "late_done": Count("pk", filter=done & Q(reported_at__gt=F("sort_due_at"))),
    }


def grouped(rows: QuerySet[Assignment], key: str, at: datetime) -> Iterable[tuple[Any, Counts, float | None]]:
    """Key, counts and mean progress of each group of the rows, in one query; rows that are no work are left out."""
    groups = counted(rows).order_by().values(key).annotate(mean=Avg("percent"), **aggregates(at))
    names = [key, "mean", *(f.name for f in fields(Counts))]
    for found, mean, *numbers in groups.values_list(*names):
        yield found, Counts(*numbers), mean
