"""Choose how often a task comes back, on which day and until which hour (đặt chu kỳ)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.models import DirectiveTask, Recurrence
from vungxanh.apps.directives.queries.recurrence import detail_from, detail_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import FieldError, Invalid
from vungxanh.kit.said import said


def set_recurrence(
    task: DirectiveTask, *, recurrence: str, version: int, by: Officer, at: datetime, moment: str | None = None
) -> DirectiveTask:
    """Set the interval, or NONE for once; UNSET is what the reader leaves and nobody can choose.

    `moment` says when in the period in words ("thứ Sáu", "ngày 25, 16 giờ"), empty for its end; None takes what the
    letter's own words say about this interval.
    """
    if recurrence not in Recurrence.values or recurrence == Recurrence.UNSET:
        message = _("Chọn một chu kỳ trong danh sách.")
        raise Invalid(message, errors=[FieldError("recurrence", message)])
    detail = None if moment is None else detail_from(moment, recurrence)
    if moment is not None and detail is None:
        message = _(
            "Chưa hiểu thời điểm này. Ghi như “thứ Sáu”, “ngày 25” hoặc “trước 16 giờ”, hợp với chu kỳ đã chọn."
        )
        raise Invalid(message, errors=[FieldError("moment", message)])
    with editing(task.directive, verb="set_recurrence", version=version, by=by, at=at) as draft:
        current = draft.task(task.pk)
        current.recurrence = Recurrence(recurrence)
        current.recurrence_detail = detail_of(current.recurrence_text, recurrence) if detail is None else detail
        current.save(update_fields=["recurrence", "recurrence_detail"])
        words = gettext_noop("đặt chu kỳ nhiệm vụ %(number)d: %(interval)s")
        draft.said = said(words, number=current.position, interval=said(Recurrence(recurrence).label))
    return current
