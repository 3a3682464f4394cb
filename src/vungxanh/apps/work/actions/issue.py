"""A confirmed directive becomes assignments (phát hành)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.directives.actions.mark_issued import mark_issued
from vungxanh.apps.directives.models import Directive, DirectiveTask, Recurrence, TaskRole
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.deadlines import closing_hour, last_day
from vungxanh.apps.work.events import DirectiveIssued
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.periods import REPEATING, period
from vungxanh.apps.work.queries.expansion import Expansion, Share, expand
from vungxanh.core.records.worktime import WorkCalendar
from vungxanh.kit import audit, events
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Invalid

_LONGEST_TITLE = 200
# Names of several bodies may stand before the verb; a verb further on belongs to another sentence.
_LONGEST_SUBJECT = 160


@dataclass(frozen=True, slots=True)
class Issued:
    """What issuing made; `unresolved` are names without a unit, `without_lead` tasks that nobody leads."""

    assignments: int
    leads: int
    cooperating: int
    informed: int
    units: int
    unresolved: tuple[str, ...]
    without_lead: tuple[int, ...]


def issue(directive: Directive, *, by: Officer, at: datetime) -> Issued:
    """Give every task to the units of that day (phát hành); Conflict when it was issued before.

    All in one transaction and a number of queries that does not grow with the units: leads first, then the co-operating
    and informed rows that point to them.
    """
    policies.must_be_able_to_issue(by, directive)
    with transaction.atomic():
        mark_issued(directive, by=by, at=at)
        expansion = expand(directive, day_of(at))
        if not expansion.count:
            raise Invalid(_("Chưa có đơn vị nào nhận nhiệm vụ của văn bản này."))
        made = _assign(directive, expansion, at=at)
        issued = _counted(expansion, made)
        audit.record("work.issue", by=by, on=directive, at=at, data=_digest(made, expansion))
        events.announce(DirectiveIssued(directive.pk, at))
    return issued


def _assign(directive: Directive, expansion: Expansion, *, at: datetime) -> list[Assignment]:
    calendar = work_calendar(at)
    deadlines = {share.task.pk: due_of(share.task, at=at, calendar=calendar) for share in expansion.shares}

    def rows(share: Share, role: TaskRole, lead: Assignment | None) -> Iterable[Assignment]:
        due_at = None if role == TaskRole.INFORM else deadlines[share.task.pk]
        for unit in share.units[role]:
            yield _row(directive, share.task, unit, role, lead=lead, due_at=due_at, at=at)

    leads = [row for share in expansion.shares for row in rows(share, TaskRole.LEAD, None)]
    leads = Assignment.objects.bulk_create(leads)
    only = _only_leads(leads)
    others = [
        row
        for share in expansion.shares
        for role in (TaskRole.COOPERATE, TaskRole.INFORM)
        for row in rows(share, role, only.get(share.task.pk))
    ]
    return leads + Assignment.objects.bulk_create(others)


def _only_leads(leads: Sequence[Assignment]) -> Mapping[int, Assignment]:
    """The lead of each task that has exactly one."""
    counts = Counter(lead.task_id for lead in leads)
    return {lead.task_id: lead for lead in leads if counts[lead.task_id] == 1}


def _row(
    directive: Directive,
    task: DirectiveTask,
    unit: Unit,
    role: TaskRole,
    *,
    lead: Assignment | None,
    due_at: datetime | None,
    at: datetime,
) -> Assignment:
    row = Assignment(
        directive=directive,
        task=task,
        unit=unit,
        role=role,
        lead=lead,
        title=title_of(task),
        recurrence=task.recurrence if role != TaskRole.INFORM and task.recurrence in REPEATING else Recurrence.NONE,
        assigned_by_id=directive.unit_id,
        assigned_at=at,
        updated_at=at,
    )
    row.fall_due(due_at)
    return row


def title_of(task: DirectiveTask) -> str:
    """The task in one line from its verb on (the assignment says who does it), cut at a word where it is long."""
    text = " ".join(task.text.split()).lstrip("-+ ")
    begins = text.casefold().find(task.verb.casefold()) if task.verb else 0
    if 0 < begins <= _LONGEST_SUBJECT:
        text = text[begins].upper() + text[begins + 1 :]
    if len(text) <= _LONGEST_TITLE:
        return text
    return text[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def due_of(task: DirectiveTask, *, at: datetime, calendar: WorkCalendar) -> datetime | None:
    """The closing hour of the letter's or reviewer's day; of the first period when the duty recurs; else none."""
    day = task.deadline_on
    if task.recurrence in REPEATING:
        turn, end = period(Recurrence(task.recurrence), 1, day_of(at), calendar), last_day(task)
        day = min(turn.due_on, end) if end else turn.due_on
    return closing_hour(day, calendar) if day else None


def _counted(expansion: Expansion, made: Sequence[Assignment]) -> Issued:
    roles = Counter(row.role for row in made)
    return Issued(
        assignments=len(made),
        leads=roles[TaskRole.LEAD],
        cooperating=roles[TaskRole.COOPERATE],
        informed=roles[TaskRole.INFORM],
        units=len({row.unit_id for row in made}),
        unresolved=tuple(expansion.unresolved),
        without_lead=tuple(task.pk for task in expansion.without_lead),
    )


def _digest(made: Sequence[Assignment], expansion: Expansion) -> dict[str, object]:
    """Counts by role and unit, and one SHA-256 over every (task, unit, role), so that the list can be proved later."""
    lines = sorted(f"{row.task_id}|{row.unit.code}|{row.role}" for row in made)
    return {
        "assignments": len(made),
        "roles": dict(Counter(row.role for row in made)),
        "units": dict(Counter(row.unit.code for row in made)),
        "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
        "unresolved": expansion.unresolved,
    }
