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


def open_below(assignment: Assignment) -> int:
    """How many duties at any depth below it have not ended."""
    ids = descendant_ids([assignment.pk])
    return Assignment.objects.filter(pk__in=ids, is_open=True).count() if ids else 0


def over_open_ones(ids: Sequence[int]) -> set[int]:
    """Those of the ids with an open duty at any depth below them, one query a level."""
    found: set[int] = set()
    above = {pk: pk for pk in ids}
    for _depth in range(DEEPEST):
        rows = Assignment.objects.filter(parent__in=above).values_list("pk", "parent", "is_open")
        level: dict[int, int] = {}
        for pk, parent, is_open in rows:
            root = level[pk] = above[parent or 0]
            if is_open:
                found.add(root)
        if not level:
            break
        above = level
    return found


def followers(assignment: Assignment) -> tuple[list[int], int]:
    """The open duties below whose deadline is its own, parent by parent, and how many others have one of their own."""
    found: list[int] = []
    own, level = 0, [assignment.pk]
    for _depth in range(DEEPEST):
        rows = Assignment.objects.filter(parent__in=level, is_open=True)
        same = list(rows.filter(sort_due_at=assignment.sort_due_at).values_list("pk", flat=True))
        own += rows.exclude(pk__in=same).count()
        if not same:
            break
        found += same
        level = same
    return found, own


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
