"""One filter behind the board's counts and the lists they open, so that the same figure stands everywhere.

The scope is what the officer's unit and the units below it hold, and what the unit gave to others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from vungxanh.apps.directives.models import Directive, DirectiveTask, Stage, TaskRole
from vungxanh.apps.directives.queries.visible import visible_to
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import LETTER_BODY, OF_EVERYONE, OPEN_STATES, Assignment, State, Turn
from vungxanh.apps.work.queries import inbox
from vungxanh.apps.work.queries.numbers import Counts, aggregates, counted
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit import search
from vungxanh.kit.paging import Order, Page, page_of

ORDER = Order("-is_open", "sort_due_at", "id")  # what has ended stands last
MOST_WORDS = 8
# So many units below are named one by one; a province of 241 communes has more.
MOST_UNITS = 200
TASK = "task"
MOST_DIRECTIVES = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; `below` takes the units under `unit` in, `late` means open past the deadline."""

    unit: Unit | None = None
    below: bool = False
    state: State | None = None
    late: bool = False
    given: bool = False
    directive: int | None = None
    task: int | None = None
    role: TaskRole | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One unit of the board; its counts take in the units below it when `wanted.below` says so."""

    unit: Unit
    wanted: Wanted
    counts: Counts


def matching(officer: Officer, wanted: Wanted, *, at: datetime) -> QuerySet[Assignment]:
    """The assignments wanted, within the officer's scope; for information only when that role is asked for."""
    rows = Assignment.objects.filter(scope(officer))
    if wanted.role == TaskRole.INFORM:
        rows = rows.exclude(state=State.TRANSFERRED).filter(role=TaskRole.INFORM)
    else:
        rows = counted(rows)
        rows = rows.filter(role=wanted.role) if wanted.role else rows
    if wanted.unit and wanted.below:
        rows = rows.filter(unit__in=Unit.objects.filter(path__under=wanted.unit.path))
    elif wanted.unit:
        rows = rows.filter(unit=wanted.unit)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.late:
        rows = rows.filter(turn=Turn.UNIT, sort_due_at__lt=at)
    if wanted.given:
        rows = rows.filter(assigned_by=officer.unit)
    if wanted.directive:
        rows = rows.filter(directive=wanted.directive)
    if wanted.task:
        rows = rows.filter(task=wanted.task)
    return _about(rows, wanted)


def page(officer: Officer, wanted: Wanted, *, at: datetime, cursor: str = "", size: int = 50) -> Page[Assignment]:
    """One page of the list, open ones first, soonest deadline first, with what its rows name."""
    rows = loaded(matching(officer, wanted, at=at))
    if _is_broad(wanted) and sees_everything(officer):
        rows = rows.filter(OF_EVERYONE)
        if wanted.state:  # says where in the index the rows of that state begin
            rows = rows.filter(is_open=wanted.state in OPEN_STATES)
    return page_of(rows, ORDER, cursor=cursor, size=size)


def followed(officer: Officer, *, cursor: str = "", size: int = 50) -> Page[Assignment]:
    """What the officer's unit gave and others still work on, soonest deadline first (tôi theo dõi)."""
    rows = Assignment.objects.filter(assigned_by=officer.unit, turn=Turn.UNIT)
    return page_of(loaded(rows), inbox.ORDER, cursor=cursor, size=size)


def loaded(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The rows with the unit, letter, giver and performer that a line names."""
    rows = rows.select_related("unit", "directive", "assigned_by", "performer")
    return rows.defer("directive__text", "directive__reading")


def exported(officer: Officer, wanted: Wanted, *, at: datetime) -> Iterator[Assignment]:
    """The whole list for a file, in its order, with the task's full words, read in chunks."""
    rows = loaded(matching(officer, wanted, at=at)).select_related("task")
    return rows.order_by(*ORDER.expressions(reverse=False)).iterator(chunk_size=2000)


def board_rows(officer: Officer, wanted: Wanted, *, at: datetime) -> list[BoardRow]:
    """Own unit, the units directly below it, then those elsewhere that it gave work to (2 queries).

    With `wanted.below` a unit's counts take in all units under it, so that the rows add up to the whole scope.
    """
    names = [f.name for f in fields(Counts)]
    found = matching(officer, wanted, at=at).order_by().values("unit").annotate(**aggregates(at))
    groups = {unit_id: Counts(*figures) for unit_id, *figures in found.values_list("unit", *names)}
    own = officer.unit
    units = Unit.objects.filter(Q(pk__in=groups) | Q(pk=own.pk) | Q(parent=own)).order_by("path")
    rows: list[BoardRow] = []
    for unit in units:
        mine = groups.get(unit.pk, Counts())
        home = _home(unit, rows) if wanted.below and unit.pk != own.pk else None
        if home is not None:
            rows[home] = replace(rows[home], counts=rows[home].counts + mine)
        elif own.pk in (unit.parent_id, unit.pk) or not unit.path.startswith(own.path):
            # Own unit, and units it stands under, are counted alone: what lies below them has rows of its own.
            alone = own.path.startswith(unit.path)
            rows.append(BoardRow(unit, replace(wanted, unit=unit, below=wanted.below and not alone), mine))
    rows.sort(key=lambda row: (row.unit.pk != own.pk, row.unit.parent_id != own.pk, row.unit.path))
    return [row for row in rows if row.counts.total]


def _home(unit: Unit, rows: Sequence[BoardRow]) -> int | None:
    """The place of the row that takes this unit in; units come in the order of the tree."""
    for place in range(len(rows) - 1, -1, -1):
        if rows[place].wanted.below and unit.path.startswith(rows[place].unit.path):
            return place
    return None


def total(rows: Iterable[BoardRow]) -> Counts:
    """All rows together."""
    return sum((row.counts for row in rows), Counts())


def directives_of(officer: Officer) -> list[Directive]:
    """The issued directives to choose from, the last issued first."""
    found = visible_to(officer).filter(stage=Stage.ISSUED).order_by("-issued_at", "-pk")
    return list(found.only("number", "symbol", "type", "subject")[:MOST_DIRECTIVES])


def _is_broad(wanted: Wanted) -> bool:
    """Whether nothing narrows the list to few rows, so that reading all in order soon fills a page."""
    return not (wanted.unit or wanted.directive or wanted.task or wanted.role or wanted.words)


def task_of(officer: Officer, pk: int | None) -> DirectiveTask | None:
    """The task that a list is narrowed to, where the officer's scope holds any of it."""
    if not pk or not Assignment.objects.filter(scope(officer), task=pk).exists():
        return None
    return DirectiveTask.objects.select_related("directive").defer(*LETTER_BODY).get(pk=pk)


def scope(officer: Officer) -> Q:
    """What the officer's unit and those below it hold, and what the unit gave (1 query); no condition over everything.

    Few units are named one by one, so that an index answers; under many a subquery is as good.
    """
    if sees_everything(officer):
        return Q()
    units = list(Unit.objects.filter(path__under=officer.unit.path).values_list("pk", flat=True)[: MOST_UNITS + 1])
    if len(units) > MOST_UNITS:
        return Q(unit__in=Unit.objects.filter(path__under=officer.unit.path)) | Q(assigned_by=officer.unit)
    return Q(unit__in=units) | Q(assigned_by=officer.unit)


def sees_everything(officer: Officer) -> bool:
    """Whether every unit stands under the officer's own, so that nothing is outside its scope (1 query at the top)."""
    if officer.unit.parent_id is not None:
        return False
    return not Unit.objects.exclude(path__under=officer.unit.path).exists()


def _about(rows: QuerySet[Assignment], wanted: Wanted) -> QuerySet[Assignment]:
    """Each word stands, accents or not, in the letter's number or subject, the unit's name or the task's text.

    In a task a word may only be the beginning of one, because there the search index answers.
    """
    for word in dict.fromkeys(fold(wanted.words).split()[:MOST_WORDS]):
        letters, units = Directive.objects.filter(folded__contains=word), Unit.objects.filter(folded__contains=word)
        said = Q(directive__in=letters.values("pk")) | Q(unit__in=units.values("pk"))
        tasks = search.matching_ids(word, TASK)
        rows = rows.filter(said | Q(task__in=tasks) if tasks is not None else said)
    return rows
