"""Words between units on an assignment (trao đổi)."""

import re
from datetime import datetime

from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.actions.steps import must_say_why, say, step
from vungxanh.apps.work.events import Commented
from vungxanh.apps.work.models import Assignment, Entry, EntryKind
from vungxanh.apps.work.policies import Act
from vungxanh.kit import audit, events

_MENTION = re.compile(r"@([\w.-]*\w)")


def comment(assignment: Assignment, *, text: str, by: Officer, at: datetime) -> Entry:
    """Write in the thread; `@CODE` tells the unit of that code, when the assignment is theirs to read or above them."""
    text = must_say_why(text, "text", longest=5000)
    codes = set(_MENTION.findall(text))
    with step(assignment, Act.COMMENT, by=by, at=at) as current:
        entry = say(current, EntryKind.COMMENT, by=by, at=at, text=text)
        named = list(Unit.objects.filter(code__in=codes)) if codes else []
        entry.mentions.set(unit for unit in named if _concerns(current, unit))
        audit.record("work.comment", by=by, on=current, at=at, data={"mentions": sorted(unit.code for unit in named)})
        if named:
            events.announce(Commented(entry.pk, at))
    return entry


def _concerns(assignment: Assignment, unit: Unit) -> bool:
    """A mention tells only units that may open the page: no link to a page that answers "not found"."""
    above = assignment.unit.path.startswith(unit.path) or assignment.assigned_by.path.startswith(unit.path)
    if above or unit.pk == assignment.directive.unit_id:
        return True
    return Assignment.objects.filter(task=assignment.task_id, lead=assignment.pk, unit=unit).exists() or (
        assignment.lead is not None and assignment.lead.unit_id == unit.pk
    )
