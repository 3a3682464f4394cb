"""The days of a plan as weeks: what was checked, what is due, when samples are taken (lịch theo dõi)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models import Check, Outcome, Sample
from vungxanh.apps.cases.queries.files import PersonFile
from vungxanh.apps.cases.views.lines import SHAPES

WEEKDAYS = (_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN"))


@dataclass(slots=True)
class Mark:
    """One thing of a day: its shape and word."""

    shape: str
    word: str


@dataclass(slots=True)
class Day:
    """One cell; days around the plan fill the weeks and are `inside` False."""

    day: date
    inside: bool
    is_today: bool = False
    marks: list[Mark] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    ends: str = ""


def calendar_of(found: PersonFile, today: date) -> list[list[Day]]:
    """Weeks from Monday over the whole plan; nothing without one."""
    plan = found.plan
    if plan is None:
        return []
    first = plan.starts_on - timedelta(days=plan.starts_on.weekday())
    last = plan.ends_on + timedelta(days=6 - plan.ends_on.weekday())
    checks, samples = _by_day(found.checks), _samples(found.samples)
    days = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        cell = Day(day, plan.starts_on <= day <= plan.ends_on, day == today)
        cell.marks = [_mark(check, today) for check in checks.get(day, [])]
        cell.samples = [_told(each) for each in samples.get(day, [])]
        cell.ends = "quarantine" if day == plan.quarantine_ends_on else "plan" if day == plan.ends_on else ""
        days.append(cell)
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def _mark(check: Check, today: date) -> Mark:
    late = check.outcome == Outcome.DUE and check.day < today
    return Mark("overdue" if late else SHAPES[Outcome(check.outcome)], str(check.get_outcome_display()))


def _told(sample: Sample) -> str:
    return str(sample.get_result_display()) if sample.taken_on else gettext("hẹn lấy mẫu")


def _by_day(checks: Sequence[Check]) -> dict[date, list[Check]]:
    found = defaultdict(list)
    for check in checks:
        found[check.day].append(check)
    return found


def _samples(samples: Sequence[Sample]) -> dict[date, list[Sample]]:
    found = defaultdict(list)
    for sample in samples:
        if day := sample.taken_on or sample.due_on:
            found[day].append(sample)
    return found
