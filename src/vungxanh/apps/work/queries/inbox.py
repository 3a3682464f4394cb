"""What waits for this officer, by deadline, with the reason it is here (việc của tôi).

Each reason is one branch that an index answers in order (`work_inbox`, `work_of_person`, `work_to_accept`,
`work_asking`), so a page costs the same for a commune with ten duties as for a province with half a million given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import TaskRole
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.models import LETTER_BODY, NO_DEADLINE, Assignment, Turn
from vungxanh.core.records.worktime import OutsideCalendar, WorkCalendar
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import day_of
from vungxanh.kit.paging import Order, page_of

ORDER = Order("sort_due_at", "id")
MANY = 1000


class Box(TextChoices):
    """A part of the inbox (ngăn)."""

    ALL = "all", _("Tất cả")
    MINE = "mine", _("Giao cho tôi")
    UNIT = "unit", _("Giao cho đơn vị")
    OVERDUE = "overdue", _("Quá hạn")
    TO_ACCEPT = "to_accept", _("Chờ duyệt")
    EXTENSIONS = "extensions", _("Xin gia hạn")


class Why(TextChoices):
    """Why an assignment is in the inbox (lý do)."""

    MINE = "mine", _("Giao cho anh/chị")
    UNIT = "unit", _("Giao cho đơn vị")
    RETURNED = "returned", _("Bị trả lại")
    TO_ACCEPT = "to_accept", _("Chờ duyệt")
    EXTENSION = "extension", _("Xin gia hạn")
    INFORMED = "informed", _("Gửi để biết")


@dataclass(frozen=True, slots=True)
class Item:
    """One row: `days_left` are working days, negative when late, None without a deadline or outside the calendar."""

    assignment: Assignment
    why: Why
    days_left: int | None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of the inbox; `next` and `previous` are cursors, empty at the ends."""

    items: list[Item]
    next: str
    previous: str


def inbox(officer: Officer, *, at: datetime, box: Box = Box.ALL, cursor: str = "", size: int = 50) -> InboxPage:
    """One page, soonest deadline first; BadCursor when the cursor was tampered with.

    Every branch is read up to one row past the page, so the page of their union is the page of the whole.
    """
    size = max(1, min(size, 199))
    ids: set[int] = set()
    for branch in branches(officer, at=at)[box]:
        keys: Any = branch.values_list("id", "sort_due_at", named=True)  # no model is built for what is only ordered
        ids.update(row.id for row in page_of(keys, ORDER, cursor=cursor, size=size + 1).items)
    rows = (
        Assignment.objects.filter(pk__in=ids)
        .select_related("unit", "directive", "assigned_by", "performer")
        .defer(*LETTER_BODY)
    )
    page = page_of(rows, ORDER, cursor=cursor, size=size)
    calendar = work_calendar(at, officer.unit.code) if page.items else None
    items = [Item(row, why(row, officer), days_left(row, at, calendar)) for row in page.items]
    return InboxPage(items, page.next, page.previous)


def branches(officer: Officer, *, at: datetime) -> Mapping[Box, list[QuerySet[Assignment]]]:
    """The ordered reads that make up each box, limited to what the officer's roles let them act on."""
    rows = Assignment.objects.all()
    people = [officer.user.pk, officer.for_user_id] if officer.for_user_id else [officer.user.pk]
    mine = rows.filter(performer__in=people, unit=officer.unit, turn=Turn.UNIT)
    if not policies.manages(officer):
        late = mine.filter(sort_due_at__lt=at)
        return {box: [] for box in Box} | {Box.ALL: [mine], Box.MINE: [mine], Box.OVERDUE: [late]}
    unit = rows.filter(unit=officer.unit, turn=Turn.UNIT)
    given = rows.filter(assigned_by=officer.unit)
    if officer.unit.parent_id:  # what it gave itself is answered by the unit above
        given = given.exclude(unit=officer.unit)
    # … and what the units directly below gave themselves is answered here.
    own_below = rows.filter(is_open=True, assigned_by=F("unit"), unit__in=Unit.objects.filter(parent=officer.unit))
    own_below = own_below.filter(Q(parent=None) | Q(parent__unit=F("unit")))
    to_accept = [each.filter(turn=Turn.GIVER) for each in (given, own_below)]
    extensions = [each.filter(extension_asked=True) for each in (given, own_below)]
    return {
        Box.ALL: [unit, *to_accept, *extensions],
        Box.MINE: [mine],
        Box.UNIT: [unit],
        Box.OVERDUE: [unit.filter(sort_due_at__lt=at)],
        Box.TO_ACCEPT: to_accept,
        Box.EXTENSIONS: extensions,
    }


def counts(officer: Officer, *, at: datetime) -> dict[Box, int]:
    """How many wait in each box, counted up to `MANY`: past that the page says "999+"."""
    found = {
        box: min(MANY, sum(rows.order_by()[:MANY].count() for rows in reads))
        for box, reads in branches(officer, at=at).items()
        if box is not Box.ALL
    }
    whole = (
        found[Box.UNIT] + found[Box.TO_ACCEPT] + found[Box.EXTENSIONS] if policies.manages(officer) else found[Box.MINE]
    )
    return {Box.ALL: min(MANY, whole)} | found


def why(assignment: Assignment, officer: Officer) -> Why:
    """The one reason shown for a row, the most pressing first."""
    if assignment.unit_id == officer.unit.pk and assignment.turn == Turn.UNIT:
        if assignment.returned_at:
            return Why.RETURNED
        if assignment.role == TaskRole.INFORM:
            return Why.INFORMED
        mine = {officer.user.pk, officer.for_user_id}
        return Why.MINE if assignment.performer_id in mine else Why.UNIT
    return Why.EXTENSION if assignment.extension_asked else Why.TO_ACCEPT


def days_left(assignment: Assignment, at: datetime, calendar: WorkCalendar | None) -> int | None:
    """Working days to the deadline in the calendar given; a deadline passed earlier today counts as one day late."""
    if assignment.due_at is None or assignment.sort_due_at == NO_DEADLINE or calendar is None:
        return None
    try:
        left = calendar.days_between(day_of(at), day_of(assignment.due_at))
    except OutsideCalendar:
        return None
    return -1 if left == 0 and assignment.due_at < at else left
