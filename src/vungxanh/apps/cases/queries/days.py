"""The checks of a day in parts, paged: due, missed earlier, done, telling symptoms (việc theo dõi trong ngày)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Check, Outcome, Plan, Sample, SampleResult
from vungxanh.apps.cases.queries.lists import filled, in_place, must_be_many, within
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.paging import Order, Page, after_row, page_of
from vungxanh.kit.problems import NotFound

URGENT = Order("-urgency", "id")
OLDEST = Order("-is_ill", "due_since", "id")
MOST_PRINTED = 200
"""People of one part of the printed list."""
_WRITTEN = ~Q(outcome=Outcome.DUE)
"""Said as the partial index says it, so that it serves."""


class Part(StrEnum):
    """Which checks of a day."""

    DUE = "due"
    MISSED = "missed"
    DONE = "done"
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Printed:
    """A part of the day's list on paper: checks by person, people of the whole day, where the next part begins."""

    checks: list[Check]
    people: int
    next: str


@dataclass(frozen=True, slots=True)
class DayCounts:
    """People due and people missed; checks written down, and all checks of the day; people with symptoms."""

    due: int
    missed: int
    done: int
    checks: int
    ill: int

    def of(self, part: Part) -> int:
        """How long a part's list is."""
        return {Part.DUE: self.due, Part.MISSED: self.missed, Part.DONE: self.done, Part.ILL: self.ill}[part]


def checks_of(
    officer: Officer, day: date, part: Part, *, place: Unit | None = None, cursor: str = "", size: int = 40
) -> Page[Check]:
    """One page of a day's checks, the ill and then the likeliest first, with all that is shown (4 queries); TooFew.

    Of what one person is due, or missed, only the first stands here: the next follows when it is done. Of the missed,
    who waits longest stands before others.
    """
    if part is Part.MISSED:
        return _missed(officer, day, place, cursor, size)
    if part is Part.ILL:
        return _ill(officer, place, cursor, size)
    rows = _of_day(officer, day, place)
    if part is Part.DONE:
        rows = rows.filter(_WRITTEN)
    else:
        earlier = Check.objects.filter(plan=OuterRef("plan"), day=day, outcome=Outcome.DUE)
        rows = rows.filter(~Exists(earlier.filter(number__lt=OuterRef("number"))), outcome=Outcome.DUE)
    must_be_many(officer, rows)
    found = page_of(rows.only("urgency"), URGENT, cursor=cursor, size=size)
    return filled(found, _related(Check.objects.all()))


def counts_of(officer: Officer, day: date, *, place: Unit | None = None) -> DayCounts:
    """How many people are due, missed and ill, and how many checks are written down (3 queries)."""
    waiting = Q(outcome=Outcome.DUE)
    found = _to_count(officer, day, place).aggregate(
        due=Count("plan", distinct=True, filter=waiting), checks=Count("plan"), waiting=Count("plan", filter=waiting)
    )
    plans = Plan.objects.filter(path__under=within(officer, place), ended_on=None)
    missed, ill = plans.filter(due_since__lt=day).count(), plans.filter(is_ill=True).count()
    return DayCounts(found["due"], missed, found["checks"] - found["waiting"], found["checks"], ill)


def printed(
    officer: Officer, day: date, *, place: Unit | None = None, cursor: str = "", most: int = MOST_PRINTED
) -> Printed:
    """So many people, the most urgent first, with all their checks of the day, whatever came of them (6 queries).

    Of equal urgency those of one commune stand together.
    """
    must_be_many(officer, _to_count(officer, day, place).values("plan").distinct())
    rows = _of_day(officer, day, place).only("urgency", "plan")
    before = Check.objects.filter(plan=OuterRef("plan"), day=day, number__lt=OuterRef("number"))
    first = rows.filter(~Exists(before))
    # Each half is the range of an index; both together would be sorted whole.
    halves = [
        page_of(first.filter(half), URGENT, cursor=cursor, size=most) for half in (Q(outcome=Outcome.DUE), _WRITTEN)
    ]
    found = sorted((row for half in halves for row in half.items), key=lambda row: (-row.urgency, row.pk))
    people = found[:most]
    ranks = {row.plan_id: -row.urgency for row in people}
    checks = _related(Check.objects.filter(plan__in=ranks, day=day))
    shown = sorted(checks, key=lambda row: (ranks[row.plan_id], row.path, row.plan_id, row.number))
    goes_on = len(found) > most or any(half.next for half in halves)
    total = _to_count(officer, day, place).aggregate(people=Count("plan", distinct=True))["people"]
    return Printed(shown, total, after_row(URGENT, people[-1]) if goes_on else "")


def check_of(officer: Officer, key: int) -> Check:
    """One check of the officer's place with plan, person and standing; NotFound otherwise (1 query)."""
    row = _related(Check.objects.filter(pk=key)).first()
    if row is None:
        raise NotFound
    policies.must_see(officer, row)
    return row


def _to_count(officer: Officer, day: date, place: Unit | None) -> QuerySet[Check]:
    """The day's checks, to count plans among them and not rows: then an index by place alone answers."""
    return Check.objects.filter(path__under=within(officer, place), day=day, plan__ended_on=None)


def _of_day(officer: Officer, day: date, place: Unit | None) -> QuerySet[Check]:
    return Check.objects.filter(in_place(officer, place), day=day, plan__ended_on=None)


def _missed(officer: Officer, day: date, place: Unit | None, cursor: str, size: int) -> Page[Check]:
    """The plans are paged, each with its first check that nobody did."""
    plans = Plan.objects.filter(in_place(officer, place), ended_on=None, due_since__lt=day)
    must_be_many(officer, plans)
    found = page_of(plans.only("is_ill", "due_since"), OLDEST, cursor=cursor, size=size)
    waiting = Check.objects.filter(plan__in=[plan.pk for plan in found.items], outcome=Outcome.DUE)
    rows = _related(waiting.filter(day=F("plan__due_since"))).order_by("-number")
    first = {row.plan_id: row for row in rows}
    return Page([first[plan.pk] for plan in found.items if plan.pk in first], found.next, found.previous)


def _ill(officer: Officer, place: Unit | None, cursor: str, size: int) -> Page[Check]:
    """The plans of who told symptoms last are paged, each with the check that says so, of whatever day."""
    plans = Plan.objects.filter(in_place(officer, place), ended_on=None, is_ill=True)
    must_be_many(officer, plans)
    found = page_of(plans.only("urgency"), URGENT, cursor=cursor, size=size)
    told = Check.objects.filter(plan__in=[plan.pk for plan in found.items], outcome=Outcome.SYMPTOMS)
    last = {row.plan_id: row for row in _related(told).order_by("day", "at", "number")}
    return Page([last[plan.pk] for plan in found.items if plan.pk in last], found.next, found.previous)


def _related(rows: QuerySet[Check]) -> QuerySet[Check]:
    waiting = Sample.objects.filter(result=SampleResult.WAITING).order_by("due_on")
    rows = rows.select_related("by", "plan", "plan__person", "plan__person__commune", "plan__person__standing")
    return rows.prefetch_related(Prefetch("plan__person__samples", queryset=waiting, to_attr="waiting"))
