"""Counts of a place: by level, by state, overdue, per commune; small numbers are hidden where people could be told."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Case, CaseState, Check, Classification, Outcome, Plan, Standing
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.small_numbers import all_shown


@dataclass(frozen=True, slots=True)
class Figures:
    """The place at a glance (số liệu địa bàn)."""

    active_cases: int
    by_level: dict[int, int]
    following: int
    overdue: int
    due_today: int
    done_today: int
    by_path: Mapping[str, int] = field(default_factory=dict)


def figures(officer: Officer, today: date) -> Figures:
    """The counts of the officer's place (4 queries); what is counted stands in an index, which alone answers."""
    path = policies.area(officer)
    standings = Standing.objects.filter(path__under=path).values_list("path", "level").annotate(Count("id")).order_by()
    by_level, by_path = Counter[int](), Counter[str]()
    for commune, level, count in standings:
        by_level[level] += count
        by_path[commune] += count
    plans = Plan.objects.filter(path__under=path, ended_on=None)
    counted = plans.aggregate(all=Count("person"), late=Count("person", filter=Q(overdue__gt=0)))
    checks = Check.objects.filter(path__under=path, day=today, outcome__in=Outcome.values, plan__ended_on=None)
    days = checks.aggregate(due=Count("plan"), done=Count("plan", filter=~Q(outcome=Outcome.DUE)))
    active = Case.objects.filter(
        path__under=path,
        state=CaseState.ACTIVE,
        classification__in=(Classification.CONFIRMED, Classification.PROBABLE),
    )
    levels = dict(sorted(by_level.items()))
    return Figures(active.count(), levels, counted["all"], counted["late"], days["due"], days["done"], by_path)


def by_commune(known: Figures) -> list[tuple[Unit, int | None]]:
    """People standing in each commune of the place by its path, None where fewer than five (1 query)."""
    units = Unit.objects.in_bulk(list(known.by_path), field_name="path")
    shown = all_shown(known.by_path)
    return [(unit, shown[path]) for path, unit in sorted(units.items())]
