"""Change which units a task names (phân công lại)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.actions.leads import settle_lead_mode
from vungxanh.apps.directives.models import DirectiveTask, TaskParty, TaskRole
from vungxanh.apps.org.models import Group, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import FieldError, Invalid, NotFound
from vungxanh.kit.said import Said, said

Body = Unit | Group


@dataclass(frozen=True, slots=True)
class NewParty:
    """A unit or group to add to a task in a role."""

    role: TaskRole
    body: Body


def reassign(
    task: DirectiveTask,
    *,
    add: Iterable[NewParty] = (),
    remove: Iterable[int] = (),
    replace: Mapping[int, Body] | None = None,
    version: int,
    by: Officer,
    at: datetime,
) -> DirectiveTask:
    """Remove parties by id, resolve or exchange others (the letter's words stay), and add new ones.

    A unit plays one part in a task: adding it in another role moves it there.
    """
    with editing(task.directive, verb="reassign", version=version, by=by, at=at) as draft:
        current = draft.task(task.pk)
        done = [_remove(current, pk) for pk in remove]
        done += [_replace(current, pk, body) for pk, body in (replace or {}).items()]
        done += [_add(current, party) for party in add]
        settle_lead_mode(current)
        draft.said = said(gettext_noop("nhiệm vụ %(number)d: %(what)s"), number=current.position, what=done)
    return current


def place(task: DirectiveTask, role: str, text: str, body: Body | None) -> TaskParty:
    """A party row, not yet saved, of a unit, a group or a name as written."""
    unit = body if isinstance(body, Unit) else None
    group = body if isinstance(body, Group) else None
    return TaskParty(task=task, role=role, text=text[:300], unit=unit, group=group)


def _party(task: DirectiveTask, pk: int) -> TaskParty:
    found = task.parties.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Đơn vị này không còn trong nhiệm vụ."))
    return found


def _remove(task: DirectiveTask, pk: int) -> Said:
    party = _party(task, pk)
    party.delete()
    return said(gettext_noop("bỏ %(name)s"), name=party.text)


def _replace(task: DirectiveTask, pk: int, body: Body) -> Said:
    party = _party(task, pk)
    _of_body(task, body).exclude(pk=pk).delete()
    fresh = place(task, party.role, party.text, body)
    fresh.pk = party.pk
    fresh.save()
    return said(gettext_noop("%(text)s là %(name)s"), text=party.text, name=body.name)


def _add(task: DirectiveTask, party: NewParty) -> Said:
    if party.role not in TaskRole.values:
        message = _("Chọn vai trò trong danh sách.")
        raise Invalid(message, errors=[FieldError("role", message)])
    _of_body(task, party.body).delete()
    place(task, party.role, party.body.name, party.body).save()
    return said(gettext_noop("thêm %(name)s (%(role)s)"), name=party.body.name, role=said(TaskRole(party.role).label))


def _of_body(task: DirectiveTask, body: Body) -> QuerySet[TaskParty]:
    return task.parties.filter(unit=body) if isinstance(body, Unit) else task.parties.filter(group=body)
