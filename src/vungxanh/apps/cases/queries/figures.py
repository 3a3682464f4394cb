"""Counts of a place: by level, by state, overdue, per commune; small numbers are hidden where people could be told."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Case, Plan, Tally
from vungxanh.apps.cases.queries.days import DayCounts, counts_of
from vungxanh.apps.cases.queries.lists import IN_TREATMENT, of_kind
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.small_numbers import all_shown, shown

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Figures:
    """The place at a glance (số liệu địa bàn)."""

    active_cases: int
    by_level: dict[int, int]
    following: int
    day: DayCounts
    by_path: Mapping[str, int] = field(default_factory=dict)

    @property
    def overdue(self) -> int:
        """People with a day that nobody asked them."""
        return self.day.missed

    @property
    def due_today(self) -> int:
        """Checks of today, whatever came of them."""
        return self.day.checks

    @property
    def done_today(self) -> int:
        """Checks of today that are written down."""
        return self.day.done


def figures(officer: Officer, today: date) -> Figures:
    """The counts of the officer's place (5 queries); what is counted stands in an index, which alone answers."""
    path = policies.area(officer)
    by_level, by_path = Counter[int](), Counter[str]()
    tallied = Tally.objects.filter(path__under=path, count__gt=0)
    for commune, level, count in tallied.values_list("path", "level", "count"):
        by_level[level] += count
        by_path[commune] += count
    active = of_kind(Case.objects.filter(path__under=path), IN_TREATMENT)
    following = Plan.objects.filter(path__under=path, ended_on=None)
    levels = dict(sorted(by_level.items()))
    return Figures(active.count(), levels, following.count(), counts_of(officer, today), by_path)


@dataclass(frozen=True, slots=True)
class ToldFigures:
    """The same as an officer may be told them; None is a number that points at somebody, or gives one away."""

    active_cases: int | None
    by_level: Mapping[int, int | None]
    following: int | None
    overdue: int | None
    due_today: int | None
    done_today: int | None


def told(officer: Officer, known: Figures) -> ToldFigures:
    """The figures for who reads identities as they are, for others without small numbers."""
    names = ("active_cases", "following", "overdue", "due_today", "done_today")
    plain = {name: getattr(known, name) for name in names}
    if policies.counts_plainly(officer):
        return ToldFigures(by_level=known.by_level, **plain)
    small = {name: shown(count) for name, count in plain.items()}
    levels = all_shown(known.by_level)
    # A case is an F0 and a contact is followed: their counts would give hidden levels away.
    if levels.get(0, 0) is None:
        small["active_cases"] = None
    if None in levels.values():
        small["following"] = None
    if shown(known.due_today - known.done_today) is None:
        small["done_today"] = None
    return ToldFigures(by_level=levels, **small)


def told_counts(officer: Officer, counts: Mapping[Key, int]) -> Mapping[Key, int | None]:
    """Counts that stand beside their sum, as the officer may be told them: the one rule for pages and the API."""
    return counts if policies.counts_plainly(officer) else all_shown(counts)


def by_commune(officer: Officer, known: Figures) -> list[tuple[Unit, int | None]]:
    """People standing in each commune of the place by its path, small numbers as they may be told (1 query)."""
    units = Unit.objects.in_bulk(list(known.by_path), field_name="path")
    counts = told_counts(officer, known.by_path)
    return [(unit, counts[path]) for path, unit in sorted(units.items())]
