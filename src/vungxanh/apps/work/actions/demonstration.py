"""Plays some weeks of work into an issued sample directive, so that boards and dashboards are alive (dữ liệu mẫu).

Everything made here is marked: entries carry `is_sample`, the audit log names the demonstration. The made-up steps go
through the same table of states as real ones and are stored in bulk; handing down and recurrence are the real actions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive, Recurrence, TaskRole
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.playing import STORED, Step, apply, life_of
from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.demonstration_texts import CASCADED
from vungxanh.apps.work.models import Assignment, Entry, Extension
from vungxanh.apps.work.policies import MANAGERS, STAFF
from vungxanh.apps.work.queries.receivers import children_by_parent
from vungxanh.core.records.worktime import WorkCalendar
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor, SystemActor
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import NotAllowed

if TYPE_CHECKING:
    from random import Random

SYSTEM = SystemActor("demonstration")
CASCADING_DISTRICTS = 5


@dataclass(frozen=True, slots=True)
class Played:
    """How many assignments were moved and how many entries written."""

    assignments: int
    entries: int


def play(directive: Directive, *, until: datetime, chance: "Random", by: Actor = SYSTEM) -> Played:
    """Let the units work on an issued directive until a moment, with this source of chance (diễn lại tiến độ).

    All in one transaction; a directive that has entries already is left as it is. Units without people stay silent.
    """
    if not settings.DEMONSTRATION:
        raise NotAllowed(_("Dữ liệu trình diễn chỉ dùng trên máy trình diễn."))
    with transaction.atomic():
        if directive.issued_at is None or Entry.objects.filter(assignment__directive=directive).exists():
            return Played(0, 0)
        seats = _seats(day_of(until))
        _hand_down(directive, seats, at=min(directive.issued_at + timedelta(days=1), until), chance=chance)
        _repeat(directive, until=until, by=by)
        rows = list(Assignment.objects.filter(directive=directive).select_related("unit").order_by("pk"))
        steps = list(_steps(rows, seats, until=until, chance=chance))
        played = _store(steps)
        data = {"assignments": played.assignments, "entries": played.entries, "until": until}
        audit.record("work.demonstrate", by=by, on=directive, at=until, data=data)
    return played


def _seats(on: date) -> dict[int, Officer]:
    """One officer a unit who acts for it: a manager where there is one."""
    seats: dict[int, Officer] = {}
    for post in posts_on(on).filter(role__in=STAFF).order_by("unit", "pk"):
        seat = Officer(post.user, post.unit, frozenset({Role(post.role)}), post.title, is_head=post.is_head)
        known = seats.get(post.unit_id)
        if known is None or (not known.has(*MANAGERS) and seat.has(*MANAGERS)):
            seats[post.unit_id] = seat
    return seats


def _hand_down(directive: Directive, seats: Mapping[int, Officer], *, at: datetime, chance: "Random") -> None:
    """Some districts pass one duty on to their communes; their entries are marked like the rest.

    They choose the communes by name: the letter gives every duty of a district to the communes too.
    """
    rows = Assignment.objects.filter(
        directive=directive, role=TaskRole.LEAD, unit__level=Level.DISTRICT, recurrence=Recurrence.NONE
    )
    first: dict[int, Assignment] = {}
    for row in rows.select_related("unit").order_by("task__position", "pk"):
        if row.unit_id in seats and seats[row.unit_id].has(*MANAGERS) and row.unit.children.exists():
            first.setdefault(row.unit_id, row)
    chosen = chance.sample(sorted(first), min(CASCADING_DISTRICTS, len(first)))
    below = children_by_parent([first[unit_id].unit for unit_id in chosen], day_of(at))
    for unit_id in chosen:
        cascade(first[unit_id], units=below[unit_id], by=seats[unit_id], at=at, instruction=CASCADED)
    Entry.objects.filter(assignment__in=[first[unit_id] for unit_id in chosen]).update(is_sample=True)


def _repeat(directive: Directive, *, until: datetime, by: Actor) -> None:
    """Give the turns of recurring duties on the mornings they opened."""
    if (
        directive.issued_at is None
        or not Assignment.objects.filter(directive=directive).exclude(recurrence="").exists()
    ):
        return
    morning = directive.issued_at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while morning <= until:
        recur(by=by, at=morning)
        morning += timedelta(days=1)


def _steps(
    rows: Sequence[Assignment], seats: Mapping[int, Officer], *, until: datetime, chance: "Random"
) -> Iterator[tuple[Assignment, Step, Officer]]:
    """What happened to each assignment, with who did it, up to the moment."""
    calendar: WorkCalendar = work_calendar(until)
    temper = {unit_id: chance.gauss(0.85, 0.28) for unit_id in sorted({row.unit_id for row in rows})}
    for row in rows:
        holder, giver = seats.get(row.unit_id), seats.get(row.assigned_by_id)
        if holder is None or row.role == TaskRole.INFORM:
            continue
        for step in life_of(row, temper[row.unit_id], calendar, chance):
            if step.at > until or (step.by_giver and giver is None):
                break
            yield row, step, (giver or holder) if step.by_giver else holder


def _store(steps: Sequence[tuple[Assignment, Step, Officer]]) -> Played:
    entries, extensions = [], []
    moved: dict[int, Assignment] = {}
    for row, step, officer in steps:
        entries.append(apply(row, step, officer))
        moved[row.pk] = row
        if step.until is not None:
            extensions.append(
                Extension(
                    assignment=row,
                    asked_by=officer.user,
                    asked_at=step.at,
                    new_due_at=step.until,
                    reason=step.text,
                )
            )
    Entry.objects.bulk_create(entries)
    Extension.objects.bulk_create(extensions)
    # An upsert of whole rows: `bulk_update` compares every row with every other and takes seconds.
    Assignment.objects.bulk_create(moved.values(), update_conflicts=True, unique_fields=["id"], update_fields=STORED)
    return Played(len(moved), len(entries))
