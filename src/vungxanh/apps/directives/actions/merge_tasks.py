"""Join a task with the next one (gộp nhiệm vụ)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.actions.leads import settle_lead_mode
from vungxanh.apps.directives.actions.ordering import renumber
from vungxanh.apps.directives.models import DirectiveTask, Recurrence, TaskParty
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import Invalid
from vungxanh.kit.said import said


def merge_tasks(task: DirectiveTask, *, version: int, by: Officer, at: datetime) -> DirectiveTask:
    """Join the task with the one after it: both texts, all units once, the earlier deadline, the repeat that is set."""
    with editing(task.directive, verb="merge_tasks", version=version, by=by, at=at) as draft:
        first = draft.task(task.pk)
        second = draft.directive.tasks.filter(position__gt=first.position).first()
        if second is None:
            raise Invalid(_("Đây là nhiệm vụ cuối, không có nhiệm vụ sau để gộp."))
        numbers = {"first": first.position, "second": second.position}
        _join(first, second, draft.directive.text)
        _join_parties(first, second)
        second.delete()
        first.save()
        settle_lead_mode(first)
        renumber(draft.directive)
        draft.said = said(gettext_noop("gộp nhiệm vụ %(first)d và %(second)d"), **numbers)
    return first


def _join(first: DirectiveTask, second: DirectiveTask, letter: str) -> None:
    start, end = min(first.span_start, second.span_start), max(first.span_end, second.span_end)
    between = letter[first.span_end : second.span_start].strip(" ;,.\n-–+")
    together = letter[start:end]
    first.text = together if not between and "\n" not in together else f"{first.text.rstrip('.;, ')}; {second.text}"
    first.span_start, first.span_end = start, end
    first.confidence = min(first.confidence, second.confidence)
    first.channels = [*first.channels, *(word for word in second.channels if word not in first.channels)]
    first.targets = [*first.targets, *(word for word in second.targets if word not in first.targets)]
    if first.recurrence == Recurrence.NONE:
        first.recurrence, first.recurrence_detail = second.recurrence, second.recurrence_detail
        first.recurrence_text = second.recurrence_text
    if second.deadline_on and (first.deadline_on is None or second.deadline_on < first.deadline_on):
        first.deadline_on, first.deadline_origin = second.deadline_on, second.deadline_origin


def _join_parties(first: DirectiveTask, second: DirectiveTask) -> None:
    def key(party: TaskParty) -> tuple[int | None, int | None, str]:
        return (party.unit_id, party.group_id, "" if party.unit_id or party.group_id else party.text)

    held = {key(party) for party in first.parties.all()}
    second.parties.exclude(pk__in=[party.pk for party in second.parties.all() if key(party) in held]).update(task=first)
