"""Counts of a place: by level, by state, overdue, per commune; small numbers are hidden where people could be told."""

from dataclasses import dataclass
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


def figures(officer: Officer, today: date) -> Figures:
    """The counts of the officer's place (4 queries)."""
    path = policies.area(officer)
    levels = Standing.objects.filter(path__under=path).values_list("level").annotate(Count("id")).order_by("level")
    plans = Plan.objects.filter(path__under=path, ended_on=None)
    counted = plans.aggregate(all=Count("id"), late=Count("id", filter=Q(overdue__gt=0)))
    checks = Check.objects.filter(path__under=path, day=today, plan__ended_on=None)
    days = checks.aggregate(due=Count("id"), done=Count("id", filter=~Q(outcome=Outcome.DUE)))
    active = Case.objects.filter(
        path__under=path,
        state=CaseState.ACTIVE,
        classification__in=(Classification.CONFIRMED, Classification.PROBABLE),
    )
    return Figures(active.count(), dict(levels), counted["all"], counted["late"], days["due"], days["done"])


def by_commune(officer: Officer, *, level: int | None = None) -> list[tuple[Unit, int | None]]:
    """People standing in each commune of the place, None where fewer than five (2 queries)."""
    rows = Standing.objects.filter(path__under=policies.area(officer))
    rows = rows.filter(level=level) if level is not None else rows
    counts = dict(rows.values_list("path").annotate(Count("id")).order_by("path"))
    units = Unit.objects.in_bulk(counts, field_name="path")
    return [(units[path], count) for path, count in all_shown(counts).items() if path in units]
