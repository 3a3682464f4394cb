"""Recurring duties come back each period, once (nhiệm vụ định kỳ)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from vungxanh.apps.directives.models import Recurrence, Stage
from vungxanh.apps.org.queries.succession import Lineage, lineage
from vungxanh.apps.work.deadlines import last_day
from vungxanh.apps.work.events import WorkGiven
from vungxanh.apps.work.models import LETTER_BODY, Assignment, State
from vungxanh.apps.work.periods import due_moment, opened, period
from vungxanh.core.records.worktime import WorkCalendar
from vungxanh.kit import audit, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import day_of

# A worker that was away for longer gives only the last so many turns: a duty for a day long past helps nobody.
CATCH_UP = 31


@dataclass(frozen=True, slots=True)
class _Beginning:
    """When the series began under its first unit, with which number, and the last number given by any unit so far."""

    on: date
    number: int
    given: int
    earlier: tuple[int, ...] = ()
    """The ids of the heads it had before it was passed on."""


class Turn(NamedTuple):
    """One turn of a series: when it is due and a day of the period it reports on."""

    number: int
    due_at: datetime | None
    on: date | None


Lacking = tuple[Assignment, Turn]


def recur(*, by: Actor, at: datetime) -> int:
    """Give the turns of all recurring duties whose period has opened and return how many rows were made.

    The heads are locked in order, so a second worker waits and then finds nothing to do; the unique (series, number)
    holds even without the lock, and a killed run leaves nothing. Units below receive what they received before. No turn
    goes to a unit that has ended: its heir has the series already, or the giver has been asked who takes it.
    """
    with transaction.atomic():
        line = lineage(day_of(at))
        heads = _heads(line)
        missing = _missing(heads, at=at)
        made = [row for number in sorted(missing) for row in _turn(number, missing[number], line, at=at)]
        for directive in {row.directive_id: row.directive for row in made}.values():
            count = sum(row.directive_id == directive.pk for row in made)
            audit.record("work.recur", by=by, on=directive, at=at, data={"made": count})
        if made:
            events.announce(WorkGiven(tuple(row.pk for row in made), at))
    return len(made)


def _heads(line: Lineage) -> list[Assignment]:
    """The first of every duty that still recurs with a standing unit, leads before their partners."""
    rows = Assignment.objects.select_for_update(of=("self",)).exclude(recurrence=Recurrence.NONE)
    rows = (
        rows.filter(series=None, directive__stage=Stage.ISSUED)
        .select_related("directive", "task", "lead")
        .defer(*LETTER_BODY)
    )
    standing = [row for row in rows.order_by("pk") if not line.has_ended(row.continues_with_id or row.unit_id)]
    return sorted(standing, key=lambda row: row.lead_id is not None)


def _missing(heads: Sequence[Assignment], *, at: datetime) -> dict[int, list[Lacking]]:
    """By number, the heads that lack this turn, with its deadline and period."""
    calendar = work_calendar(at)
    cache: dict[tuple[object, ...], list[Turn]] = {}
    standing = set(Assignment.objects.filter(series__in=[head.pk for head in heads]).values_list("series", "number"))
    missing: dict[int, list[Lacking]] = defaultdict(list)
    for head in heads:
        beginning = _beginning(head)
        rhythm = (head.recurrence, head.recurrence_detail, last_day(head.task))
        key = (*rhythm, beginning.on, beginning.number, beginning.given)
        if key not in cache:
            cache[key] = list(_turns(head, beginning, calendar, at=at))
        for turn in cache[key]:
            if (head.pk, turn.number) not in standing:
                missing[turn.number].append((head, turn))
    return missing


def _beginning(head: Assignment) -> _Beginning:
    """Where the count starts: a duty that was passed on goes on counting from its first unit's (a query each time)."""
    first, given, earlier = head, head.number, []
    while first.transferred_from_id:
        passed = Assignment.objects.select_related("series").get(pk=first.transferred_from_id)
        first = passed.series or passed
        given = max(given, first.occurrences.aggregate(last=Max("number"))["last"] or 0)
        earlier.append(first.pk)
    return _Beginning(day_of(first.assigned_at), first.number, given, tuple(earlier))


def _turns(head: Assignment, beginning: _Beginning, calendar: WorkCalendar, *, at: datetime) -> Iterable[Turn]:
    """The opened turns after the last one given; the letter's own deadline ends the series."""
    kind, detail, begun = Recurrence(head.recurrence), head.recurrence_detail, beginning.on
    end = last_day(head.task)
    count = opened(kind, begun, day_of(at), calendar, detail)
    for index in range(max(beginning.given - beginning.number + 2, count - CATCH_UP + 1), count + 1):
        turn = period(kind, index, begun, calendar, detail)
        if end is None or turn.first <= end:
            due_on = min(turn.due_on, end) if end else turn.due_on
            yield Turn(beginning.number + index - 1, due_moment(due_on, calendar, detail), turn.on)


def _turn(number: int, wanted: Sequence[Lacking], line: Lineage, *, at: datetime) -> list[Assignment]:
    """Insert one turn of these heads, then level by level what the turn before had below it."""
    before = _before(number, [head.pk for head, _turn in wanted])
    leads = {head.pk: _of_series(head, turn, at=at) for head, turn in wanted if head.lead_id is None}
    made = Assignment.objects.bulk_create(leads.values())
    # A partner's head may still point to the head that the lead's series had before it was passed on.
    serve = {pk: leads[head.pk] for head, _at in wanted if head.pk in leads for pk in _beginning(head).earlier} | leads
    partners = [
        _of_series(head, turn, at=at, lead=serve.get(head.lead.series_id or head.lead.pk))
        for head, turn in wanted
        if head.lead
    ]
    made += Assignment.objects.bulk_create(partners)
    level = {before[row.series_id].pk: row for row in made if row.series_id}
    while level:
        level = _repeat_below(level, line, at=at)
        made += level.values()
    return made


def _before(number: int, head_ids: Sequence[int]) -> Mapping[int, Assignment]:
    """The latest turn before this one of each series, by the series' id."""
    found: dict[int, Assignment] = {}
    rows = Assignment.objects.filter(pk__in=head_ids) | Assignment.objects.filter(
        series__in=head_ids, number__lt=number
    )
    for row in rows.order_by("number", "pk"):
        found[row.series_id or row.pk] = row
    return found


def _repeat_below(level: Mapping[int, Assignment], line: Lineage, *, at: datetime) -> dict[int, Assignment]:
    """Copy what hangs below the earlier turns to the new ones, each unit or its heir once; keyed by the earlier id."""
    rows = Assignment.objects.filter(parent__in=level, repeats=True).exclude(state=State.TRANSFERRED)
    below: dict[int, Assignment] = {}
    taken: set[tuple[int, int]] = set()
    for row in rows.select_related("directive").defer(*LETTER_BODY).order_by("pk"):
        parent = level[row.parent_id or 0]
        unit_id = line.heir(row.unit_id) if line.has_ended(row.unit_id) else row.unit_id
        if unit_id is None or unit_id == parent.unit_id or (parent.pk, unit_id) in taken:
            continue
        taken.add((parent.pk, unit_id))
        turn = Turn(parent.number, parent.due_at, parent.period_on)
        below[row.pk] = _next(row, turn, unit_id, at=at, parent=parent)
    Assignment.objects.bulk_create(below.values())
    return below


def _of_series(head: Assignment, turn: Turn, *, at: datetime, lead: Assignment | None = None) -> Assignment:
    """A turn of the head's own series, for the unit that carries it on."""
    return _next(head, turn, head.continues_with_id or head.unit_id, at=at, lead=lead)


def _next(
    earlier: Assignment,
    turn: Turn,
    unit_id: int,
    *,
    at: datetime,
    lead: Assignment | None = None,
    parent: Assignment | None = None,
) -> Assignment:
    row = Assignment(
        directive=earlier.directive,
        task_id=earlier.task_id,
        unit_id=unit_id,
        role=earlier.role,
        lead=lead,
        parent=parent,
        series_id=earlier.series_id or earlier.pk,
        number=turn.number,
        period_kind=parent.period_kind if parent else earlier.recurrence,
        period_on=turn.on,
        performer_id=earlier.performer_id if unit_id == earlier.unit_id else None,
        title=earlier.title,
        instruction=earlier.instruction,
        assigned_by_id=parent.unit_id if parent else earlier.assigned_by_id,
        assigned_at=at,
        updated_at=at,
    )
    row.fall_due(turn.due_at)
    return row
