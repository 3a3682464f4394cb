"""Which units existed on a date, under which names, and where they stood (danh bạ đơn vị)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, QuerySet

from vungxanh.apps.org.models import Alias, Group, Level, Unit, UnitPeriod
from vungxanh.apps.org.queries.dates import valid_on
from vungxanh.core.directives import directory as core
from vungxanh.core.text.vietnamese import fold, sort_key


def units_on(on: date, *, level: Level | None = None, also: Q | None = None) -> QuerySet[Unit]:
    """Units that existed on the day, each once, in one query; `also` adds conditions on `periods__…` of that day.

    Rows carry `name_then`, `kind_then`, `level_then` and `parent_then` (an id), the facts of that day.
    """
    condition = valid_on(on, "periods__")
    if level is not None:
        condition &= Q(periods__level=level)
    if also is not None:
        condition &= also
    return Unit.objects.filter(condition).annotate(  # type: ignore[no-redef]  # Unit declares what this adds
        name_then=F("periods__name"),
        kind_then=F("periods__kind"),
        level_then=F("periods__level"),
        parent_then=F("periods__parent"),
    )


def below(unit: Unit) -> QuerySet[Unit]:
    """All units below this one today, without itself."""
    return Unit.objects.filter(path__under=unit.path).exclude(pk=unit.pk)


def found(text: str, units: QuerySet[Unit]) -> QuerySet[Unit]:
    """The units whose name, code or alias holds every word, accents or not ("dai loc", "Sở TT&TT")."""
    for word in fold(text).split():
        units = units.filter(folded__contains=word)
    return units


@dataclass(slots=True)
class Branch:
    """A unit with the branches below it on a day; `name` is the name it had then."""

    unit: Unit
    name: str
    below: list["Branch"] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many units stand below it."""
        return sum(1 + branch.count for branch in self.below)


def tree(on: date) -> list[Branch]:
    """The roots of the tree as it stood on the day, names in Vietnamese order (1 query)."""
    rows = list(units_on(on))
    branches = {unit.pk: Branch(unit, unit.name_then) for unit in rows}
    roots: list[Branch] = []
    for unit in sorted(rows, key=lambda each: (_order(each), sort_key(each.name_then))):
        above = branches.get(unit.parent_then or 0)
        (above.below if above else roots).append(branches[unit.pk])
    return roots


_LEVELS = list(Level)


def _order(unit: Unit) -> int:
    return _LEVELS.index(Level(unit.level))


def directory_on(on: date) -> core.Directory:
    """Names, aliases and groups as valid on the day, for reading a letter (3 queries)."""
    aliases: dict[int, list[str]] = defaultdict(list)
    for unit_id, text in Alias.objects.order_by("pk").values_list("unit", "text"):
        aliases[unit_id].append(text)
    periods = UnitPeriod.objects.filter(valid_on(on)).order_by("unit__path")
    rows = periods.values_list("unit", "code", "name", "kind", "level", "parent__code")
    entries = [
        core.Entry(
            name=name,
            aliases=tuple(aliases[unit_id]),
            code=code,
            kind=kind,
            level=level.replace("_", "-"),
            parent_code=parent,
        )
        for unit_id, code, name, kind, level, parent in rows
    ]
    groups = [core.Group(group.key, group.name, tuple(group.aliases)) for group in Group.objects.order_by("pk")]
    return core.Directory(entries, groups)


def levels_of(units: Iterable[Unit]) -> dict[str, int]:
    """How many units each level has, levels from the top down, absent ones left out."""
    counts: dict[str, int] = defaultdict(int)
    for unit in units:
        counts[unit.level] += 1
    return {level.value: counts[level.value] for level in Level if counts[level.value]}
