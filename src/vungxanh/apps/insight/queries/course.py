"""How a directive's work went, working day by working day (tiến độ theo thời gian)."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from django.db.models import Count, QuerySet

from vungxanh.apps.insight.queries.scope import Scope
from vungxanh.apps.work.models import Assignment, State
from vungxanh.core.records.worktime import OutsideCalendar, WorkCalendar
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import day_of

MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Course:
    """Running totals at the end of each day: given, reported (and standing), accepted; closed work is left out.

    `working_days` counts all working days after the day of issue, also where `days` shows only some of them.
    """

    days: Sequence[date]
    assigned: Sequence[int]
    reported: Sequence[int]
    accepted: Sequence[int]
    working_days: int


def course(scope: Scope) -> Course:
    """The course from the day of issue to now, at most `MOST_DAYS` points, the last now (3 queries, calendar)."""
    at = scope.at
    rows = scope.rows().exclude(state=State.CLOSED).order_by()
    done = rows.filter(state__in=[State.REPORTED, State.ACCEPTED])
    issued_at = scope.directive.issued_at or at
    days = working_days(day_of(issued_at), day_of(at), work_calendar(at, scope.unit.code))
    shown = _thinned(days)
    return Course(
        days=shown,
        assigned=_running(rows, "assigned_at", shown),
        reported=_running(done, "reported_at", shown),
        accepted=_running(rows.filter(state=State.ACCEPTED), "accepted_at", shown),
        working_days=len(days) - 1,
    )


def working_days(first: date, last: date, calendar: WorkCalendar) -> list[date]:
    """The first day, the working days after it, and the last day; every day where the calendar does not reach."""
    try:
        days = [first]
        while (following := calendar.next_working_day(days[-1])) <= last:
            days.append(following)
    except OutsideCalendar:
        days = [first + timedelta(n) for n in range(max((last - first).days, 0) + 1)]
    return days if days[-1] >= last else [*days, last]


def _thinned(days: Sequence[date]) -> list[date]:
    """Every n-th day counted back from the last, so that the chart has at most `MOST_DAYS` points."""
    step = -(-len(days) // MOST_DAYS)
    return list(days[::-1][::step][::-1])


def _running(rows: QuerySet[Assignment], moment: str, days: Sequence[date]) -> list[int]:
    """How many moments lie on or before each day, by Viet Nam's clock.

    Equal moments are counted by the database and turned into days here: SQLite has no time zones of its own.
    """
    rows = rows.filter(**{f"{moment}__isnull": False})
    found = sorted((day_of(when), n) for when, n in rows.values_list(moment).annotate(n=Count("pk")))
    sums = [0, *accumulate(n for _day, n in found)]
    keys = [day for day, _n in found]
    return [sums[bisect_right(keys, day)] for day in days]
