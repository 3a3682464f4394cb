"""Set deadlines (đặt thời hạn)."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.models import DeadlineOrigin, Directive, DirectiveTask
from vungxanh.apps.directives.queries.deadlines import out_of_calendar, suggested_deadline
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.problems import FieldError, Invalid
from vungxanh.kit.said import said


def set_deadline(task: DirectiveTask, *, on: date | None, version: int, by: Officer, at: datetime) -> DirectiveTask:
    """Set or clear a task's deadline; it then counts as set by the reviewing person.

    Invalid for a day before the letter, and for one that the working calendar does not reach: issuing could not use it.
    """
    _must_not_precede(task.directive, on)
    if on and (told := out_of_calendar(on, at)):
        raise Invalid(told, errors=[FieldError("on", told)])
    with editing(task.directive, verb="set_deadline", version=version, by=by, at=at) as draft:
        current = draft.task(task.pk)
        current.deadline_on = on
        current.deadline_origin = DeadlineOrigin.PERSON if on else ""
        current.save(update_fields=["deadline_on", "deadline_origin"])
        if on:
            words = gettext_noop("đặt thời hạn nhiệm vụ %(number)d: %(day)s")
            draft.said = said(words, number=current.position, day=f"{on:%d/%m/%Y}")
        else:
            draft.said = said(gettext_noop("bỏ thời hạn nhiệm vụ %(number)d"), number=current.position)
    return current


def set_deadlines_by_rule(directive: Directive, *, version: int, by: Officer, at: datetime) -> Directive:
    """Give every task without a deadline the one that the letter's urgency suggests."""
    with editing(directive, verb="set_deadlines_by_rule", version=version, by=by, at=at) as draft:
        day = suggested_deadline(draft.directive, work_calendar(at, draft.directive.unit.code))
        if day is None:
            raise Invalid(_("Chưa gợi ý được thời hạn: văn bản chưa có ngày, hoặc năm đó chưa có trong lịch làm việc."))
        count = (
            draft.directive.tasks.filter(deadline_on=None)
            .exclude(deadline_origin=DeadlineOrigin.TEXT)
            .update(deadline_on=day, deadline_origin=DeadlineOrigin.RULE)
        )
        words = gettext_noop("đặt thời hạn %(day)s cho %(count)d nhiệm vụ chưa có")
        draft.said = said(words, day=f"{day:%d/%m/%Y}", count=count)
    return draft.directive


def _must_not_precede(directive: Directive, on: date | None) -> None:
    if on and directive.dated and on < directive.dated:
        message = _("Thời hạn phải từ ngày ban hành văn bản (%(day)s) trở đi.") % {"day": f"{directive.dated:%d/%m/%Y}"}
        raise Invalid(message, errors=[FieldError("on", message)])
