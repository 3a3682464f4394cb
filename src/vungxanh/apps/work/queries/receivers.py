"""Which units a duty may go on to (đơn vị có thể nhận)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from vungxanh.apps.directives.models import TaskRole
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.apps.work.models import Assignment, State

# The levels that each level hands its duties down to: the first of them at which it has units. A province without
# districts hands down to its communes.
NEXT_LEVELS = {
    Level.PROVINCE: (Level.DISTRICT, Level.COMMUNE),
    Level.DISTRICT: (Level.COMMUNE,),
    Level.DEPARTMENT: (Level.SERVICE,),
    Level.MASS_ORGANISATION: (Level.MASS_ORGANISATION,),
}


def givers_of(assignment: Assignment) -> set[int]:
    """The ids of the units that gave it: by name, and as holder of the duty above."""
    above = assignment.parent
    return {assignment.assigned_by_id} | ({above.unit_id} if above else set())


def holders_of(assignment: Assignment) -> QuerySet[Assignment, int]:
    """The ids of the units that have the same task in the same turn."""
    same = Assignment.objects.filter(task=assignment.task_id, number=assignment.number)
    return same.exclude(state=State.TRANSFERRED).values_list("unit", flat=True)


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


def children_by_parent(units: Iterable[Unit], on: date) -> dict[int, list[Unit]]:
    """The units directly below each of these, at the level it hands down to, as they stood on the day (1 query)."""
    above = {unit.pk: Level(unit.level) for unit in units}
    below: dict[int, list[Unit]] = {pk: [] for pk in above}
    for child in units_on(on, also=Q(periods__parent__in=above)).order_by("path"):
        if child.parent_then:
            below[child.parent_then].append(child)
    return {pk: _at_next_level(below[pk], NEXT_LEVELS.get(level, ())) for pk, level in above.items()}


def without_it_yet(assignment: Assignment, on: date) -> QuerySet[Unit]:
    """The units one level below the holder that have not been handed the duty; others may have given it them."""
    below = children_by_parent([assignment.unit], on)[assignment.unit_id]
    holders = Assignment.objects.filter(parent=assignment).exclude(state=State.TRANSFERRED).values("unit")
    return Unit.objects.filter(pk__in=[unit.pk for unit in below]).exclude(pk__in=holders).order_by("path")


Held = Mapping[tuple[int, int, int], Assignment]


def held_otherwise(parents: Iterable[Assignment], units: Iterable[Unit]) -> Held:
    """What these units have to do already, given by others, of the tasks and turns that the parents would hand down.

    Keyed by `duty_of`: a second row of the same task would count twice. What was closed, passed on or sent for
    information is no duty (1 query).
    """
    above = list(parents)
    turns = {(row.task_id, row.number) for row in above}
    rows = Assignment.objects.filter(task__in={row.task_id for row in above}, unit__in=[unit.pk for unit in units])
    rows = rows.exclude(state__in=[State.TRANSFERRED, State.CLOSED]).exclude(role=TaskRole.INFORM)
    others = rows.exclude(parent__in=[row.pk for row in above]).select_related("assigned_by")
    standing = (row for row in others.order_by("-pk") if (row.task_id, row.number) in turns)
    return {duty_of(row, row.unit_id): row for row in standing}


def held_by_units(assignment: Assignment, units: Iterable[Unit]) -> dict[int, Assignment]:
    """By unit, the duty that others gave it under the same task and turn as this one."""
    return {unit_id: row for (_task, _turn, unit_id), row in held_otherwise([assignment], units).items()}


def duty_of(assignment: Assignment, unit_id: int) -> tuple[int, int, int]:
    """The task and turn of the assignment as a duty of the unit."""
    return assignment.task_id, assignment.number, unit_id


def _at_next_level(children: list[Unit], levels: Iterable[Level]) -> list[Unit]:
    """Those at the first of the levels that any of them stands at."""
    by_level = ([child for child in children if child.level_then == level] for level in levels)
    return next(filter(None, by_level), [])
