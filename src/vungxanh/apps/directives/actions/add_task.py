"""Make a task from a passage of the letter (thêm nhiệm vụ)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.actions.leads import settle_lead_mode
from vungxanh.apps.directives.actions.ordering import renumber
from vungxanh.apps.directives.actions.reassign import place
from vungxanh.apps.directives.models import Directive, DirectiveTask, TaskRole
from vungxanh.apps.directives.queries import bodies
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import FieldError, Invalid
from vungxanh.kit.said import said


def add_task(directive: Directive, *, start: int, end: int, version: int, by: Officer, at: datetime) -> DirectiveTask:
    """Make a task of text[start:end]; bodies of the directory named at its beginning lead."""
    start, end = _trimmed(directive.text, start, end)
    with editing(directive, verb="add_task", version=version, by=by, at=at) as draft:
        text = draft.directive.text[start:end]
        task = DirectiveTask.objects.create(
            directive=draft.directive,
            position=draft.directive.tasks.count() + 1,
            section=_section_at(draft.directive, start),
            text=text,
            span_start=start,
            span_end=end,
        )
        for named in bodies.named_at_start(text, draft.directive.dated or day_of(at)):
            place(task, TaskRole.LEAD, named.text, named.body).save()
        settle_lead_mode(task)
        renumber(draft.directive)
        task.refresh_from_db()
        words = gettext_noop("thêm nhiệm vụ %(number)d “%(text)s”")
        draft.said = said(words, number=task.position, text=text[:60])
    return task


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The passage without the blanks and list marks at its edges; Invalid when nothing is left."""
    if not 0 <= start < end <= len(text):
        message = _("Đoạn được chọn nằm ngoài văn bản.")
        raise Invalid(message, errors=[FieldError("passage", message)])
    passage = text[start:end]
    start += len(passage) - len(passage.lstrip(" \n-–+•"))
    end -= len(passage) - len(passage.rstrip())
    if end - start < 3:
        message = _("Chọn một đoạn có nội dung trong văn bản.")
        raise Invalid(message, errors=[FieldError("passage", message)])
    return start, end


def _section_at(directive: Directive, start: int) -> str:
    """The section of the nearest task before the passage."""
    before = directive.tasks.filter(span_start__lte=start).order_by("span_start").last()
    return before.section if before else ""
