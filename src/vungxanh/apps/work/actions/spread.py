"""Making rows below or beside others in bulk, each unit once (giao thêm)."""

from collections.abc import Sequence
from datetime import datetime

from vungxanh.apps.directives.models import TaskRole
from vungxanh.apps.org.models import Unit
from vungxanh.apps.work.models import Assignment


def child_of(parent: Assignment, unit: Unit, *, instruction: str, due_at: datetime | None, at: datetime) -> Assignment:
    """A duty below another: the same task, given by the parent's unit, led by the unit below.

    It recurs with its parent: the next turn of the parent repeats what was handed down in the last one.
    """
    row = Assignment(
        directive_id=parent.directive_id,
        task_id=parent.task_id,
        unit=unit,
        role=TaskRole.LEAD,
        parent=parent,
        number=parent.number,
        period_kind=parent.period_kind,
        period_on=parent.period_on,
        title=parent.title,
        instruction=instruction.strip(),
        assigned_by_id=parent.unit_id,
        assigned_at=at,
        updated_at=at,
    )
    row.fall_due(due_at)
    return row


def beside(current: Assignment, unit: Unit, *, recurrence: str, at: datetime) -> Assignment:
    """The same duty, not yet begun, for another unit in the same place of the tree: a copy or a transfer."""
    row = Assignment(
        directive_id=current.directive_id,
        task_id=current.task_id,
        unit=unit,
        role=current.role,
        lead_id=current.lead_id,
        parent_id=current.parent_id,
        number=current.number,
        recurrence=recurrence,
        recurrence_detail=current.recurrence_detail if recurrence else "",
        period_kind=current.period_kind,
        period_on=current.period_on,
        title=current.title,
        instruction=current.instruction,
        assigned_by_id=current.assigned_by_id,
        assigned_at=at,
        updated_at=at,
    )
    row.fall_due(current.due_at)
    return row


def insert_new(rows: Sequence[Assignment]) -> list[Assignment]:
    """Insert the rows whose (parent, unit) does not stand yet; the parents are locked, so nobody adds one meanwhile."""
    parents = {row.parent_id for row in rows}
    standing = Assignment.objects.filter(parent__in=parents).exclude(state="transferred")
    taken = set(standing.values_list("parent", "unit"))
    fresh: dict[tuple[int | None, int], Assignment] = {}
    for row in rows:
        if (row.parent_id, row.unit_id) not in taken:
            fresh.setdefault((row.parent_id, row.unit_id), row)
    return Assignment.objects.bulk_create(fresh.values())
