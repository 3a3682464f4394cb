"""A duty that belongs elsewhere goes to another unit (chuyển đơn vị)."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import Recurrence
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.actions.steps import must_say_why, say, settle_extension, step
from vungxanh.apps.work.events import WorkClosed, WorkGiven
from vungxanh.apps.work.models import Assignment, EntryKind, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.receivers import givers_of, may_receive_from
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid


def transfer(assignment: Assignment, *, to: Unit, reason: str, by: Officer, at: datetime) -> Assignment:
    """Pass the duty on to another unit, with what follows of it, and return the new assignment.

    The old row stays as TRANSFERRED with its thread; partners and units below follow the new one. A recurring duty
    recurs with the new unit from now on. Invalid unless the unit is among `may_receive_from`.
    """
    reason = must_say_why(reason)
    with step(assignment, Act.TRANSFER, by=by, at=at) as current:
        _must_be_near(current, to, at=at)
        _must_be_new(current, to)
        settle_extension(current, why=_("Nhiệm vụ đã chuyển đơn vị khác."), at=at)
        head = _head(current)
        moved = _copy(current, to, recurrence=head.recurrence, at=at)
        current.move_to(State.TRANSFERRED)
        current.recurrence = Recurrence.NONE
        current.save()
        moved.save(force_insert=True)
        Assignment.objects.filter(pk=head.pk).update(recurrence=Recurrence.NONE)
        current.partners.update(lead=moved)
        below = list(current.children.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        following = Assignment.objects.filter(pk__in=below)
        following.update(parent=moved, assigned_by=to, updated_at=at, version=F("version") + 1)
        text = _("%(old)s chuyển %(new)s: %(reason)s") % {"old": current.unit, "new": to, "reason": reason}
        say(current, EntryKind.TRANSFER, by=by, at=at, text=text)
        say(moved, EntryKind.TRANSFER, by=by, at=at, text=text)
        data = {"to": to.code, "moved": moved.pk, "reason": reason, "children": below}
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


def _copy(current: Assignment, to: Unit, *, recurrence: str, at: datetime) -> Assignment:
    moved = Assignment(
        directive_id=current.directive_id,
        task_id=current.task_id,
        unit=to,
        role=current.role,
        lead_id=current.lead_id,
        parent_id=current.parent_id,
        number=current.number,
        recurrence=recurrence,
        transferred_from=current,
        title=current.title,
        instruction=current.instruction,
        assigned_by_id=current.assigned_by_id,
        assigned_at=at,
        updated_at=at,
    )
    moved.fall_due(current.due_at)
    return moved
