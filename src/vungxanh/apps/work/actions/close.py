"""Ending a duty and all below it without a result (đóng nhiệm vụ)."""

from datetime import datetime

from django.db.models import F, Q

from vungxanh.apps.directives.models import Recurrence
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.actions.steps import entry_of, must_say_why, settle_extension, step
from vungxanh.apps.work.events import WorkClosed
from vungxanh.apps.work.models import Assignment, Entry, EntryKind, Extension, State, Turn
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.tree import descendant_ids
from vungxanh.kit import audit, events


def close_tree(assignment: Assignment, *, reason: str, by: Officer, at: datetime) -> int:
    """Close the duty, the partners that serve it and every open one below them; returns how many were closed.

    Its recurrence stops, and that of its partners.
    """
    reason = must_say_why(reason)
    with step(assignment, Act.CLOSE, by=by, at=at) as current:
        serving = list(current.partners.values_list("pk", flat=True))
        below = list(
            Assignment.objects.select_for_update(of=("self",))
            .filter(pk__in=[*serving, *descendant_ids([current.pk, *serving])], is_open=True)
            .order_by("pk")
        )
        settle_extension(current, at=at)
        _close(below, at=at)
        current.move_to(State.CLOSED)
        current.recurrence = Recurrence.NONE
        head = current.series_id or current.pk
        series = Assignment.objects.filter(Q(pk=head) | Q(lead=head) | Q(occurrences__in=serving))
        heads = Assignment.objects.filter(pk__in=series.values("pk")).exclude(recurrence=Recurrence.NONE)
        heads.exclude(pk=current.pk).update(recurrence=Recurrence.NONE, updated_at=at, version=F("version") + 1)
        closed = [current, *below]
        Entry.objects.bulk_create(entry_of(row, EntryKind.CLOSE, by=by, at=at, text=reason) for row in closed)
        audit.record("work.close", by=by, on=current, at=at, data={"reason": reason, "closed": len(closed)})
        events.announce(WorkClosed(tuple(row.pk for row in closed), at))
    return len(closed)


def _close(rows: list[Assignment], *, at: datetime) -> None:
    ids = [row.pk for row in rows]
    waiting = Extension.objects.filter(assignment__in=ids, granted=None)
    waiting.update(granted=False, decided_at=at)
    Assignment.objects.filter(pk__in=ids).update(
        state=State.CLOSED,
        turn=Turn.NOBODY,
        is_open=False,
        extension_asked=False,
        recurrence=Recurrence.NONE,
        updated_at=at,
        version=F("version") + 1,
    )
