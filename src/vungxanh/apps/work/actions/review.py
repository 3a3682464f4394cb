"""How the giver answers a report: accept it, many at once, or return it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.steps import entry_of, must_say_why, say, step
from vungxanh.apps.work.events import WorkAccepted, WorkReturned
from vungxanh.apps.work.life import is_possible
from vungxanh.apps.work.models import Assignment, Entry, EntryKind, State, Turn
from vungxanh.apps.work.policies import Act
from vungxanh.kit import audit, events


@dataclass(frozen=True, slots=True)
class BulkAccepted:
    """How many were accepted, and how many were left because they were not reported or not this officer's to accept."""

    accepted: int
    skipped: int


def accept(assignment: Assignment, *, by: Officer, at: datetime, text: str = "") -> Entry:
    """Agree that it is done (chấp nhận)."""
    with step(assignment, Act.ACCEPT, by=by, at=at) as current:
        current.move_to(State.ACCEPTED)
        current.accepted_at = at
        entry = say(current, EntryKind.ACCEPT, by=by, at=at, text=text)
        audit.record("work.accept", by=by, on=current, at=at)
        events.announce(WorkAccepted((current.pk,), at))
    return entry


def accept_many(assignments: Sequence[Assignment], *, by: Officer, at: datetime) -> BulkAccepted:
    """Accept all of these that are reported and that the officer may accept (chấp nhận hàng loạt), in six queries."""
    with transaction.atomic():
        rows = Assignment.objects.select_for_update(of=("self",)).select_related("unit", "parent")
        current = list(rows.filter(pk__in=[each.pk for each in assignments]).order_by("pk"))
        ready = [row for row in current if is_possible(row, Act.ACCEPT) and policies.may(by, Act.ACCEPT, row)]
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
    return BulkAccepted(len(ready), len(assignments) - len(ready))


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
