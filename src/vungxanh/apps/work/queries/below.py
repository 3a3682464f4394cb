"""The rows directly under an assignment, for the table on its page (việc của cấp dưới)."""

from collections.abc import Sequence

from vungxanh.apps.work.models import Assignment, State

MOST = 100


def directly_below(assignment: Assignment) -> Sequence[Assignment]:
    """What stands directly below it, units in the order of the tree; at most `MOST`."""
    rows = Assignment.objects.filter(parent=assignment).exclude(state=State.TRANSFERRED)
    return list(rows.select_related("unit", "performer", "parent").order_by("unit__path", "pk")[:MOST])
