"""The checks of a day in three parts, paged: due, left undone on earlier days, done (việc theo dõi trong ngày)."""

from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Check, Outcome, Sample, SampleResult
from vungxanh.apps.cases.queries.lists import within
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.paging import Order, Page, page_of
from vungxanh.kit.problems import NotFound

LIKELIEST = Order("-plan__person__standing__probability", "id")
OLDEST = Order("day", "id")


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
    return page_of(_part(officer, day, part, place), order, cursor=cursor, size=size)


def counts_of(officer: Officer, day: date, *, place: Unit | None = None) -> dict[Part, int]:
    """How many checks each part holds (3 queries)."""
    return {part: _part(officer, day, part, place).count() for part in Part}


def check_of(officer: Officer, key: int) -> Check:
    """One check of the officer's place with plan, person and standing; NotFound otherwise (1 query)."""
    row = _related(Check.objects.filter(pk=key)).first()
    if row is None:
        raise NotFound
    policies.must_see(officer, row)
    return row


def _part(officer: Officer, day: date, part: Part, place: Unit | None) -> QuerySet[Check]:
    rows = Check.objects.filter(path__under=within(officer, place), plan__ended_on=None)
    rows = rows.filter(plan__person__standing__isnull=False)
    if part is Part.DONE:
        return _related(rows.filter(day=day).exclude(outcome=Outcome.DUE))
    earlier = Check.objects.filter(plan=OuterRef("plan"), outcome=Outcome.DUE)
    if part is Part.DUE:
        rows, earlier = rows.filter(day=day), earlier.filter(day=day, number__lt=OuterRef("number"))
    else:
        before = Q(day__lt=OuterRef("day")) | Q(day=OuterRef("day"), number__lt=OuterRef("number"))
        rows, earlier = rows.filter(day__lt=day), earlier.filter(before)
    return _related(rows.filter(~Exists(earlier), outcome=Outcome.DUE))


def _related(rows: QuerySet[Check]) -> QuerySet[Check]:
    waiting = Sample.objects.filter(result=SampleResult.WAITING).order_by("due_on")
    rows = rows.select_related("by", "plan", "plan__person", "plan__person__commune", "plan__person__standing")
    return rows.prefetch_related(Prefetch("plan__person__samples", queryset=waiting, to_attr="waiting"))
