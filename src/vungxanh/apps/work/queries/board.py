"""Units by state: the board of a unit, and the lists its counts open (bảng theo dõi)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import Assignment, State, Turn
from vungxanh.apps.work.policies import readable
from vungxanh.apps.work.queries.numbers import Counts, counted, grouped
from vungxanh.kit.paging import Order, Page, page_of

ORDER = Order("sort_due_at", "id")


@dataclass(frozen=True, slots=True)
class Row:
    """One unit with its counts."""

    unit: Unit
    counts: Counts


def board(officer: Officer, *, at: datetime, directive: Directive | None = None) -> list[Row]:
    """Own unit first, then the units below it and those it gave work to, in the order of the tree (2 queries)."""
    rows = _scope(officer)
    if directive is not None:
        rows = rows.filter(directive=directive)
    groups = {unit: counts for unit, counts, _mean in grouped(rows, "unit", at)}
    units = Unit.objects.filter(pk__in=groups)
    ordered = sorted(units, key=lambda unit: (unit.pk != officer.unit.pk, unit.path))
    return [Row(unit, groups[unit.pk]) for unit in ordered]


def _scope(officer: Officer) -> QuerySet[Assignment]:
    own = officer.unit
    below = Unit.objects.filter(parent=own).values("pk")
    return Assignment.objects.filter(Q(unit=own) | Q(unit__in=below) | Q(assigned_by=own))


def listing(
    officer: Officer,
    *,
    at: datetime,
    directive: Directive | None = None,
    unit: Unit | None = None,
    states: Sequence[State] = (),
    overdue: bool = False,
    cursor: str = "",
    size: int = 50,
) -> Page[Assignment]:
    """The assignments behind a count that the officer may read, soonest deadline first."""
    rows = counted(readable(officer))
    if directive is not None:
        rows = rows.filter(directive=directive)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if states:
        rows = rows.filter(state__in=states)
    if overdue:
        rows = rows.filter(turn=Turn.UNIT, sort_due_at__lt=at)
    rows = rows.select_related("unit", "directive", "performer").defer("directive__text", "directive__reading")
    return page_of(rows, ORDER, cursor=cursor, size=size)
