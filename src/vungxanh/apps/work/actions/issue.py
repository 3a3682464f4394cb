"""A confirmed directive becomes assignments (phát hành)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.directives.actions.mark_issued import mark_issued
from vungxanh.apps.directives.models import Directive, DirectiveTask, TaskRole
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions import indexing
from vungxanh.apps.work.deadlines import FirstTurn, first_turn
from vungxanh.apps.work.events import DirectiveIssued
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.expansion import Expansion, Share, expand
from vungxanh.apps.work.queries.past_due import PastDue, past_due
from vungxanh.apps.work.titles import title_of
from vungxanh.kit import audit, events
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid


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


def issue(directive: Directive, *, by: Officer, at: datetime, past_due_confirmed: bool = False) -> Issued:
    """Give every task to the units of that day (phát hành); Conflict when it was issued before.

    Conflict also names tasks whose deadline has passed, which would be overdue at birth, until that is confirmed.

    All in one transaction and a number of queries that does not grow with the units: leads first, then the co-operating
    and informed rows that point to them.
    """
    policies.must_be_able_to_issue(by, directive)
    with transaction.atomic():
        mark_issued(directive, by=by, at=at)
        expansion = expand(directive, day_of(at))
        if not expansion.count:
            raise Invalid(_("Chưa có đơn vị nào nhận nhiệm vụ của văn bản này."))
        late = past_due(expansion, at=at)
        if late and not past_due_confirmed:
            told = _("Có việc đã quá thời hạn. Đặt hạn mới hoặc xác nhận phát hành với hạn đã qua.")
            raise Conflict(told, errors=[_past(each) for each in late])
        made = _assign(directive, expansion, at=at)
        indexing.put(directive)
        issued = _counted(expansion, made)
        audit.record("work.issue", by=by, on=directive, at=at, data=_digest(made, expansion))
        events.announce(DirectiveIssued(directive.pk, at))
    return issued


def _past(late: PastDue) -> FieldError:
    told = _("Việc %(position)s: hạn %(day)s đã qua.")
    day = f"{late.due_at.astimezone(VIETNAM):%d/%m/%Y}"
    return FieldError("past_due_confirmed", told % {"position": late.task.position, "day": day})


def _assign(directive: Directive, expansion: Expansion, *, at: datetime) -> list[Assignment]:
    calendar = work_calendar(at)
    first_turns = {share.task.pk: first_turn(share.task, calendar, at=at) for share in expansion.shares}

    def rows(share: Share, role: TaskRole, lead: Assignment | None) -> Iterable[Assignment]:
        turn = FirstTurn() if role == TaskRole.INFORM else first_turns[share.task.pk]
        for unit in share.units[role]:
            yield _row(directive, share.task, unit, role, lead=lead, turn=turn, at=at)

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
    turn: FirstTurn,
    at: datetime,
) -> Assignment:
    row = Assignment(
        directive=directive,
        task=task,
        unit=unit,
        role=role,
        lead=lead,
        title=title_of(task),
        recurrence=turn.recurrence,
        recurrence_detail=task.recurrence_detail if turn.recurrence else "",
        period_kind=turn.recurrence,
        period_on=turn.period_on,
        assigned_by_id=directive.unit_id,
        assigned_at=at,
        updated_at=at,
    )
    row.fall_due(turn.due_at)
    return row


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
