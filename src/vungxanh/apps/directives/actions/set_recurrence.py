"""Choose how often a task comes back (đặt chu kỳ)."""

from datetime import datetime

from django.utils.translation import gettext as _

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.models import DirectiveTask, Recurrence
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import FieldError, Invalid


def set_recurrence(task: DirectiveTask, *, recurrence: str, version: int, by: Officer, at: datetime) -> DirectiveTask:
    """Set the interval, or NONE for once; UNSET is what the reader leaves and nobody can choose."""
    if recurrence not in Recurrence.values or recurrence == Recurrence.UNSET:
        message = _("Chọn một chu kỳ trong danh sách.")
        raise Invalid(message, errors=[FieldError("recurrence", message)])
    with editing(task.directive, verb="set_recurrence", version=version, by=by, at=at) as draft:
        current = draft.task(task.pk)
        current.recurrence = Recurrence(recurrence)
        current.save(update_fields=["recurrence"])
        chosen = {"number": current.position, "interval": Recurrence(recurrence).label}
        draft.summary = _("đặt chu kỳ nhiệm vụ %(number)d: %(interval)s") % chosen
    return current
