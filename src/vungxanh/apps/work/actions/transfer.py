"""A duty that belongs elsewhere goes to another unit (chuyển đơn vị)."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.models import Recurrence
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.actions.spread import beside
from vungxanh.apps.work.actions.steps import must_say_why, say, settle_extension, step
from vungxanh.apps.work.events import WorkClosed, WorkGiven
from vungxanh.apps.work.models import Assignment, EntryKind, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.receivers import givers_of, may_receive_from
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid
from vungxanh.kit.said import said


def transfer(assignment: Assignment, *, to: Unit, reason: str, by: Officer, at: datetime) -> Assignment:
    """Pass the duty on to another unit, with what follows of it, and return the new assignment.

    The old row stays as TRANSFERRED with its thread; partners and units below follow the new one. A recurring duty
    recurs with the new unit from now on. Invalid unless the unit is among `may_receive_from`.
    """
    reason = must_say_why(reason)
    with step(assignment, Act.TRANSFER, by=by, at=at) as current:
        _must_be_near(current, to, at=at)
        _must_be_new(current, to)
        settle_extension(current, at=at)
        head = _head(current)
        moved = beside(current, to, recurrence=head.recurrence, at=at)
        moved.recurrence_detail, moved.transferred_from = head.recurrence_detail, current
        current.move_to(State.TRANSFERRED)
        current.recurrence = Recurrence.NONE
        current.save()
        moved.save(force_insert=True)
        if head.pk != current.pk:
            mine = Assignment.objects.filter(pk=head.pk)
            mine.update(recurrence=Recurrence.NONE, updated_at=at, version=F("version") + 1)
        serving = list(current.partners.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        partners = Assignment.objects.filter(pk__in=serving)
        partners.update(lead=moved, updated_at=at, version=F("version") + 1)
        below = list(current.children.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        following = Assignment.objects.filter(pk__in=below)
        following.update(parent=moved, assigned_by=to, updated_at=at, version=F("version") + 1)
        told = said(gettext_noop("%(old)s chuyển %(new)s"), old=current.unit.name, new=to.name)
        say(current, EntryKind.TRANSFER, by=by, at=at, said=told, text=reason)
        say(moved, EntryKind.TRANSFER, by=by, at=at, said=told, text=reason)
        data = {"to": to.code, "moved": moved.pk, "reason": reason, "children": below, "partners": serving}
        audit.record("work.transfer", by=by, on=current, at=at, data=data)
        events.announce(WorkGiven((moved.pk,), at), WorkClosed((current.pk,), at))
    return moved


def _head(current: Assignment) -> Assignment:
    """The first of the series, locked: of two turns passed on at once only one takes the recurrence along."""
    if current.series_id is None:
        return current
    return Assignment.objects.select_for_update(of=("self",)).get(pk=current.series_id)


def _must_be_near(current: Assignment, to: Unit, *, at: datetime) -> None:
    if may_receive_from(current, day_of(at)).filter(pk=to.pk).exists():
        return
    message = _("Chỉ chuyển được cho đơn vị cùng cấp hoặc cấp trên trực tiếp đang hoạt động.")
    if to.pk in givers_of(current):
        message = _("Đây là đơn vị giao việc. Gửi trao đổi để đề nghị đơn vị giao xem lại thay vì chuyển.")
    raise Invalid(message, errors=[FieldError("to", message)])


def _must_be_new(current: Assignment, to: Unit) -> None:
    same = Assignment.objects.filter(task=current.task_id, unit=to, parent=current.parent_id)
    if current.parent_id is None:
        same = same.filter(number=current.number)
    if same.exclude(state=State.TRANSFERRED).exists():
        raise Conflict(_("%(unit)s đã có nhiệm vụ này.") % {"unit": to})
