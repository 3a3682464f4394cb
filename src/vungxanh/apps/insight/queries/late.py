"""The work that is overdue, longest first (việc quá hạn)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from vungxanh.apps.insight.queries.scope import Scope
from vungxanh.apps.work import links
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.inbox import ORDER, days_left
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.paging import page_of

FIELDS = (
    *("title", "state", "percent", "due_at", "sort_due_at", "directive_id"),
    *("unit__name", "unit__code", "task__position", "task__directive_id", "performer__full_name"),
)


@dataclass(frozen=True, slots=True)
class LateItem:
    """An overdue assignment; `days` is negative, in working days."""

    assignment: Assignment
    days: int | None

    @property
    def url(self) -> str:
        """The assignment's own page."""
        return links.page("assignment", self.assignment.pk)


@dataclass(frozen=True, slots=True)
class LatePage:
    """One page of the overdue work; `next` and `previous` are cursors, empty at the ends."""

    items: list[LateItem]
    next: str
    previous: str


def late_items(scope: Scope, *, limit: int = 20) -> list[LateItem]:
    """The most overdue work of the scope (1 query and the calendar)."""
    return _items(scope, list(_rows(scope).order_by("sort_due_at", "pk")[:limit]))


def late_page(scope: Scope, *, cursor: str = "", size: int = 50) -> LatePage:
    """One page of the overdue work, the most overdue first."""
    page = page_of(_rows(scope), ORDER, cursor=cursor, size=size)
    return LatePage(_items(scope, page.items), page.next, page.previous)


def _rows(scope: Scope) -> QuerySet[Assignment]:
    return scope.rows(late=True).select_related("unit", "task", "performer").only(*FIELDS)


def _items(scope: Scope, rows: list[Assignment]) -> list[LateItem]:
    calendar = work_calendar(scope.at, scope.unit.code) if rows else None
    return [LateItem(row, days_left(row, scope.at, calendar)) for row in rows]
