"""The same duty, with what hangs below it, for other units (nhân nhiệm vụ)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.actions.spread import beside, child_of, insert_new
from vungxanh.apps.work.actions.steps import say, step
from vungxanh.apps.work.events import WorkGiven
from vungxanh.apps.work.models import Assignment, EntryKind, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.receivers import (
    children_by_parent,
    duty_of,
    held_otherwise,
    may_receive_copy_of,
)
from vungxanh.apps.work.queries.tree import DEEPEST
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import FieldError, Invalid


@dataclass(frozen=True, slots=True)
class Copied:
    """How many units received the duty, how many had it, and how many rows were made with all levels below."""

    units: int
    skipped: int
    made: int


def copy_tree(assignment: Assignment, *, to: Sequence[Unit], by: Officer, at: datetime) -> Copied:
    """Give the same duty to other units and, where the source was handed down, to the units below each of them.

    Each level below takes the instruction and deadline that the source's level had. The giver copies; what the units
    below receive is given by their own unit above, as in a cascade: not to those whom others gave the task. Invalid
    unless all are among `may_receive_copy_of`.
    """
    with step(assignment, Act.COPY, by=by, at=at) as current:
        _must_be_beside(current, to, at=at)
        made = tops = _beside(current, to, at=at)
        pattern: Assignment | None = current
        everything = list(tops)
        for _depth in range(DEEPEST):
            pattern = pattern and pattern.children.exclude(state=State.TRANSFERRED).order_by("pk").first()
            if not pattern or not made:
                break
            made = _below(made, pattern, at=at)
            everything += made
        say(current, EntryKind.COPY, by=by, at=at, text=", ".join(row.unit.name for row in tops)[:1000])
        data = {"units": [row.unit.code for row in tops], "made": len(everything)}
        audit.record("work.copy", by=by, on=current, at=at, data=data)
        events.announce(WorkGiven(tuple(row.pk for row in everything), at))
    return Copied(len(tops), len(to) - len(tops), len(everything))


def _must_be_beside(current: Assignment, to: Sequence[Unit], *, at: datetime) -> None:
    beside = set(may_receive_copy_of(current, day_of(at)).values_list("pk", flat=True))
    if strangers := [unit.name for unit in to if unit.pk not in beside]:
        names = ", ".join(strangers[:5])
        message = _("Không phải đơn vị cùng cấp đang hoạt động: %(names)s.") % {"names": names}
        raise Invalid(message, errors=[FieldError("to", message)])


def _beside(current: Assignment, to: Sequence[Unit], *, at: datetime) -> list[Assignment]:
    standing = Assignment.objects.filter(task=current.task_id, number=current.number, parent=current.parent_id)
    taken = set(standing.exclude(state=State.TRANSFERRED).values_list("unit", flat=True))
    rows = []
    for unit in to:
        if unit.pk not in taken:
            taken.add(unit.pk)
            rows.append(beside(current, unit, recurrence=current.recurrence, at=at))
    return Assignment.objects.bulk_create(rows)


def _below(parents: Sequence[Assignment], pattern: Assignment, *, at: datetime) -> list[Assignment]:
    below = children_by_parent([parent.unit for parent in parents], day_of(at))
    held = held_otherwise(parents, [unit for units in below.values() for unit in units])
    rows = [
        child_of(parent, unit, instruction=pattern.instruction, due_at=pattern.due_at, at=at)
        for parent in parents
        for unit in below[parent.unit_id]
        if duty_of(parent, unit.pk) not in held
    ]
    return insert_new(rows)
