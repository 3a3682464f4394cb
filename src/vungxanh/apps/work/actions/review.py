"""How the giver answers a report: accept it, many at once, or return it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop, ngettext

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.close import close_rows
from vungxanh.apps.work.actions.steps import entry_of, must_say_why, say, step
from vungxanh.apps.work.events import WorkAccepted, WorkClosed, WorkReturned
from vungxanh.apps.work.life import is_possible
from vungxanh.apps.work.models import Assignment, Entry, EntryKind, State, Turn
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.tree import descendant_ids, open_below, over_open_ones
from vungxanh.kit import audit, events
from vungxanh.kit.problems import Conflict, FieldError
from vungxanh.kit.said import said


@dataclass(frozen=True, slots=True)
class BulkAccepted:
    """How many were accepted, and how many were left because they were not reported or not this officer's to accept.

    `open_below` were left because units below still work on theirs: each needs a decision of its own.
    """

    accepted: int
    skipped: int
    open_below: int = 0


class Below(StrEnum):
    """What becomes of open duties below one that is accepted: they go on with who gave them, or end with it."""

    KEEP = "keep"
    CLOSE = "close"


def accept(assignment: Assignment, *, by: Officer, at: datetime, text: str = "", below: Below | None = None) -> Entry:
    """Agree that it is done (chấp nhận).

    Conflict with their number when duties below are open and the officer has not said what becomes of them.
    """
    with step(assignment, Act.ACCEPT, by=by, at=at) as current:
        open_ones = open_below(current)
        if open_ones and below is None:
            raise Conflict(still_open(open_ones), errors=[FieldError("below", still_open(open_ones))])
        told = said(gettext_noop("Cấp dưới còn %(count)s nhiệm vụ đang mở."), count=open_ones) if open_ones else None
        current.move_to(State.ACCEPTED)
        current.accepted_at = at
        entry = say(current, EntryKind.ACCEPT, by=by, at=at, text=text, said=told)
        data = {"open_below": open_ones, "below": below.value} if open_ones and below else {}
        audit.record("work.accept", by=by, on=current, at=at, data=data)
        events.announce(WorkAccepted((current.pk,), at))
        if open_ones and below is Below.CLOSE:
            _settle_below(current, by=by, at=at)
    return entry


def still_open(count: int) -> str:
    """The sentence that asks for a decision on what is open below."""
    told = ngettext(
        "Cấp dưới còn %(n)d nhiệm vụ đang mở. Chọn để cấp dưới làm tiếp hoặc đóng các nhiệm vụ đó.",
        "Cấp dưới còn %(n)d nhiệm vụ đang mở. Chọn để cấp dưới làm tiếp hoặc đóng các nhiệm vụ đó.",
        count,
    )
    return told % {"n": count}


def _settle_below(current: Assignment, *, by: Officer, at: datetime) -> None:
    """What is open below ends with the result that was accepted above it; the next turn gives it again."""
    rows = Assignment.objects.select_for_update(of=("self",)).filter(is_open=True)
    ending = list(rows.filter(pk__in=descendant_ids([current.pk])).order_by("pk"))
    close_rows(ending, at=at)
    reason = said(gettext_noop("Nhiệm vụ của cấp trên đã được chấp nhận kết quả."))
    Entry.objects.bulk_create(entry_of(row, EntryKind.CLOSE, by=by, at=at, said=reason) for row in ending)
    events.announce(WorkClosed(tuple(row.pk for row in ending), at))


def accept_many(assignments: Sequence[Assignment], *, by: Officer, at: datetime) -> BulkAccepted:
    """Accept all of these that are reported and that the officer may accept (chấp nhận hàng loạt).

    The number of queries is fixed. Those with open duties below are left: what becomes of these is decided one by one.
    """
    with transaction.atomic():
        rows = Assignment.objects.select_for_update(of=("self",)).select_related("unit", "parent")
        current = list(rows.filter(pk__in=[each.pk for each in assignments]).order_by("pk"))
        fit = [row for row in current if is_possible(row, Act.ACCEPT) and policies.may(by, Act.ACCEPT, row)]
        undecided = over_open_ones([row.pk for row in fit])
        ready = [row for row in fit if row.pk not in undecided]
        if ready:
            ids = [row.pk for row in ready]
            Assignment.objects.filter(pk__in=ids).update(
                state=State.ACCEPTED,
                turn=Turn.NOBODY,
                is_open=False,
                accepted_at=at,
                updated_at=at,
                version=F("version") + 1,
            )
            Entry.objects.bulk_create(entry_of(row, EntryKind.ACCEPT, by=by, at=at) for row in ready)
            audit.record_many("work.accept", by=by, on=ready, at=at)
            events.announce(WorkAccepted(tuple(ids), at))
    return BulkAccepted(len(ready), len(assignments) - len(fit), len(undecided))


def return_to(assignment: Assignment, *, reason: str, by: Officer, at: datetime) -> Entry:
    """Send it back to the unit with a reason (trả lại); progress falls back to the last one below 100 per cent."""
    reason = must_say_why(reason)
    with step(assignment, Act.RETURN, by=by, at=at) as current:
        earlier = current.entries.filter(kind=EntryKind.PROGRESS, percent__lt=100).order_by("-at", "-pk").first()
        current.move_to(State.DOING)
        current.percent = (earlier.percent or 0) if earlier else 0
        current.reported_at, current.returned_at = None, at
        entry = say(current, EntryKind.RETURN, by=by, at=at, text=reason, percent=current.percent)
        audit.record("work.return", by=by, on=current, at=at, data={"reason": reason, "percent": current.percent})
        events.announce(WorkReturned(current.pk, reason, at))
    return entry
