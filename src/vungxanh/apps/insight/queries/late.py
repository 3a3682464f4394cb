"""The work that is overdue, longest first (việc quá hạn)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Window

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
class LateList:
    """The most overdue work; `others` beyond it are overdue exactly as long as the last item."""

    items: list[LateItem]
    others: int


@dataclass(frozen=True, slots=True)
class LatePage:
    """One page of the overdue work; `next` and `previous` are cursors, empty at the ends."""

    items: list[LateItem]
    next: str
    previous: str


def late_items(scope: Scope, *, limit: int = 20) -> LateList:
    """The most overdue work of the scope (1 query and the calendar).

    Of the same deadline, that of the earlier task stands first, then that of the unit that comes first in the tree.
    """
    ranked = _rows(scope).annotate(as_late=Window(Count("pk"), partition_by=[F("sort_due_at")]))
    rows = list(ranked.order_by("sort_due_at", "task__position", "unit__path", "pk")[:limit])
    if not rows:
        return LateList([], 0)
    shown = sum(row.sort_due_at == rows[-1].sort_due_at for row in rows)
    return LateList(_items(scope, rows), rows[-1].as_late - shown)


def late_page(scope: Scope, *, cursor: str = "", size: int = 50) -> LatePage:
    """One page of the overdue work, the most overdue first."""
    page = page_of(_rows(scope), ORDER, cursor=cursor, size=size)
    return LatePage(_items(scope, page.items), page.next, page.previous)


def _rows(scope: Scope) -> QuerySet[Assignment]:
    return scope.rows(late=True).select_related("unit", "task", "performer").only(*FIELDS)


def _items(scope: Scope, rows: Sequence[Assignment]) -> list[LateItem]:
    calendar = work_calendar(scope.at, scope.unit.code) if rows else None
    return [LateItem(row, days_left(row, scope.at, calendar)) for row in rows]
