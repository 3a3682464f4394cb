"""Which units a duty may go on to (đơn vị có thể nhận)."""

from datetime import date

from django.db.models import Q, QuerySet

from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.apps.work.models import Assignment


def givers_of(assignment: Assignment) -> set[int]:
    """The ids of the units that gave it: by name, and as holder of the duty above."""
    above = assignment.parent
    return {assignment.assigned_by_id} | ({above.unit_id} if above else set())


def may_receive_from(assignment: Assignment, on: date) -> QuerySet[Unit]:
    """Units beside the holder under the same parent, and that parent, as they stood on the day.

    The giver is not among them: who passed a duty back to it would have the giver report to itself.
    """
    above = assignment.unit.parent_id
    if above is None:
        return Unit.objects.none()
    near = units_on(on, also=Q(periods__parent=above) | Q(pk=above))
    return near.exclude(pk__in={assignment.unit_id} | givers_of(assignment)).order_by("path")


def may_receive_copy_of(assignment: Assignment, on: date) -> QuerySet[Unit]:
    """Units of the holder's level under the same parent, itself included, as they stood on the day; never the giver."""
    unit = assignment.unit
    beside = Q(periods__parent=unit.parent_id, periods__level=unit.level)
    return units_on(on, also=beside).exclude(pk__in=givers_of(assignment)).order_by("path")
