"""Ending a duty and all below it without a result (đóng nhiệm vụ)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import Recurrence
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.actions.steps import entry_of, must_say_why, settle_extension, step
from vungxanh.apps.work.events import WorkClosed
from vungxanh.apps.work.models import Assignment, Entry, EntryKind, Extension, State, Turn
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.closing import Extent, closing, goes_on, turns_of
from vungxanh.kit import audit, events
from vungxanh.kit.problems import FieldError, Invalid


def close_tree(assignment: Assignment, *, reason: str, by: Officer, at: datetime, extent: Extent | None = None) -> int:
    """Close the duty, the partners that serve it and every open one below them; returns how many were closed.

    Of a recurring duty the caller says the `extent`: a closed turn comes back with the next one, a closed series never.
    An accepted duty keeps its result; what is open below it is closed.
    """
    reason = must_say_why(reason)
    with step(assignment, Act.CLOSE, by=by, at=at) as current:
        chosen = _must_be_chosen(current, extent)
        ending = closing(current, chosen)
        others = [pk for pk in ending.rows if pk != current.pk]
        rows = list(
            Assignment.objects.select_for_update(of=("self",)).filter(pk__in=others, is_open=True).order_by("pk")
        )
        if chosen is Extent.SERIES:
            _end_series(current, ending.serving, at=at)
        close_rows(rows, at=at)
        if current.is_open:
            settle_extension(current, at=at)
            current.move_to(State.CLOSED)
            rows.insert(0, current)
        _note(current, rows, reason, by=by, at=at)
        data = {"reason": reason, "closed": len(rows), "extent": chosen.value}
        audit.record("work.close", by=by, on=current, at=at, data=data)
        events.announce(WorkClosed(tuple(row.pk for row in rows), at))
    return len(rows)


def _must_be_chosen(current: Assignment, extent: Extent | None) -> Extent:
    """A duty done once ends as a whole; Invalid when a recurring one is closed without saying how much of it."""
    if not goes_on(current):
        return Extent.SERIES
    if extent is None:
        message = _("Đây là nhiệm vụ định kỳ. Chọn đóng kỳ này hay cả chuỗi.")
        raise Invalid(message, errors=[FieldError("extent", message)])
    return extent


def _end_series(current: Assignment, serving: Sequence[int], *, at: datetime) -> None:
    """No turn follows, of the duty or of its partners, nor with the next turn of what it was handed down from."""
    current.recurrence, current.repeats = Recurrence.NONE, False
    turns = turns_of(current).exclude(pk=current.pk)
    turns.update(repeats=False)
    head = current.series_id or current.pk
    series = turns | Assignment.objects.filter(Q(lead=head) | Q(pk__in=serving) | Q(occurrences__in=serving))
    heads = Assignment.objects.filter(pk__in=series.values("pk")).exclude(pk=current.pk)
    heads.exclude(recurrence=Recurrence.NONE).update(
        recurrence=Recurrence.NONE, updated_at=at, version=F("version") + 1
    )


def close_rows(rows: Sequence[Assignment], *, at: datetime) -> None:
    """End these open rows as they stand, with the requests for more time that wait in them."""
    ids = [row.pk for row in rows]
    waiting = Extension.objects.filter(assignment__in=ids, granted=None)
    waiting.update(granted=False, decided_at=at)
    Assignment.objects.filter(pk__in=ids).update(
        state=State.CLOSED,
        turn=Turn.NOBODY,
        is_open=False,
        extension_asked=False,
        updated_at=at,
        version=F("version") + 1,
    )


def _note(current: Assignment, rows: Sequence[Assignment], reason: str, *, by: Officer, at: datetime) -> None:
    """The reason in every thread, also in that of the accepted duty under which rows were closed."""
    named = {row.pk: row for row in (current, *rows)}
    Entry.objects.bulk_create(entry_of(row, EntryKind.CLOSE, by=by, at=at, text=reason) for row in named.values())
