"""Duties whose unit has ended and that nobody carries on (việc không còn nơi thực hiện)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from vungxanh.apps.directives.models import Recurrence
from vungxanh.apps.org.models import Succession, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.apps.work import policies
from vungxanh.apps.work.models import LETTER_BODY, Assignment

MOST = 200


@dataclass(frozen=True, slots=True)
class Orphans:
    """What one unit that has ended left with the officer's unit as its giver; `successors` are those of a division."""

    former: Unit
    rows: Sequence[Assignment]
    successors: Sequence[Unit]


def living(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """What still asks something of a unit: open rows, and first rows of a series that goes on."""
    return rows.filter(Q(is_open=True) | ~Q(recurrence=Recurrence.NONE))


def orphaned(officer: Officer) -> QuerySet[Assignment]:
    """What waits for the officer to say who goes on with it; nothing for who does not manage the unit."""
    rows = living(Assignment.objects.filter(assigned_by=officer.unit, orphaned_at__isnull=False))
    return rows if policies.manages(officer) else rows.none()


def count(officer: Officer) -> int:
    """How many wait (1 query)."""
    return orphaned(officer).aggregate(found=Count("pk"))["found"] or 0


def by_former(officer: Officer) -> list[Orphans]:
    """They by the unit that held them, in the order of the tree; at most `MOST` rows (2 queries)."""
    rows = orphaned(officer).select_related("unit", "directive").defer(*LETTER_BODY)
    groups: dict[int, list[Assignment]] = {}
    for row in rows.order_by("unit__path", "sort_due_at", "pk")[:MOST]:
        groups.setdefault(row.unit_id, []).append(row)
    heirs: dict[int, list[Unit]] = {}
    standing = Succession.objects.filter(former__in=groups, successor__ended_on=None)
    for each in standing.select_related("successor").order_by("pk"):
        heirs.setdefault(each.former_id, []).append(each.successor)
    return [Orphans(found[0].unit, found, heirs.get(pk, [])) for pk, found in groups.items()]


def may_take_over(giver_id: int, on: date) -> QuerySet[Unit]:
    """Every unit in force on the day but the giver, who would report to itself."""
    return units_on(on).exclude(pk=giver_id).order_by("path")
