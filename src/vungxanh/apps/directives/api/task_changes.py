"""From the body of a task edit to the one action it asks for."""

from datetime import datetime

from django.utils.translation import gettext as _

from vungxanh.apps.directives.actions.edit_task import edit_task
from vungxanh.apps.directives.actions.reassign import NewParty, reassign
from vungxanh.apps.directives.actions.set_deadline import set_deadline
from vungxanh.apps.directives.actions.set_recurrence import set_recurrence
from vungxanh.apps.directives.api.schemas import PartyIn, TaskIn
from vungxanh.apps.directives.models import DirectiveTask, TaskRole
from vungxanh.apps.directives.queries import bodies
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import FieldError, Invalid

_WORDS = {"text", "section", "lead_mode"}
_PARTIES = {"add", "remove"}


def change_task(task: DirectiveTask, changes: TaskIn, *, version: int, by: Officer, at: datetime) -> None:
    """Do the one kind of change the body names; Invalid for none or several kinds."""
    given = changes.dict(exclude_unset=True)
    kinds = [kind for kind in (_WORDS, _PARTIES, {"deadline"}, {"recurrence"}) if kind & given.keys()]
    if len(kinds) != 1:
        raise Invalid(_("Mỗi lần gửi đúng một loại thay đổi: nội dung, đơn vị, thời hạn hoặc chu kỳ."))
    if kinds[0] == _WORDS:
        edit_task(task, version=version, by=by, at=at, **{name: value or "" for name, value in given.items()})
    elif kinds[0] == _PARTIES:
        add = [_new_party(party, row) for row, party in enumerate(changes.add or [], 1)]
        remove = [pk for code in changes.remove or [] for pk in _parties_of(task, code)]
        reassign(task, add=add, remove=remove, version=version, by=by, at=at)
    elif "deadline" in given:
        set_deadline(task, on=changes.deadline, version=version, by=by, at=at)
    else:
        set_recurrence(task, recurrence=changes.recurrence or "", version=version, by=by, at=at)


def _new_party(party: PartyIn, row: int) -> NewParty:
    body = bodies.body_of(f"unit:{party.code}") or bodies.body_of(f"group:{party.code}")
    if body is None:
        message = _("Không có đơn vị hay nhóm nào mã %(code)s.") % {"code": party.code}
        raise Invalid(message, errors=[FieldError("add", message, row)])
    return NewParty(TaskRole(party.role), body)


def _parties_of(task: DirectiveTask, code: str) -> list[int]:
    found = [
        party.pk
        for party in task.parties.select_related("unit", "group")
        if code in ((body := party.unit or party.group) and bodies.key_of(body), party.text)
    ]
    if not found:
        message = _("Nhiệm vụ không giao cho %(code)s.") % {"code": code}
        raise Invalid(message, errors=[FieldError("remove", message)])
    return found
