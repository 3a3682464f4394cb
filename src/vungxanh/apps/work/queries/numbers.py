"""Counts of assignments by state, on time and late (số liệu nhiệm vụ); one grouped query each.

What was passed on is counted where it went; what was sent for information is no work and is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from vungxanh.apps.directives.models import TaskRole
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.work.models import Assignment, State
from vungxanh.kit.clock import VIETNAM


@dataclass(frozen=True, slots=True)
class Counts:
    """How many assignments stand where; `late_open` are among the first two, `on_time`, `late_done` among the done."""

    total: int = 0
    not_started: int = 0
    doing: int = 0
    reported: int = 0
    accepted: int = 0
    closed: int = 0
    late_open: int = 0
    on_time: int = 0
    late_done: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))

    @property
    def done(self) -> int:
        """Reported or accepted."""
        return self.reported + self.accepted

    @property
    def late(self) -> int:
        """Late so far: still open past the deadline, or done after it."""
        return self.late_open + self.late_done

    @property
    def share_done(self) -> float | None:
        """Done among those not closed, 0 to 1; None when there is nothing to do."""
        base = self.total - self.closed
        return self.done / base if base else None


def counted(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The rows that are work: neither passed on nor for information."""
    return rows.exclude(state=State.TRANSFERRED).exclude(role=TaskRole.INFORM)


def aggregates(at: datetime) -> dict[str, Any]:
    """One conditional count for every field of `Counts`."""
    done = Q(state__in=[State.REPORTED, State.ACCEPTED])
    return {
        "total": Count("pk"),
        "not_started": Count("pk", filter=Q(state=State.NOT_STARTED)),
        "doing": Count("pk", filter=Q(state=State.DOING)),
        "reported": Count("pk", filter=Q(state=State.REPORTED)),
        "accepted": Count("pk", filter=Q(state=State.ACCEPTED)),
        "closed": Count("pk", filter=Q(state=State.CLOSED)),
        "late_open": Count("pk", filter=Q(turn="unit", sort_due_at__lt=at)),
        "on_time": Count("pk", filter=done & Q(reported_at__lte=F("sort_due_at"))),
        "late_done": Count("pk", filter=done & Q(reported_at__gt=F("sort_due_at"))),
    }


def _grouped(rows: QuerySet[Assignment], key: str, at: datetime) -> dict[Any, Counts]:
    return {found: counts for found, counts, _mean in grouped(rows, key, at)}


def grouped(rows: QuerySet[Assignment], key: str, at: datetime) -> Iterable[tuple[Any, Counts, float | None]]:
    """Key, counts and mean progress of each group of the rows, in one query; rows that are no work are left out."""
    groups = counted(rows).order_by().values(key).annotate(mean=Avg("percent"), **aggregates(at))
    names = [key, "mean", *(f.name for f in fields(Counts))]
    for found, mean, *numbers in groups.values_list(*names):
        yield found, Counts(*numbers), mean


def of_directives(directive_ids: Iterable[int], at: datetime) -> dict[int, Counts]:
    """The counts of each directive; directives without assignments are absent."""
    return _grouped(Assignment.objects.filter(directive__in=list(directive_ids)), "directive", at)


def by_unit(directive_id: int, at: datetime) -> dict[int, Counts]:
    """The counts of one directive by unit id."""
    return _grouped(Assignment.objects.filter(directive=directive_id), "unit", at)


def by_task(directive_id: int, at: datetime) -> dict[int, Counts]:
    """The counts of one directive by task id."""
    return _grouped(Assignment.objects.filter(directive=directive_id), "task", at)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A directive's counts seen three ways; `districts` include the communes below, `communes` stand alone."""

    total: Counts
    sectors: Mapping[str, Counts]
    levels: Mapping[Level, Counts]
    districts: Mapping[Unit, Counts]
    communes: Mapping[Unit, Counts]


def breakdown(directive_id: int, at: datetime) -> Breakdown:
    """The whole directive page's numbers: one grouped query and one for the units."""
    counts = by_unit(directive_id, at)
    total = Counts()
    sectors: dict[str, Counts] = {}
    levels: dict[Level, Counts] = {}
    communes: dict[Unit, Counts] = {}
    by_district: dict[int, Counts] = {}
    units = {unit.pk: unit for unit in Unit.objects.filter(Q(pk__in=counts) | Q(level=Level.DISTRICT))}
    for unit_id, own in counts.items():
        unit = units[unit_id]
        level = Level(unit.level)
        total += own
        levels[level] = levels.get(level, Counts()) + own
        if level in {Level.DEPARTMENT, Level.MASS_ORGANISATION, Level.SERVICE, Level.ENTERPRISE}:
            sectors[unit.sector] = sectors.get(unit.sector, Counts()) + own
        if level is Level.COMMUNE:
            communes[unit] = own
        district = unit_id if level is Level.DISTRICT else unit.parent_id if level is Level.COMMUNE else None
        if district:
            by_district[district] = by_district.get(district, Counts()) + own
    districts = {units[pk]: found for pk, found in by_district.items() if pk in units}
    return Breakdown(total, sectors, levels, districts, communes)


@dataclass(frozen=True, slots=True)
class Day:
    """How many were first reported, and how many accepted, on a day."""

    on: date
    reported: int
    accepted: int


def over_time(directive_id: int) -> list[Day]:
    """Reports that stand and acceptances by day in Viet Nam, days without either left out (2 queries)."""
    rows = counted(Assignment.objects.filter(directive=directive_id)).order_by()
    reported = _by_day(rows, "reported_at")
    accepted = _by_day(rows, "accepted_at")
    return [Day(day, reported.get(day, 0), accepted.get(day, 0)) for day in sorted(reported.keys() | accepted.keys())]


def _by_day(rows: QuerySet[Assignment], moment: str) -> dict[date, int]:
    rows = rows.filter(**{f"{moment}__isnull": False}).annotate(day=TruncDate(moment, tzinfo=VIETNAM))
    return dict(rows.values("day").annotate(count=Count("pk")).values_list("day", "count"))
