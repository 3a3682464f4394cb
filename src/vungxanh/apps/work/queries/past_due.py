"""Tasks whose deadline has passed before they are given (việc đã quá hạn khi phát hành)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vungxanh.apps.directives.models import DirectiveTask, TaskRole
from vungxanh.apps.work.deadlines import first_turn
from vungxanh.apps.work.queries.expansion import Expansion
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.problems import Invalid


@dataclass(frozen=True, slots=True)
class PastDue:
    """A task of the letter that would be overdue at birth, and since when."""

    task: DirectiveTask
    due_at: datetime


def past_due(expansion: Expansion, *, at: datetime) -> Sequence[PastDue]:
    """Those of the tasks that somebody is to carry out whose first turn is due before `at`, in the letter's order."""
    calendar, found = work_calendar(at), []
    for share in expansion.shares:
        if not (share.units[TaskRole.LEAD] or share.units[TaskRole.COOPERATE]):
            continue
        try:
            due_at = first_turn(share.task, calendar, at=at).due_at
        except Invalid:  # outside the calendar, which issuing itself refuses
            continue
        if due_at and due_at <= at:
            found.append(PastDue(share.task, due_at))
    return found
