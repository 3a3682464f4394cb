"""What hangs below an assignment (cây nhiệm vụ)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from vungxanh.apps.directives.models import TaskRole
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


@dataclass(frozen=True, slots=True)
class Followers:
    """The open duties whose deadline is that of another and moves with it: its partners', and those below them all.

    The others, which have a deadline of their own, are counted.
    """

    partners: list[int]
    below: list[int]
    partners_apart: int
    below_apart: int

    @property
    def all(self) -> list[int]:
        """Both, partners first."""
        return self.partners + self.below


def followers(assignment: Assignment) -> Followers:
    """Whose deadline follows the assignment's: units that co-operate answer to their lead, units below to theirs."""
    same = Q(sort_due_at=assignment.sort_due_at)
    helping = Assignment.objects.filter(lead=assignment, role=TaskRole.COOPERATE, is_open=True)
    partners = list(helping.filter(same).order_by("pk").values_list("pk", flat=True))
    below: list[int] = []
    apart, level = 0, [assignment.pk, *partners]
    for _depth in range(DEEPEST):
        rows = Assignment.objects.filter(parent__in=level, is_open=True)
        level = list(rows.filter(same).order_by("pk").values_list("pk", flat=True))
        apart += rows.exclude(same).count()
        if not level:
            break
        below += level
    return Followers(partners, below, helping.exclude(same).count(), apart)


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
