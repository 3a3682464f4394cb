"""Cut a task in two (tách nhiệm vụ)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.actions.ordering import renumber
from vungxanh.apps.directives.actions.snapshots import TASK_FIELDS
from vungxanh.apps.directives.models import DirectiveTask, Recurrence, TaskParty
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import FieldError, Invalid
from vungxanh.kit.said import said


def split_task(task: DirectiveTask, *, offset: int, version: int, by: Officer, at: datetime) -> DirectiveTask:
    """Cut at `offset` characters of the task's text and return the second part, with the same units and deadline.

    A repeat, a channel or a target goes with the part whose words name it.
    """
    with editing(task.directive, verb="split_task", version=version, by=by, at=at) as draft:
        first = draft.task(task.pk)
        head, tail = first.text[:offset].rstrip(" ;,"), first.text[offset:].lstrip(" ;,")
        if not head or not tail:
            message = _("Chỗ tách phải nằm giữa nội dung nhiệm vụ.")
            raise Invalid(message, errors=[FieldError("offset", message)])
        parties = list(first.parties.all())
        second = DirectiveTask(directive=draft.directive, **{name: getattr(first, name) for name in TASK_FIELDS})
        _cut_spans(first, second, head, tail, draft.directive.text)
        first.text, second.text = head, tail
        _share(first, second)
        second.position = first.position + 1
        first.save()
        second.save()
        copies = [TaskParty(task=second, role=p.role, text=p.text, unit=p.unit, group=p.group) for p in parties]
        TaskParty.objects.bulk_create(copies)
        renumber(draft.directive)
        draft.said = said(gettext_noop("tách nhiệm vụ %(number)d thành hai"), number=first.position)
    return second


def _cut_spans(first: DirectiveTask, second: DirectiveTask, head: str, tail: str, letter: str) -> None:
    """Each part marks its own words when they still stand in the letter; otherwise both mark the whole."""
    start, end = first.span_start, first.span_end
    if letter[start:end] == first.text:
        first.span_end = start + len(head)
        second.span_start = end - len(tail)


def _share(first: DirectiveTask, second: DirectiveTask) -> None:
    if first.recurrence_text:
        words = first.recurrence_text.casefold()
        in_first, in_second = words in first.text.casefold(), words in second.text.casefold()
        for part, stays in ((first, in_first or not in_second), (second, in_second)):
            if not stays:
                part.recurrence, part.recurrence_detail, part.recurrence_text = Recurrence.NONE, "", ""
    for name in ("channels", "targets"):
        words_of = getattr(first, name)
        later = [word for word in words_of if word.casefold() in second.text.casefold()]
        setattr(second, name, later)
        setattr(
            first, name, [word for word in words_of if word not in later or word.casefold() in first.text.casefold()]
        )
