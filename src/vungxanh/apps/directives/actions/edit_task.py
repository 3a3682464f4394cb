"""Change the words of a task (sửa nhiệm vụ)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.models import DirectiveTask, LeadMode
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import FieldError, Invalid
from vungxanh.kit.said import said

EDITABLE = {"text", "section", "verb", "lead_mode", "channels", "targets"}


def edit_task(task: DirectiveTask, *, version: int, by: Officer, at: datetime, **changes: object) -> DirectiveTask:
    """Set any of text, section, verb, lead_mode, channels and targets; the span and the letter stay as they are."""
    if unknown := changes.keys() - EDITABLE:
        raise ValueError(f"not editable: {sorted(unknown)}")
    if "text" in changes and not str(changes["text"]).strip():
        message = _("Nhiệm vụ phải có nội dung.")
        raise Invalid(message, errors=[FieldError("text", message)])
    if "lead_mode" in changes and changes["lead_mode"] not in LeadMode.values:
        message = _("Chọn cách chủ trì trong danh sách.")
        raise Invalid(message, errors=[FieldError("lead_mode", message)])
    with editing(task.directive, verb="edit_task", version=version, by=by, at=at) as draft:
        current = draft.task(task.pk)
        for name, value in changes.items():
            setattr(current, name, value.strip() if isinstance(value, str) else value)
        current.confidence = 1.0
        current.save()
        draft.said = said(gettext_noop("sửa nội dung nhiệm vụ %(number)d"), number=current.position)
    return current
