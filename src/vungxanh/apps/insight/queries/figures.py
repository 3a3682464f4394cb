"""All numbers of one directive's page: by unit, then summed by level, sector and district (số liệu văn bản)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Max, Q

from vungxanh.apps.directives.models import DirectiveTask
from vungxanh.apps.insight.queries.scope import Scope
from vungxanh.apps.insight.queries.tallies import Tally, tallied, together
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.work.queries.groups import ATTACHED, above, group_of
from vungxanh.core.text.vietnamese import sort_key

Key = TypeVar("Key")
BODIES = frozenset({Level.DEPARTMENT, Level.MASS_ORGANISATION, Level.SERVICE, Level.ENTERPRISE})


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with its tally; `district` is the one it belongs to, itself for a district, None above."""

    unit: Unit
    tally: Tally
    district: Unit | None = None

    @property
    def level(self) -> Level:
        """The level the unit works at."""
        return Level(self.unit.level)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of the letter with its tally."""

    task: DirectiveTask
    tally: Tally


@dataclass(frozen=True, slots=True)
class Figures:
    """A directive's numbers within a scope; a district's line takes in all that stands under it.

    `units` holds every unit with work in the order of the tree; `levels` and `sectors` add the same units up, a service
    unit with the department or district it stands under, as on the board (`group_of`); `has_attached` tells of such.
    """

    scope: Scope
    total: Tally
    units: list[UnitLine]
    tasks: list[TaskLine]
    levels: Mapping[Level, Tally]
    sectors: Mapping[str, Tally]
    districts: list[UnitLine]
    has_attached: bool

    def of_level(self, *levels: Level) -> list[UnitLine]:
        """The units of these levels."""
        return [line for line in self.units if line.unit.level in levels]

    @property
    def communes(self) -> list[UnitLine]:
        """The communes with work."""
        return self.of_level(Level.COMMUNE)

    @property
    def bodies(self) -> list[UnitLine]:
        """Departments, mass organisations, services and enterprises with work."""
        return self.of_level(*BODIES)


def figures(scope: Scope) -> Figures:
    """Count the scope's work (4 queries, whatever the number of units)."""
    rows, at = scope.rows(), scope.at
    units, shown = _lines(scope, tallied(rows, "unit", at))
    groups = [group_of(line.unit, shown, scope.unit) for line in units]
    return Figures(
        scope=scope,
        total=together(line.tally for line in units),
        units=units,
        tasks=_task_lines(scope, tallied(rows, "task", at)),
        levels=_summed(zip(groups, (line.tally for line in units), strict=True)),
        has_attached=any(group != line.level for group, line in zip(groups, units, strict=True)),
        sectors=_summed((line.unit.sector, line.tally) for line in units if line.level in BODIES),
        districts=_districts(units),
    )


def fingerprint(scope: Scope) -> tuple[object, ...]:
    """What changes whenever a figure does: the newest change, the number of rows, how many are overdue (1 query)."""
    late = Count("pk", filter=Q(turn="unit", sort_due_at__lt=scope.at))
    newest = scope.rows().order_by().aggregate(newest=Max("updated_at"), rows=Count("pk"), late=late)
    return (newest["newest"], newest["rows"], newest["late"])


def _lines(scope: Scope, tallies: Mapping[int, Tally]) -> tuple[list[UnitLine], dict[str, str]]:
    """A line for every unit with work, and the levels of the units that a board would show, by path."""
    attached = Unit.objects.filter(pk__in=list(tallies), level__in=ATTACHED)
    wanted = Q(pk__in=list(tallies)) | Q(level=Level.DISTRICT) | Q(pk__in=attached.values("parent"))
    fields = ("code", "name", "level", "path", "sector", "latitude", "longitude", "population", "parent_id")
    found = list(Unit.objects.filter(wanted).only(*fields).order_by("path"))
    districts = {unit.path: unit for unit in found if unit.level == Level.DISTRICT}
    lines = [UnitLine(unit, tallies[unit.pk], _district(unit, districts)) for unit in found if unit.pk in tallies]
    shown = {unit.path: unit.level for unit in found if unit.pk in tallies or unit.parent_id == scope.unit.pk}
    return lines, shown


def _district(unit: Unit, districts: Mapping[str, Unit]) -> Unit | None:
    """The district whose path begins the unit's own."""
    path = unit.path
    while path != "/":
        if path in districts:
            return districts[path]
        path = above(path)
    return None


def _task_lines(scope: Scope, tallies: Mapping[int, Tally]) -> list[TaskLine]:
    tasks = DirectiveTask.objects.filter(directive=scope.directive).only(
        "position", "text", "verb", "section", "directive_id"
    )
    return [TaskLine(task, tallies[task.pk]) for task in tasks if task.pk in tallies]


def _summed(pairs: Iterable[tuple[Key, Tally]]) -> dict[Key, Tally]:
    groups: dict[Key, list[Tally]] = defaultdict(list)
    for key, tally in pairs:
        groups[key].append(tally)
    return {key: together(tallies) for key, tallies in groups.items()}


def _districts(units: Iterable[UnitLine]) -> list[UnitLine]:
    """One line a district, by name."""
    known = {line.district.pk: line.district for line in units if line.district}
    sums = _summed((line.district.pk, line.tally) for line in units if line.district)
    lines = [UnitLine(known[pk], tally, known[pk]) for pk, tally in sums.items()]
    return sorted(lines, key=lambda line: sort_key(line.unit.name))
