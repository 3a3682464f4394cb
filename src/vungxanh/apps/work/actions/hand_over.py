"""The giver says who goes on with duties whose unit has ended without an heir (chuyển việc không còn nơi thực hiện)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.models import Recurrence
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.follow import digest, tell_threads
from vungxanh.apps.work.actions.resettling import resettle
from vungxanh.apps.work.actions.steps import bring_up_to_date, must_be_possible, must_say_why
from vungxanh.apps.work.events import WorkFollowed
from vungxanh.apps.work.models import Assignment, EntryKind
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.orphans import living, may_take_over
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid

_HANDED = gettext_noop("%(old)s đã kết thúc hoạt động; đơn vị giao việc chuyển %(new)s.")


def hand_over(
    assignments: Assignment | Sequence[Assignment], *, to: Unit, reason: str, by: Officer, at: datetime
) -> int:
    """Give orphaned duties, with all that belongs to them, to a standing unit; returns how many.

    A series goes on with that unit too. Where it has the same duty already, the two become one.
    """
    seen = [assignments] if isinstance(assignments, Assignment) else list(assignments)
    reason = must_say_why(reason)
    for assignment in seen:
        policies.must(by, Act.HAND_OVER, assignment)
    with transaction.atomic():
        current = _locked(seen)
        _must_be_free(current, to, at=at)
        open_rows = [row for row in current if row.is_open]
        settled = resettle(open_rows, {row.pk: to.pk for row in open_rows}, at=at)
        tell_threads(settled, {row.pk: _HANDED for row in settled.moved}, by=by, at=at, kind=EntryKind.TRANSFER)
        _hand_over_series(current, to, at=at)
        below = living(Assignment.objects.filter(parent__in=[row.pk for row in settled.moved])).exclude(unit=to)
        below.update(assigned_by=to, updated_at=at, version=F("version") + 1)
        data = {"to": to.code, "reason": reason} | digest(settled)
        audit.record_many("work.hand_over", by=by, on=current, at=at, data=data)
        moved, stays = tuple(row.pk for row in settled.moved), tuple({row.pk for row in settled.merged.values()})
        events.announce(WorkFollowed(moved, stays, tuple(settled.merged), (), (), at))
    for row in seen:
        bring_up_to_date(row, Assignment.objects.get(pk=row.pk))
    return len(current)


def _locked(seen: Sequence[Assignment]) -> list[Assignment]:
    rows = Assignment.objects.select_for_update(of=("self",)).order_by("pk")
    current = {row.pk: row for row in rows.filter(pk__in=[each.pk for each in seen])}
    for each in seen:
        must_be_possible(each, current[each.pk], Act.HAND_OVER)
    return list(current.values())


def _must_be_free(rows: Sequence[Assignment], to: Unit, *, at: datetime) -> None:
    for giver_id in {row.assigned_by_id for row in rows}:
        if not may_take_over(giver_id, day_of(at)).filter(pk=to.pk).exists():
            message = _("Chọn một đơn vị đang hoạt động, không phải đơn vị giao việc.")
            raise Invalid(message, errors=[FieldError("to", message)])
    below = Assignment.objects.filter(parent__in=[row.pk for row in rows], unit=to, is_open=True)
    if below.exists():
        raise Conflict(_("%(unit)s đang làm phần việc cấp dưới của nhiệm vụ này.") % {"unit": to})


def _hand_over_series(rows: Sequence[Assignment], to: Unit, *, at: datetime) -> None:
    """The first rows of their series give the next turns to the unit; one series a task, whatever it had before."""
    heads = Assignment.objects.filter(pk__in={row.series_id or row.pk for row in rows})
    going = list(heads.exclude(recurrence=Recurrence.NONE).values_list("pk", "task"))
    had = Assignment.objects.exclude(recurrence=Recurrence.NONE).exclude(pk__in=[pk for pk, _task in going])
    taken = set(had.filter(Q(continues_with=to) | Q(continues_with=None, unit=to)).values_list("task", flat=True))
    for pk, task_id in going:
        changes = {"recurrence": Recurrence.NONE} if task_id in taken else {"continues_with": to}
        heads.filter(pk=pk).update(**changes, orphaned_at=None, updated_at=at, version=F("version") + 1)
