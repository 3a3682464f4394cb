"""A unit hands its own duties down to the units below it (giao cấp dưới)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.spread import child_of, insert_new
from vungxanh.apps.work.actions.steps import bring_up_to_date, entry_of, must_be_possible
from vungxanh.apps.work.deadlines import closing_hour
from vungxanh.apps.work.events import WorkGiven
from vungxanh.apps.work.models import Assignment, Entry, EntryKind, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.receivers import children_by_parent, duty_of, held_otherwise
from vungxanh.kit import audit, events
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import FieldError, Invalid
from vungxanh.kit.said import Said, said


@dataclass(frozen=True, slots=True)
class Cascaded:
    """How many duties were handed down, and how many units had theirs already.

    `held` are the units that were left out because others had given them the same task.
    """

    made: int
    skipped: int
    held: tuple[Unit, ...] = ()


def cascade(
    assignments: Assignment | Sequence[Assignment],
    *,
    by: Officer,
    at: datetime,
    units: Sequence[Unit] | None = None,
    instruction: str = "",
    due_on: date | None = None,
) -> Cascaded:
    """Give each of these duties to all units of the level below, or to those chosen, in one transaction.

    Without `due_on` the parent's deadline holds. Units that have the duty already are skipped and counted. Those to
    whom others gave the same task are left out unless they were chosen: they would have it twice.
    """
    seen = [assignments] if isinstance(assignments, Assignment) else list(assignments)
    for assignment in seen:
        policies.must(by, Act.CASCADE, assignment)
    with transaction.atomic():
        parents = _locked(seen)
        on = day_of(at)
        below = children_by_parent([by.unit], on)[by.unit.pk] if units is None else _own(units, by, on)
        if due_on and due_on < on:
            message = _("Hạn của cấp dưới đã qua. Chọn một ngày từ hôm nay.")
            raise Invalid(message, errors=[FieldError("due_on", message)])
        if not below:
            raise Invalid(_("Đơn vị không có đơn vị cấp dưới trực tiếp để giao."))
        due_at = closing_hour(due_on, work_calendar(at)) if due_on else None
        held = held_otherwise(parents, below) if units is None else {}
        rows = [
            child_of(parent, unit, instruction=instruction, due_at=due_at or parent.due_at, at=at)
            for parent in parents
            for unit in below
            if duty_of(parent, unit.pk) not in held
        ]
        made = insert_new(rows)
        if made:
            _note(parents, made, instruction, by=by, at=at)
    for assignment in seen:
        bring_up_to_date(assignment, next(parent for parent in parents if parent.pk == assignment.pk))
    left_out = {unit_id for _task, _turn, unit_id in held}
    return Cascaded(len(made), len(rows) - len(made), tuple(unit for unit in below if unit.pk in left_out))


def _locked(seen: Sequence[Assignment]) -> list[Assignment]:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("unit").order_by("pk")
    current = {row.pk: row for row in rows.filter(pk__in=[each.pk for each in seen])}
    for each in seen:
        must_be_possible(each, current[each.pk], Act.CASCADE)
    return list(current.values())


def _own(units: Sequence[Unit], by: Officer, on: date) -> Sequence[Unit]:
    standing = set(units_on(on).filter(pk__in=[unit.pk for unit in units]).values_list("pk", flat=True))
    standing.discard(by.unit.pk)
    strangers = [unit.name for unit in units if unit.pk not in standing or not by.oversees(unit)]
    if strangers:
        message = _("Không phải đơn vị cấp dưới: %(names)s.") % {"names": ", ".join(strangers[:5])}
        raise Invalid(message, errors=[FieldError("units", message)])
    return units


def _note(
    parents: Sequence[Assignment], made: Sequence[Assignment], instruction: str, *, by: Officer, at: datetime
) -> None:
    """Thread, state and audit of the parents: handing down is a start."""
    counts: dict[int | None, int] = {}
    for row in made:
        counts[row.parent_id] = counts.get(row.parent_id, 0) + 1
    given = [parent for parent in parents if parent.pk in counts]
    mine = Assignment.objects.filter(pk__in=[parent.pk for parent in given])
    mine.update(state=State.DOING, updated_at=at, version=F("version") + 1)
    for parent in given:
        parent.move_to(State.DOING)
        parent.updated_at, parent.version = at, parent.version + 1
    Entry.objects.bulk_create(
        entry_of(parent, EntryKind.CASCADE, by=by, at=at, said=_told(counts[parent.pk]), text=instruction)
        for parent in given
    )
    data = {"made": len(made), "parents": len(given), "sha256": _digest(made)}
    audit.record_many("work.cascade", by=by, on=given, at=at, data=data)
    events.announce(WorkGiven(tuple(row.pk for row in made), at))


def _digest(made: Sequence[Assignment]) -> str:
    """One SHA-256 over every (parent, row, unit), so that the list can be proved later."""
    lines = sorted(f"{row.parent_id}|{row.pk}|{row.unit.code}" for row in made)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _told(count: int) -> Said:
    return said(gettext_noop("Giao %(count)s đơn vị."), count=count)
