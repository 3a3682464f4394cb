"""One assignment as its page shows it (hồ sơ nhiệm vụ)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.life import is_possible
from vungxanh.apps.work.models import Assignment, Entry, Extension, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.inbox import days_left
from vungxanh.apps.work.queries.rollup import Rollup, rollups
from vungxanh.kit.calendar.queries import work_calendar


@dataclass(frozen=True, slots=True)
class Source:
    """The letter and the words of the task in it; readable by everyone who has any part of the work."""

    directive: Directive
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about one assignment that the officer may see, and the acts open to them now."""

    assignment: Assignment
    source: Source
    thread: Sequence[Entry]
    partners: Sequence[Assignment]
    """The others on the same task: the lead, its partners, or the joint leads; at most 50."""
    turns: Sequence[Assignment]
    """The turns of a recurring duty, latest first; empty for one done once."""
    merged: Sequence[Assignment]
    """The rows of units that merged which ended in this one, with their threads; at most 50."""
    below: Rollup | None
    extension: Extension | None
    acts: frozenset[Act]
    days_left: int | None


def record(pk: int, officer: Officer, *, at: datetime) -> Record:
    """The record in a fixed number of queries; NotFound when there is none or the officer may not read it."""
    assignment = assignment_of(pk, officer)
    open_asked = assignment.extensions.filter(granted=None).select_related("asked_by").first()
    return Record(
        assignment=assignment,
        source=source_of(assignment),
        thread=list(assignment.entries.select_related("by", "by_unit").prefetch_related("evidence__file", "mentions")),
        partners=list(_partners(assignment)),
        turns=list(_turns(assignment)),
        merged=list(assignment.merged.select_related("unit").order_by("unit__path", "pk")[:50]),
        below=rollups([assignment.pk], at).get(assignment.pk),
        extension=open_asked if assignment.extension_asked else None,
        acts=acts_for(officer, assignment),
        days_left=days_left(assignment, at, work_calendar(at, assignment.unit.code)),
    )


def assignment_of(pk: int, officer: Officer) -> Assignment:
    """The assignment with what its page names; NotFound when there is none or the officer may not read it."""
    rows = Assignment.objects.select_related(
        "unit",
        "assigned_by",
        "performer",
        "task",
        "directive__unit",
        "lead__unit",
        "parent__unit",
        "transferred_from__unit",
    )
    assignment = rows.filter(pk=pk).first()
    if assignment is None:
        raise policies.not_found()
    policies.must_read(officer, assignment)
    return assignment


def acts_for(officer: Officer, assignment: Assignment) -> frozenset[Act]:
    """The acts that both the assignment's state and the officer's side and roles allow now."""
    return frozenset(act for act in Act if is_possible(assignment, act) and policies.may(officer, act, assignment))


def source_of(assignment: Assignment, *, around: int = 300) -> Source:
    """The task's words in the letter with some text before and after."""
    text, start, end = assignment.directive.text, assignment.task.span_start, assignment.task.span_end
    return Source(assignment.directive, text[max(0, start - around) : start], text[start:end], text[end : end + around])


def _partners(assignment: Assignment) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(task=assignment.task_id, number=assignment.number, parent=None)
    rows = rows.exclude(pk=assignment.pk).exclude(state=State.TRANSFERRED)
    anchor = assignment.lead_id or assignment.parent_id
    if anchor:
        chosen = rows.filter(pk=anchor) | rows.filter(lead=anchor)
    else:
        chosen = rows.filter(lead=assignment.pk) | rows.filter(lead=None)
    return chosen.select_related("unit").order_by("role", "unit__path")[:50]


def _turns(assignment: Assignment) -> QuerySet[Assignment]:
    first = assignment.series_id or assignment.pk
    return Assignment.objects.filter(series=first).order_by("-number")[:24]
