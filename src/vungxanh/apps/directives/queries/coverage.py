"""The coverage check: has everything the letter says, and everyone it addresses, become a task (độ phủ)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vungxanh.apps.directives.models import (
    Addressee,
    DeadlineOrigin,
    Directive,
    DirectiveTask,
    Recurrence,
    TaskParty,
    TaskRole,
)
from vungxanh.apps.directives.queries import bodies
from vungxanh.apps.directives.queries import coverage_rules as rules
from vungxanh.apps.directives.queries.bullets import bullets_of
from vungxanh.apps.directives.queries.coverage_rules import AddresseeFacts, Item, TaskFacts
from vungxanh.apps.directives.queries.letter import DOUBTFUL_BELOW
from vungxanh.apps.directives.queries.reach import Unreached, unreached_of
from vungxanh.kit.clock import day_of

__all__ = ["Coverage", "Item", "coverage_of"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """All points of one letter, and the addressees whom this system cannot reach by itself."""

    items: tuple[Item, ...]
    unreached: tuple[Unreached, ...]
    undated: tuple[int, ...] = ()
    """The numbers of the tasks that have neither a day nor a rhythm: allowed, but a person says so at confirmation."""

    @property
    def blocking(self) -> list[Item]:
        """The points that stop a confirmation."""
        return [item for item in self.items if item.level == "blocking"]

    @property
    def advisory(self) -> list[Item]:
        """The points that a person may leave as they are."""
        return [item for item in self.items if item.level == "advisory"]


def coverage_of(directive: Directive, *, on: date) -> Coverage:
    """Check a directive with the directory of its own date, and accounts as they are `on` (about 6 queries)."""
    dated = directive.dated or on
    members = bodies.Members(dated)
    tasks = list(directive.tasks.prefetch_related("parties__group"))
    lines = list(directive.addressees.select_related("unit", "group"))
    facts = [_task_facts(task, number, members) for number, task in enumerate(tasks, 1)]
    addressees = [_addressee_facts(line, members) for line in lines]
    items = list(_points(directive, facts, addressees, [line.text for line in lines], on))
    undated = tuple(task.number for task in facts if task.is_undated)
    return Coverage(tuple(items), tuple(unreached_of(addressees, on=on)), undated)


def _points(
    directive: Directive,
    tasks: Sequence[TaskFacts],
    addressees: Sequence[AddresseeFacts],
    lines: Sequence[str],
    on: date,
) -> Iterator[Item]:
    held: frozenset[int] = frozenset().union(*(task.members for task in tasks))
    without = {pk for addressee in addressees for pk in addressee.members} - held
    explained = [(start, end) for start, end in directive.explained]
    filled = [name for name in ("number", "dated", "issuer") if getattr(directive, name)]
    yield from rules.unready(tasks)
    yield from rules.overdue(tasks, directive.dated, on)
    yield from rules.loose_bullets(bullets_of(directive.text, lines), tasks, explained)
    yield from rules.uncovered(addressees, tasks, bodies.names_of(without))
    yield from rules.noted(directive.reading.get("warnings", []), filled)
    yield from rules.dated_ahead(directive.dated, day_of(directive.received_at))
    yield from rules.doubts(tasks)


def _task_facts(task: DirectiveTask, number: int, members: bodies.Members) -> TaskFacts:
    parties = list(task.parties.all())
    workers = [party for party in parties if party.role != TaskRole.INFORM]
    leads = [party for party in parties if party.role == TaskRole.LEAD]
    return TaskFacts(
        id=task.pk,
        number=number,
        span=(task.span_start, task.span_end),
        leads=len([party for party in leads if not _is_unresolved(party)]),
        unresolved_leads=tuple(party.text for party in leads if _is_unresolved(party)),
        unresolved_others=tuple(party.text for party in parties if party not in leads and _is_unresolved(party)),
        members=frozenset().union(*(members.of(party.unit_id, party.group) for party in workers)),
        is_unset=task.recurrence == Recurrence.UNSET,
        has_deadline=task.deadline_on is not None,
        names_deadline=task.deadline_on is None and task.deadline_origin == DeadlineOrigin.TEXT,
        is_doubtful=task.confidence < DOUBTFUL_BELOW,
        deadline_on=task.deadline_on,
        repeats=task.recurrence not in (Recurrence.NONE, Recurrence.UNSET),
    )


def _addressee_facts(line: Addressee, members: bodies.Members) -> AddresseeFacts:
    body: bodies.Body | None = line.unit or line.group
    return AddresseeFacts(
        name=body.name if body else line.text,
        key=bodies.key_of(body) if body else line.text,
        members=members.of(line.unit_id, line.group),
        is_resolved=body is not None,
    )


def _is_unresolved(party: TaskParty) -> bool:
    return party.unit_id is None and party.group_id is None
