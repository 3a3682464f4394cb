"""More time: asked by the unit, granted or refused by the giver (gia hạn)."""

from datetime import date, datetime

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.actions.steps import entry_of, must_say_why, say, step
from vungxanh.apps.work.deadlines import closing_hour, written
from vungxanh.apps.work.events import DeadlinesMoved, ExtensionAsked, ExtensionDecided
from vungxanh.apps.work.models import Assignment, Entry, EntryKind, Extension
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.tree import followers
from vungxanh.kit import audit, events
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid
from vungxanh.kit.said import Said, said


def ask_extension(assignment: Assignment, *, until: date, reason: str, by: Officer, at: datetime) -> Extension:
    """Ask the giver for a later deadline (xin gia hạn); one request at a time.

    A day on which nobody works means the next working day: the thread says both, `new_due_at` is what would hold.
    """
    reason = must_say_why(reason)
    new_due_at = closing_hour(until, work_calendar(at, assignment.unit.code))
    with step(assignment, Act.ASK_EXTENSION, by=by, at=at) as current:
        if current.extension_asked:
            raise Conflict(_("Đơn vị đã xin gia hạn và đang chờ quyết định."))
        if new_due_at <= max(at, current.due_at or at):
            message = _("Hạn mới phải sau hạn đang có và sau hôm nay.")
            raise Invalid(message, errors=[FieldError("until", message)])
        current.extension_asked = True
        asked = Extension.objects.create(
            assignment=current, asked_by=by.user, asked_at=at, new_due_at=new_due_at, reason=reason
        )
        say(current, EntryKind.EXTENSION_ASKED, by=by, at=at, text=reason, said=_told(until, new_due_at))
        audit.record("work.ask_extension", by=by, on=current, at=at, data={"until": new_due_at, "reason": reason})
        events.announce(ExtensionAsked(asked.pk, at))
    return asked


def _told(until: date, new_due_at: datetime) -> Said:
    """The day asked for and, when nobody works on it, the day that it means."""
    due_on = day_of(new_due_at)
    if due_on == until:
        return said(gettext_noop("Xin gia hạn đến hết ngày %(day)s."), day=written(until))
    words = gettext_noop("Xin gia hạn đến %(asked)s là ngày nghỉ; hạn tính đến hết ngày %(day)s.")
    return said(words, asked=written(until), day=written(due_on))


def waiting_of(assignment: Assignment) -> Extension:
    """The request that waits for an answer; Conflict when somebody has answered it."""
    asked = assignment.extensions.filter(granted=None).first()
    if asked is None:
        raise Conflict(_("Đề nghị gia hạn này đã được quyết định."))
    return asked


def grant(extension: Extension, *, by: Officer, at: datetime, text: str = "") -> Extension:
    """Move the deadline as asked (đồng ý gia hạn)."""
    return _decide(extension, granted=True, text=text, by=by, at=at)


def refuse(extension: Extension, *, reason: str, by: Officer, at: datetime) -> Extension:
    """Keep the deadline, with a reason (không gia hạn)."""
    return _decide(extension, granted=False, text=must_say_why(reason), by=by, at=at)


def _decide(extension: Extension, *, granted: bool, text: str, by: Officer, at: datetime) -> Extension:
    with step(extension.assignment, Act.DECIDE_EXTENSION, by=by, at=at) as current:
        asked = Extension.objects.select_for_update().get(pk=extension.pk)
        if asked.granted is not None:
            raise Conflict(_("Đề nghị gia hạn này đã được quyết định."))
        asked.granted, asked.decided_by, asked.decided_at, asked.decision = granted, by.user, at, text.strip()[:1000]
        asked.save()
        current.extension_asked = False
        if granted:
            _move(current, max(asked.new_due_at, current.due_at or asked.new_due_at), by=by, at=at)
        kind = EntryKind.EXTENSION_GRANTED if granted else EntryKind.EXTENSION_REFUSED
        say(current, kind, by=by, at=at, text=text)
        data = {"granted": granted, "until": asked.new_due_at}
        audit.record("work.decide_extension", by=by, on=current, at=at, data=data)
        events.announce(ExtensionDecided(asked.pk, at))
    return asked


def _move(current: Assignment, due_at: datetime, *, by: Officer, at: datetime) -> None:
    """Move the deadline, and those that were the same: units that co-operate or stand below have as much time.

    A deadline of their own stays. No law says so; who helps cannot be late for work that is not due yet.
    """
    found = followers(current)
    current.fall_due(due_at)
    if not found.all:
        return
    rows = list(Assignment.objects.select_for_update(of=("self",)).filter(pk__in=found.all).order_by("pk"))
    moved = Assignment.objects.filter(pk__in=found.all)
    moved.update(due_at=due_at, sort_due_at=due_at, updated_at=at, version=F("version") + 1)
    day, helping = written(day_of(due_at)), set(found.partners)
    told = {
        True: said(gettext_noop("Thời hạn theo đơn vị chủ trì dời đến %(day)s."), day=day),
        False: said(gettext_noop("Thời hạn theo đơn vị cấp trên dời đến %(day)s."), day=day),
    }
    Entry.objects.bulk_create(
        entry_of(row, EntryKind.EXTENSION_GRANTED, by=by, at=at, said=told[row.pk in helping]) for row in rows
    )
    data = {"until": due_at, "with": current.pk}
    audit.record_many("work.move_deadline", by=by, on=rows, at=at, data=data)
    events.announce(DeadlinesMoved(tuple(found.all), at))
