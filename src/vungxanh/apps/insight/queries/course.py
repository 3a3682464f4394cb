"""How a directive's work went, working day by working day (tiến độ theo thời gian)."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import TextField
from django.db.models.functions import Cast, Left

from vungxanh.apps.insight.queries.scope import Scope
from vungxanh.apps.work.models import State
from vungxanh.core.records.worktime import OutsideCalendar, WorkCalendar
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import VIETNAM, day_of

MOST_DAYS = 60
DONE = frozenset({State.REPORTED.value, State.ACCEPTED.value})


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
    """The course from the day of issue to now, at most `MOST_DAYS` points, the last now (1 query and the calendar)."""
    at, issued_at = scope.at, scope.directive.issued_at or scope.at
    days = working_days(day_of(issued_at), day_of(at), work_calendar(at, scope.unit.code))
    shown = _thinned(days)
    rows = scope.rows().exclude(state=State.CLOSED).order_by()
    moments = list(rows.values_list("state", *(_hour(name) for name in ("assigned_at", "reported_at", "accepted_at"))))
    return Course(
        days=shown,
        assigned=_running((row[1] for row in moments), shown),
        reported=_running((row[2] for row in moments if row[0] in DONE and row[2]), shown),
        accepted=_running((row[3] for row in moments if row[0] == State.ACCEPTED and row[3]), shown),
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


def _hour(name: str) -> Left:
    """A moment's date and hour in UTC as text, which both engines write alike (`2020-07-28 08`).

    A day of Viet Nam ends on a full hour of UTC, so hours say enough; as text no moment is read in for each row.
    """
    return Left(Cast(name, TextField()), len("2020-07-28 08"))


def _running(hours: Iterable[str], days: Sequence[date]) -> list[int]:
    """How many moments lie before the end of each day by Viet Nam's clock."""
    found = sorted(hours)
    ends = (datetime.combine(day + timedelta(1), time(), VIETNAM).astimezone(UTC) for day in days)
    return [bisect_left(found, f"{end:%Y-%m-%d %H}") for end in ends]
