"""Moving duties to other units where they stand, with all that belongs to them, each duty once (tiếp nhận nhiệm vụ).

A row keeps its thread, evidence, deadline, partners and what hangs below it: only its unit changes. Where the new unit
has the same duty already, one row stays and the other points to it by `merged_into`, stays readable and is counted no
more. What is least done stays, so that nothing unfinished is taken for finished.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from vungxanh.apps.directives.models import Recurrence, TaskRole
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.work.models import OPEN_STATES, Assignment, Extension, State
from vungxanh.kit.clock import day_of

BATCH = 500
_WEIGHT = {role.value: weight for weight, role in enumerate((TaskRole.LEAD, TaskRole.COOPERATE, TaskRole.INFORM))}
_DONE = {State.REPORTED: 1, State.ACCEPTED: 2}
_COLUMNS = (
    *("unit", "state", "is_open", "turn", "recurrence", "merged_into", "parent", "lead", "performer"),
    *("orphaned_at", "extension_asked", "updated_at", "version"),
)


@dataclass(slots=True)
class Settled:
    """What `resettle` did: the rows that changed their unit, and those that ended with the row that stays for them."""

    moved: list[Assignment] = field(default_factory=list)
    merged: dict[int, Assignment] = field(default_factory=dict)
    """The row that stays, by the id of the one that ended."""
    ended: list[Assignment] = field(default_factory=list)
    former: dict[int, int] = field(default_factory=dict)
    """The id of the unit that held a moved or ended row before, by the row's id."""


def resettle(rows: Iterable[Assignment], targets: Mapping[int, int], *, at: datetime) -> Settled:
    """Give each row (locked by the caller) to the unit of `targets` (ids by ids), in the caller's transaction.

    Queries by batches, not by rows; the caller writes threads and audit.
    """
    work = _Work({row.pk: row for row in rows})
    work.former = {row.pk: row.unit_id for row in work.rows.values()}
    work.load_mates(set(targets.values()))
    for row in work.movers:
        row.unit_id = targets[row.pk]
    work.merge_into_parents()
    work.merge(lambda row: (row.task_id, row.unit_id, row.number, row.assigned_by_id))
    work.merge(lambda row: None if row.parent_id else (row.task_id, row.unit_id, row.number))
    while work.reparent():
        work.merge(lambda row: row.parent_id and (row.parent_id, row.unit_id))
    return work.write(at)


class _Work:
    """The rows in hand: `movers` change their unit, `mates` are what the new units have of the same tasks."""

    def __init__(self, movers: dict[int, Assignment]) -> None:
        self.movers = list(movers.values())
        self.rows = movers
        self.former: dict[int, int] = {}
        self.winners: dict[int, int] = {}
        self.changed: set[int] = set(movers)
        self.reparented: set[int] = set()

    def load_mates(self, unit_ids: set[int]) -> None:
        tasks = sorted({row.task_id for row in self.movers})
        for start in range(0, len(tasks), BATCH):
            same = Assignment.objects.filter(task__in=tasks[start : start + BATCH], unit__in=unit_ids)
            self._take(same.exclude(state=State.TRANSFERRED))

    def _take(self, rows: "Iterable[Assignment]") -> list[Assignment]:
        locked = rows.select_for_update(of=("self",)).order_by("pk")  # type: ignore[attr-defined]  # a query set
        return [self.rows.setdefault(row.pk, row) for row in locked]

    def standing(self) -> list[Assignment]:
        return [row for row in self.rows.values() if row.pk not in self.winners and row.state != State.TRANSFERRED]

    def merge_into_parents(self) -> None:
        """A unit that took over the duty above its own has it once: the one above."""
        for row in self.standing():
            above = self.rows.get(row.parent_id or 0)
            if above and above.unit_id == row.unit_id and not {row.pk, above.pk}.isdisjoint(self.changed):
                self._end(row, above)

    def merge(self, key: Callable[[Assignment], Hashable]) -> None:
        """End all but one of the rows with the same key, where one of them has come here or got another parent."""
        groups: defaultdict[Hashable, list[Assignment]] = defaultdict(list)
        for row in self.standing():
            if (found := key(row)) is not None:
                groups[found].append(row)
        for group in groups.values():
            if len(group) > 1 and any(row.pk in self.changed for row in group):
                first, *others = sorted(group, key=self._rank)
                for other in others:
                    self._end(other, first)

    def _rank(self, row: Assignment) -> tuple[bool, int, int, bool, int]:
        came = row.pk in self.former and self.former[row.pk] != row.unit_id
        return row.state == State.CLOSED, _WEIGHT[row.role], _DONE.get(State(row.state), 0), came, row.pk

    def _end(self, row: Assignment, into: Assignment) -> None:
        self.winners[row.pk] = into.pk
        self.changed |= {row.pk, into.pk}

    def final(self, pk: int) -> int:
        """The row that stays for this one, through mergers of mergers."""
        while pk in self.winners:
            pk = self.winners[pk]
        return pk

    def reparent(self) -> bool:
        """Hang what stood below or beside ended rows to the rows that stay; whether anything new hangs there."""
        ended = [pk for pk in self.winners if pk not in self.reparented]
        self.reparented.update(ended)
        if not ended:
            return False
        stays = {self.final(pk) for pk in ended}
        below = self._take(Assignment.objects.filter(parent__in=ended))
        self._take(Assignment.objects.filter(parent__in=stays).exclude(state=State.TRANSFERRED))
        for row in below:
            stay = self.final(row.parent_id or 0)
            if row.pk != stay:
                row.parent_id = stay
                self.changed.add(row.pk)
        for row in self._take(Assignment.objects.filter(lead__in=ended)):
            stay = self.final(row.lead_id or 0)
            row.lead_id = stay if stay != row.pk else None
            self.changed.add(row.pk)
        return bool(below)

    def write(self, at: datetime) -> Settled:
        """Store ended rows first, so that no two rows hold the same duty at any moment."""
        ended = [self.rows[pk] for pk in self.winners]
        self._keep_performers(at)
        for row in ended:
            row.move_to(State.TRANSFERRED)
            row.unit_id = self.former.get(row.pk, row.unit_id)
            row.merged_into_id = self.final(row.pk)
            row.recurrence, row.extension_asked = Recurrence.NONE, False
        waiting = Extension.objects.filter(assignment__in=[row.pk for row in ended], granted=None)
        waiting.update(granted=False, decided_at=at)
        alive = [self.rows[pk] for pk in sorted(self.changed) if pk not in self.winners]
        for row in (*ended, *alive):
            row.updated_at, row.version = at, row.version + 1
            row.orphaned_at = None
        for rows in (ended, alive):
            Assignment.objects.bulk_update(rows, _COLUMNS, batch_size=BATCH)
        moved = [row for row in self.movers if row.pk not in self.winners]
        former = {row.pk: self.former.get(row.pk, row.unit_id) for row in (*moved, *ended)}
        return Settled(moved, {row.pk: self.rows[self.final(row.pk)] for row in ended}, ended, former)

    def _keep_performers(self, at: datetime) -> None:
        """A person goes on doing it who came along to the new unit; else its managers name another."""
        named = [row for row in self.movers if row.performer_id and row.state in OPEN_STATES]
        if not named:
            return
        units = {row.unit_id for row in named}
        here = set(posts_on(day_of(at)).filter(unit__in=units).order_by().values_list("user", "unit"))
        for row in named:
            if (row.performer_id, row.unit_id) not in here:
                row.performer_id = None
