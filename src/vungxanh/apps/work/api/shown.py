"""Rows as the API shows them."""

from typing import Any

from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.models import Unit
from vungxanh.apps.work.models import Assignment, Entry, Extension
from vungxanh.apps.work.queries.inbox import Item
from vungxanh.apps.work.queries.preview import Preview
from vungxanh.apps.work.queries.record import Record
from vungxanh.apps.work.queries.rollup import Rollup

Shown = dict[str, Any]


def unit(found: Unit) -> Shown:
    """A unit by code and name."""
    return {"code": found.code, "name": found.name}


def _directive(found: Directive) -> Shown:
    return {"id": found.pk, "number": found.number_and_symbol, "subject": found.subject}


def assignment(row: Assignment) -> Shown:
    """The columns of an assignment."""
    columns = ("title", "instruction", "role", "state", "percent", "due_at", "number", "version")
    return {name: getattr(row, name) for name in columns} | {
        "id": row.pk,
        "directive": _directive(row.directive),
        "unit": unit(row.unit),
        "assigned_by": unit(row.assigned_by),
    }


def item(found: Item) -> Shown:
    """A row of the inbox."""
    return assignment(found.assignment) | {"why": found.why, "days_left": found.days_left}


def entry(found: Entry) -> Shown:
    """A step of the thread."""
    return {
        "id": found.pk,
        "kind": found.kind,
        "by": found.by_name,
        "unit": unit(found.by_unit) if found.by_unit else None,
        "at": found.at,
        "percent": found.percent,
        "text": found.text,
        "files": [evidence.name for evidence in found.evidence.all()],
    }


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
        "unreached": [
            {"unit": unit(each.unit), "channel": each.channel, "contact": each.contact} for each in found.unreached
        ],
        "unresolved": list(found.unresolved),
        "without_lead": [task.pk for task in found.without_lead],
        "without_deadline": found.without_deadline,
        "period_unset": [task.pk for task in found.period_unset],
    }
