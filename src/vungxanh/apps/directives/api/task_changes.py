"""From the body of a task edit to the one action it asks for."""

from typing import Any

from django.utils.translation import gettext as _

from vungxanh.apps.directives.actions.edit_task import edit_task
from vungxanh.apps.directives.actions.reassign import NewParty, reassign
from vungxanh.apps.directives.actions.set_deadline import set_deadline
from vungxanh.apps.directives.actions.set_recurrence import set_recurrence
from vungxanh.apps.directives.api.asked import Change
from vungxanh.apps.directives.api.schemas import TaskIn
from vungxanh.apps.directives.models import DirectiveTask, TaskRole
from vungxanh.apps.directives.queries import bodies
from vungxanh.kit.api.naming import as_sent
from vungxanh.kit.problems import FieldError, Invalid

_WORDS = {"text", "section", "lead_mode"}
_PARTIES = {"add", "remove", "replace"}
_REPEAT = {"recurrence", "moment"}


def change_task(task: DirectiveTask, changes: TaskIn, asked: Change) -> None:
    """Do the one kind of change the body names; Invalid for none or several kinds."""
    given = changes.dict(exclude_unset=True)
    kinds = [kind for kind in (_WORDS, _PARTIES, {"deadline"}, _REPEAT) if kind & given.keys()]
    if len(kinds) != 1:
        raise Invalid(_("Mỗi lần gửi đúng một loại thay đổi: nội dung, đơn vị, thời hạn hoặc chu kỳ."))
    if kinds[0] == _WORDS:
        words: dict[str, Any] = {name: value or "" for name, value in given.items()}
        edit_task(task, **asked.who, **words)
    elif kinds[0] == _PARTIES:
        _reassign(task, changes, asked)
    elif "deadline" in given:
        with as_sent(on="deadline"):
            set_deadline(task, on=changes.deadline, **asked.who)
    else:
        interval = changes.recurrence if "recurrence" in given else task.recurrence
        set_recurrence(task, recurrence=interval or "", moment=changes.moment, **asked.who)


def _reassign(task: DirectiveTask, changes: TaskIn, asked: Change) -> None:
    add = [
        NewParty(TaskRole(party.role), _body(party.code, "add", row)) for row, party in enumerate(changes.add or [], 1)
    ]
    remove = [pk for row, code in enumerate(changes.remove or [], 1) for pk in _parties_of(task, code, "remove", row)]
    replace = {
        pk: _body(each.code, "replace", row)
        for row, each in enumerate(changes.replace or [], 1)
        for pk in _parties_of(task, each.party, "replace", row)
    }
    reassign(task, add=add, remove=remove, replace=replace, **asked.who)


def _body(code: str, field: str, row: int) -> bodies.Body:
    body = bodies.body_of(f"unit:{code}") or bodies.body_of(f"group:{code}")
    if body is None:
        message = _("Không có đơn vị hay nhóm nào mã %(code)s.") % {"code": code}
        raise Invalid(message, errors=[FieldError(field, message, row)])
    return body


def _parties_of(task: DirectiveTask, code: str, field: str, row: int) -> list[int]:
    found = [
        party.pk
        for party in task.parties.select_related("unit", "group")
        if code in ((body := party.unit or party.group) and bodies.key_of(body), party.text)
    ]
    if not found:
        message = _("Nhiệm vụ không giao cho %(code)s.") % {"code": code}
        raise Invalid(message, errors=[FieldError(field, message, row)])
    return found
