"""The work that is overdue, longest first (việc quá hạn)."""

from dataclasses import dataclass

from vungxanh.apps.insight.queries.scope import Scope
from vungxanh.apps.work.links import page
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.inbox import days_left
from vungxanh.kit.calendar.queries import work_calendar


@dataclass(frozen=True, slots=True)
class LateItem:
    """An overdue assignment; `days` is negative, in working days."""

    assignment: Assignment
    days: int | None

    @property
    def url(self) -> str:
        """The assignment's own page."""
        return page("assignment", self.assignment.pk)


def late_items(scope: Scope, *, limit: int = 20) -> list[LateItem]:
    """The most overdue work of the scope (1 query and the calendar)."""
    rows = scope.rows(late=True).select_related("unit", "task", "performer").order_by("sort_due_at", "pk")[:limit]
    found = list(rows)
    calendar = work_calendar(scope.at, scope.unit.code) if found else None
    return [LateItem(row, days_left(row, scope.at, calendar)) for row in found]
