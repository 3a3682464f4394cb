"""What issuing a directive would do, before the button is pressed (xem trước khi phát hành)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vungxanh.apps.directives.models import Directive, DirectiveTask, Recurrence, TaskRole
from vungxanh.apps.directives.queries.deadlines import moved_deadlines
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.queries.reach import Reach, without_accounts
from vungxanh.apps.work.periods import REPEATING
from vungxanh.apps.work.queries.expansion import Expansion, Share, expand
from vungxanh.apps.work.queries.past_due import PastDue, past_due
from vungxanh.kit.clock import day_of


@dataclass(frozen=True, slots=True)
class TaskPreview:
    """One task: how many units lead, co-operate and are informed."""

    task: DirectiveTask
    leads: int
    cooperating: int
    informed: int
    counts_until: date | None = None
    """The working day that its deadline on a day off means."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The numbers and gaps a clerk sees before issuing; `unreached` need the letter by another way."""

    assignments: int
    units: int
    levels: Sequence[tuple[Level, int, int]]
    """Level, its units, its assignments; from the top down."""
    tasks: Sequence[TaskPreview]
    unreached: Sequence[Reach]
    unresolved: Sequence[str]
    without_lead: Sequence[DirectiveTask]
    without_deadline: int
    period_unset: Sequence[DirectiveTask]
    past_due: Sequence[PastDue]


def preview_issue(directive: Directive, at: datetime) -> Preview:
    """Count what `issue` would make at that moment, level by level, with the units that have no account."""
    on = day_of(at)
    expansion = expand(directive, on)
    units = expansion.units
    tasks = [share.task for share in expansion.shares]
    moved = moved_deadlines(tasks, on=on)
    return Preview(
        assignments=expansion.count,
        units=len(units),
        levels=_levels(expansion),
        tasks=[_task(share, moved.get(share.task.pk)) for share in expansion.shares],
        unreached=without_accounts(units, on),
        unresolved=expansion.unresolved,
        without_lead=expansion.without_lead,
        without_deadline=sum(task.deadline_on is None and task.recurrence not in REPEATING for task in tasks),
        period_unset=[task for task in tasks if task.recurrence == Recurrence.UNSET],
        past_due=past_due(expansion, at=at),
    )


def _task(share: Share, counts_until: date | None) -> TaskPreview:
    leads, cooperating, informed = (len(share.units[role]) for role in TaskRole)
    return TaskPreview(share.task, leads, cooperating, informed, counts_until)


def _levels(expansion: Expansion) -> list[tuple[Level, int, int]]:
    rows: Counter[str] = Counter()
    for share in expansion.shares:
        rows.update(unit.level for units in share.units.values() for unit in units)
    units = Counter(unit.level for unit in expansion.units)
    return [(level, units[level], rows[level]) for level in Level if units[level]]
