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

    `units` holds every unit with work in the order of the tree; `levels` and `sectors` add the same units up.
    """

    scope: Scope
    total: Tally
    units: list[UnitLine]
    tasks: list[TaskLine]
    levels: Mapping[Level, Tally]
    sectors: Mapping[str, Tally]
    districts: list[UnitLine]

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
    units = _lines(tallied(rows, "unit", at))
    return Figures(
        scope=scope,
        total=together(line.tally for line in units),
        units=units,
        tasks=_task_lines(scope, tallied(rows, "task", at)),
        levels=_summed((line.level, line.tally) for line in units),
        sectors=_summed((line.unit.sector, line.tally) for line in units if line.level in BODIES),
        districts=_districts(units),
    )


def fingerprint(scope: Scope) -> tuple[object, ...]:
    """What changes whenever a figure does: the newest change, the number of rows, how many are overdue (1 query)."""
    late = Count("pk", filter=Q(turn="unit", sort_due_at__lt=scope.at))
    newest = scope.rows().order_by().aggregate(newest=Max("updated_at"), rows=Count("pk"), late=late)
    return (newest["newest"], newest["rows"], newest["late"])


def _lines(tallies: Mapping[int, Tally]) -> list[UnitLine]:
    wanted = Q(pk__in=list(tallies)) | Q(level=Level.DISTRICT)
    fields = ("code", "name", "level", "path", "sector", "latitude", "longitude", "population", "parent_id")
    found = list(Unit.objects.filter(wanted).only(*fields).order_by("path"))
    districts = {unit.path: unit for unit in found if unit.level == Level.DISTRICT}
    return [UnitLine(unit, tallies[unit.pk], _district(unit, districts)) for unit in found if unit.pk in tallies]


def _district(unit: Unit, districts: Mapping[str, Unit]) -> Unit | None:
    """The district whose path begins the unit's own."""
    path = unit.path
    while path != "/":
        if path in districts:
            return districts[path]
        path = path[:-1].rsplit("/", 1)[0] + "/"
    return None


def _task_lines(scope: Scope, tallies: Mapping[int, Tally]) -> list[TaskLine]:
    tasks = DirectiveTask.objects.filter(directive=scope.directive).only("position", "text", "section", "directive_id")
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
