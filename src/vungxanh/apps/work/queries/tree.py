"""What hangs below an assignment (cây nhiệm vụ)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.models import Assignment, State

DEEPEST = 6


def descendant_ids(ids: Sequence[int]) -> list[int]:
    """The ids of everything below these, one query a level."""
    found: list[int] = []
    level = list(ids)
    for _depth in range(DEEPEST):
        level = list(Assignment.objects.filter(parent__in=level).values_list("pk", flat=True))
        if not level:
            break
        found += level
    return found


@dataclass(slots=True)
class Node:
    """An assignment with those below it, units in the order of the tree."""

    assignment: Assignment
    below: list["Node"] = field(default_factory=list)


def tree(assignment: Assignment, officer: Officer) -> Node:
    """The assignment and all below it that stand, in one query a level; NotFound when the officer may not read it."""
    policies.must_read(officer, assignment)
    root = Node(assignment)
    level = {assignment.pk: root}
    for _depth in range(DEEPEST):
        rows = (
            Assignment.objects.filter(parent__in=level)
            .exclude(state=State.TRANSFERRED)
            .select_related("unit", "performer")
            .order_by("unit__path")
        )
        level = _hung(level, rows)
        if not level:
            break
    return root


def _hung(level: dict[int, Node], rows: Iterable[Assignment]) -> dict[int, Node]:
    following: dict[int, Node] = {}
    for row in rows:
        if row.parent_id:
            node = following[row.pk] = Node(row)
            level[row.parent_id].below.append(node)
    return following
