"""Take a task off a directive; undo brings it back (bỏ nhiệm vụ)."""

from datetime import datetime

from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.actions.ordering import renumber
from vungxanh.apps.directives.models import Directive, DirectiveTask
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.said import said


def remove_task(task: DirectiveTask, *, version: int, by: Officer, at: datetime) -> Directive:
    """Remove the task and number the rest again; its bullet shows up in the coverage check."""
    with editing(task.directive, verb="remove_task", version=version, by=by, at=at) as draft:
        current = draft.task(task.pk)
        words = gettext_noop("bỏ nhiệm vụ %(number)d “%(text)s”")
        draft.said = said(words, number=current.position, text=current.text[:60])
        current.delete()
        renumber(draft.directive)
    return draft.directive
