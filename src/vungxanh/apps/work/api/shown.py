"""Rows as the API shows them."""

from collections.abc import Callable
from typing import Any

from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.models import Unit
from vungxanh.apps.work.models import Assignment, Entry, EntryFile, Extension
from vungxanh.apps.work.queries.inbox import Item
from vungxanh.apps.work.queries.lists import BoardRow
from vungxanh.apps.work.queries.preview import Preview
from vungxanh.apps.work.queries.record import Record
from vungxanh.apps.work.queries.rollup import Rollup
from vungxanh.apps.work.queries.tree import Node
from vungxanh.kit.paging import Page

Shown = dict[str, Any]


def unit(found: Unit) -> Shown:
    """A unit by code and name."""
    return {"code": found.code, "name": found.name}


def receiver(found: Unit, held: Assignment | None) -> Shown:
    """A unit with who gave it the same task, when anybody did."""
    return unit(found) | {"held_from": unit(held.assigned_by) if held else None}


def _directive(found: Directive) -> Shown:
    return {"id": found.pk, "number": found.number_and_symbol, "subject": found.subject}


def assignment(row: Assignment) -> Shown:
    """The columns of an assignment."""
    columns = (
        *("title", "instruction", "role", "state", "percent", "number", "version", "extension_asked"),
        *("assigned_at", "due_at", "reported_at", "accepted_at"),
        "period_label",
    )
    return {name: getattr(row, name) for name in columns} | {
        "id": row.pk,
        "directive": _directive(row.directive),
        "task": row.task_id,
        "parent": row.parent_id,
        "unit": unit(row.unit),
        "assigned_by": unit(row.assigned_by),
        "performer": _name(row),
        "recurrence": row.recurrence or None,
        "recurrence_detail": row.recurrence_detail or None,
    }


def _name(row: Assignment) -> str | None:
    return row.performer.full_name if row.performer else None


def _related(row: Assignment) -> Shown:
    columns = ("role", "state", "percent", "number", "period_label", "due_at")
    return {name: getattr(row, name) for name in columns} | {"id": row.pk, "unit": unit(row.unit)}


def node(found: Node) -> Shown:
    """An assignment with all below it."""
    row = found.assignment
    told = {"performer": _name(row), "version": row.version, "below": [node(each) for each in found.below]}
    return _related(row) | told


def item(found: Item) -> Shown:
    """A row of the inbox."""
    return assignment(found.assignment) | {"why": found.why, "days_left": found.days_left}


def board_row(row: BoardRow) -> Shown:
    """A unit of the board."""
    told = {"unit": unit(row.unit), "level": row.unit.level, "below": row.wanted.below}
    return told | {"counts": row.counts, "share_done": row.counts.share_done}


def page(found: Page[Any], show: Callable[[Any], Shown]) -> Shown:
    """A page of rows as `show` gives them."""
    return {"items": [show(each) for each in found.items], "next": found.next, "previous": found.previous}


def entry(found: Entry) -> Shown:
    """A step of the thread."""
    return {
        "id": found.pk,
        "kind": found.kind,
        "by": found.by_name,
        "unit": unit(found.by_unit) if found.by_unit else None,
        "at": found.at,
        "percent": found.percent,
        "text": found.words,
        "files": [_evidence(each) for each in found.evidence.all()],
    }


def _evidence(found: EntryFile) -> Shown:
    stored = found.file
    return {"id": found.pk, "name": found.name, "size": stored.size, "media_type": stored.media_type}


def extension(found: Extension) -> Shown:
    """A request for more time."""
    return {"id": found.pk, "asked_at": found.asked_at, "new_due_at": found.new_due_at, "reason": found.reason}


def _rollup(found: Rollup) -> Shown:
    return {"counts": found.counts, "percent": found.percent}


def record(found: Record) -> Shown:
    """A whole record."""
    source = found.source
    return assignment(found.assignment) | {
        "source": {"before": source.before, "text": source.text, "after": source.after},
        "thread": [entry(each) for each in found.thread],
        "partners": [_related(each) for each in found.partners],
        "turns": [_related(each) for each in found.turns],
        "below": _rollup(found.below) if found.below else None,
        "extension": extension(found.extension) if found.extension else None,
        "acts": sorted(found.acts),
        "days_left": found.days_left,
    }


def preview(found: Preview) -> Shown:
    """What issuing would do."""
    return {
        "assignments": found.assignments,
        "units": found.units,
        "levels": [{"level": level, "units": units, "assignments": rows} for level, units, rows in found.levels],
        "tasks": [
            {"task": each.task.pk, "leads": each.leads, "cooperating": each.cooperating, "informed": each.informed}
            for each in found.tasks
        ],
        "unreached": [
            {"unit": unit(each.unit), "channel": each.channel, "contact": each.contact} for each in found.unreached
        ],
        "unresolved": list(found.unresolved),
        "without_lead": [task.pk for task in found.without_lead],
        "without_deadline": found.without_deadline,
        "period_unset": [task.pk for task in found.period_unset],
        "past_due": [each.task.pk for each in found.past_due],
    }
