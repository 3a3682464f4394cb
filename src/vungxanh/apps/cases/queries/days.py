"""The checks of a day in three parts, paged: due, left undone on earlier days, done (việc theo dõi trong ngày)."""

from datetime import date
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Check, Outcome, Sample, SampleResult
from vungxanh.apps.cases.queries.lists import filled, in_place
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.paging import Order, Page, page_of
from vungxanh.kit.problems import NotFound

LIKELIEST = Order("-plan__person__standing__probability", "id")
OLDEST = Order("day", "id")
_WRITTEN = [outcome for outcome in Outcome.values if outcome != Outcome.DUE]
"""Named one by one so that an index by outcome serves."""


class Part(StrEnum):
    """Which checks of a day."""

    DUE = "due"
    MISSED = "missed"
    DONE = "done"


def checks_of(
    officer: Officer, day: date, part: Part, *, place: Unit | None = None, cursor: str = "", size: int = 40
) -> Page[Check]:
    """One page of a day's checks, likeliest first, with person, standing and waiting samples (2 queries).

    Of what one person is due, or missed, only the first stands here: the next follows when it is done.
    """
    order = OLDEST if part is Part.MISSED else LIKELIEST
    rows = _part(officer, day, part, place).only("day", "plan__person__standing__probability")
    return filled(page_of(rows, order, cursor=cursor, size=size), _related(Check.objects.all()))


def counts_of(officer: Officer, day: date, *, place: Unit | None = None) -> dict[Part, int]:
    """How many people are due and missed, and how many checks are written down (2 queries)."""
    rows = Check.objects.filter(in_place(officer, place), plan__ended_on=None)
    # Plans are counted, not rows: an index alone answers.
    waiting = Q(outcome=Outcome.DUE)
    found = rows.filter(day=day, outcome__in=Outcome.values).aggregate(
        due=Count("plan", distinct=True, filter=waiting), done=Count("plan", filter=~waiting)
    )
    missed = rows.filter(waiting, day__lt=day).aggregate(count=Count("plan", distinct=True))
    return {Part.DUE: found["due"], Part.MISSED: missed["count"], Part.DONE: found["done"]}


def printed(officer: Officer, day: date, *, place: Unit | None = None, most: int) -> tuple[list[Check], int]:
    """The first of the day's open checks, whatever came of them, likeliest first; how many are left out (4 queries)."""
    rows = Check.objects.filter(in_place(officer, place), day=day, outcome__in=Outcome.values)
    rows = rows.filter(plan__ended_on=None)
    likeliest = rows.order_by("-plan__person__standing__probability", "path", "plan", "number")
    keys = list(likeliest.filter(plan__person__standing__isnull=False).values_list("pk", flat=True)[:most])
    full = _related(Check.objects.all()).in_bulk(keys)
    counted = rows.aggregate(count=Count("plan"))["count"]
    return [full[key] for key in keys if key in full], max(counted - most, 0)


def check_of(officer: Officer, key: int) -> Check:
    """One check of the officer's place with plan, person and standing; NotFound otherwise (1 query)."""
    row = _related(Check.objects.filter(pk=key)).first()
    if row is None:
        raise NotFound
    policies.must_see(officer, row)
    return row


def _part(officer: Officer, day: date, part: Part, place: Unit | None) -> QuerySet[Check]:
    rows = Check.objects.filter(in_place(officer, place), plan__ended_on=None)
    rows = rows.filter(plan__person__standing__isnull=False)
    if part is Part.DONE:
        return rows.filter(day=day, outcome__in=_WRITTEN)
    earlier = Check.objects.filter(plan=OuterRef("plan"), outcome=Outcome.DUE)
    if part is Part.DUE:
        rows, earlier = rows.filter(day=day), earlier.filter(day=day, number__lt=OuterRef("number"))
    else:
        before = Q(day__lt=OuterRef("day")) | Q(day=OuterRef("day"), number__lt=OuterRef("number"))
        rows, earlier = rows.filter(day__lt=day), earlier.filter(before)
    return rows.filter(~Exists(earlier), outcome=Outcome.DUE)


def _related(rows: QuerySet[Check]) -> QuerySet[Check]:
    waiting = Sample.objects.filter(result=SampleResult.WAITING).order_by("due_on")
    rows = rows.select_related("by", "plan", "plan__person", "plan__person__commune", "plan__person__standing")
    return rows.prefetch_related(Prefetch("plan__person__samples", queryset=waiting, to_attr="waiting"))
