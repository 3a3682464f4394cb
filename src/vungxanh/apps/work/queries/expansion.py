"""Which units a directive's tasks come to on a date, in which role (phân rã nhiệm vụ)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from vungxanh.apps.directives.models import Directive, DirectiveTask, TaskParty, TaskRole
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.apps.org.queries.groups import members

# A unit named twice under one task plays the heavier part only.
_WEIGHT = (TaskRole.LEAD, TaskRole.COOPERATE, TaskRole.INFORM)


@dataclass(frozen=True, slots=True)
class Share:
    """One task with the units that lead it, co-operate and are informed, each unit once."""

    task: DirectiveTask
    units: Mapping[TaskRole, list[Unit]]
    unresolved: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many assignments it becomes."""
        return sum(len(units) for units in self.units.values())


@dataclass(frozen=True, slots=True)
class Expansion:
    """All tasks of a directive, in the order of the letter."""

    shares: list[Share] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many assignments the directive becomes."""
        return sum(share.count for share in self.shares)

    @property
    def units(self) -> list[Unit]:
        """Every unit that receives something, once, from the top of the tree down."""
        found = {unit.pk: unit for share in self.shares for units in share.units.values() for unit in units}
        return sorted(found.values(), key=lambda unit: unit.path)

    @property
    def without_lead(self) -> list[DirectiveTask]:
        """Tasks that no unit would lead."""
        return [share.task for share in self.shares if not share.units.get(TaskRole.LEAD)]

    @property
    def unresolved(self) -> list[str]:
        """Names left as written, or of units that did not exist that day: no assignment comes of them."""
        return [text for share in self.shares for text in share.unresolved]


def expand(directive: Directive, on: date) -> Expansion:
    """Resolve every party to its units on the day: one query each for tasks, parties, named units, groups.

    A unit that holds the letter does not receive its own tasks through a group, only when the letter names it. A letter
    of a district or commune reaches, by a group, the units below it and not those of the whole province.
    """
    tasks = list(directive.tasks.order_by("position", "pk"))
    parties = list(TaskParty.objects.filter(task__directive=directive).select_related("unit", "group").order_by("pk"))
    groups = {party.group.pk: party.group for party in parties if party.group}
    within = directive.unit if directive.unit.level in {Level.DISTRICT, Level.COMMUNE} else None
    found = {key: list(members(group, on, within=within)) for key, group in groups.items()}
    named = {party.unit_id for party in parties if party.unit_id}
    standing = set(units_on(on).filter(pk__in=named).values_list("pk", flat=True)) if named else set()
    for party in parties:
        if party.unit_id and party.unit_id not in standing:
            party.unit = None
    by_task: dict[int, list[TaskParty]] = {task.pk: [] for task in tasks}
    for party in parties:
        by_task[party.task_id].append(party)
    return Expansion([_share(task, by_task[task.pk], found, directive.unit_id) for task in tasks])


def _share(task: DirectiveTask, parties: Iterable[TaskParty], found: Mapping[int, list[Unit]], issuer_id: int) -> Share:
    parties = list(parties)
    taken: set[int] = set()
    units: dict[TaskRole, list[Unit]] = {}
    for role in _WEIGHT:
        mine = units.setdefault(role, [])
        for unit in _units(parties, role, found, issuer_id):
            if unit.pk not in taken:
                taken.add(unit.pk)
                mine.append(unit)
    return Share(task, units, tuple(p.text for p in parties if p.unit_id is None and p.group_id is None))


def _units(
    parties: Iterable[TaskParty], role: TaskRole, found: Mapping[int, list[Unit]], issuer_id: int
) -> Iterable[Unit]:
    for party in parties:
        if party.role != role:
            continue
        if party.unit:
            yield party.unit
        elif party.group_id:
            yield from (unit for unit in found[party.group_id] if unit.pk != issuer_id)
