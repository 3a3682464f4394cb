"""What the desk page shows, gathered in one place so that a refused act shows the same page with its form."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vungxanh.apps.directives import forms
from vungxanh.apps.directives.actions.confirm import Undated
from vungxanh.apps.directives.actions.editing import Stale
from vungxanh.apps.directives.actions.undo import last_edit
from vungxanh.apps.directives.models import Directive, DirectiveTask, TaskParty, TaskRole
from vungxanh.apps.directives.models.recurrence import phrase_of
from vungxanh.apps.directives.queries import bodies, letter
from vungxanh.apps.directives.queries.coverage import Coverage, Item, coverage_of
from vungxanh.apps.directives.queries.deadlines import days_for, suggested_deadline
from vungxanh.apps.directives.views.desk_acts import ACTS
from vungxanh.apps.org.access import OfficerRequest
from vungxanh.kit.calendar.queries import CalendarMissing, work_calendar
from vungxanh.kit.clock import day_of


@dataclass(frozen=True, slots=True)
class Opened:
    """The act whose form the page shows, filled as the person left it."""

    name: str
    form: forms.ActForm
    task: DirectiveTask | None = None
    party: TaskParty | None = None
    results: list[dict[str, str]] = field(default_factory=list)
    words: str = ""

    @property
    def title(self) -> str:
        """The act in words."""
        return str(ACTS[self.name].title)


@dataclass(frozen=True, slots=True)
class Card:
    """One task as the desk lists it."""

    task: DirectiveTask
    number: int
    leads: list[TaskParty]
    partners: list[TaskParty]
    informed: list[TaskParty]
    points: list[Item]
    opened: Opened | None
    is_last: bool

    @property
    def is_doubtful(self) -> bool:
        """Whether the reader was not sure of it."""
        return self.task.confidence < letter.DOUBTFUL_BELOW


def show(
    request: OfficerRequest,
    directive: Directive,
    *,
    at: datetime,
    opened: Opened | None = None,
    stale: Stale | None = None,
    problem: str = "",
    undated: Undated | None = None,
    status: int = 200,
) -> HttpResponse:
    """The desk, with at most one form open and what went wrong, if anything did."""
    tasks = list(directive.tasks.prefetch_related("parties__unit", "parties__group"))
    coverage = coverage_of(directive, on=day_of(at))
    cards = [_card(task, number, coverage, opened, number == len(tasks)) for number, task in enumerate(tasks, 1)]
    last = last_edit(directive)
    context = {
        "directive": directive,
        "paragraphs": letter.paragraphs(directive.text, letter.marks_of(tasks)),
        "cards": cards,
        "coverage": coverage,
        "general_points": [item for item in coverage.items if item.task_id is None],
        "opened": opened,
        "opened_above": opened if opened and not any(card.opened for card in cards) else None,
        "stale": stale,
        "problem": problem,
        "undated": [cards[number - 1] for number in undated.numbers] if undated else [],
        "can_undo": last is not None and last.by_id == request.officer.user.pk,
        "last": directive.edits.last(),
        "desk_url": reverse("directives:desk", args=[directive.pk]),
        "suggested": suggestion(directive, at),
        "suggested_days": days_for(directive.urgency),
    }
    return render(request, "directives/desk.html", context, status=status)


def open_act(request: OfficerRequest, directive: Directive, name: str) -> Opened | None:
    """The form of an act as asked for in the address, filled with what stands there now."""
    task = directive.tasks.filter(pk=_pk(request.GET.get("task"))).first()
    if ACTS[name].needs_task and task is None:
        return None
    form = form_of(directive, name, task, initial=_initial(request, directive, name, task))
    return with_search(Opened(name, form, task), request, directive)


def with_search(opened: Opened, request: OfficerRequest, directive: Directive) -> Opened:
    """For the picker of units: the party being replaced and what the search words find."""
    if opened.name != "giao" or opened.task is None:
        return opened
    party = opened.task.parties.filter(pk=_pk(request.GET.get("party"))).first()
    words = request.GET.get("q", party.text if party else "")
    on = directive.dated or day_of(directive.received_at)
    results = [
        {"value": bodies.value_of(body), "name": body.name, "kind": getattr(body, "get_level_display", str)() or ""}
        for body in bodies.found(words, on)
    ]
    return Opened(opened.name, opened.form, opened.task, party, results, words)


def form_of(
    directive: Directive, name: str, task: DirectiveTask | None, data: Any = None, initial: Any = None
) -> forms.ActForm:
    """The act's form; the cut places of a split are those of its task."""
    more = {"text": task.text} if name == "tach" and task else {}
    return ACTS[name].form(data, directive=directive, initial=initial, **more)


def suggestion(directive: Directive, at: datetime) -> Any:
    """The proposed deadline, or None where the rule cannot give one."""
    try:
        return suggested_deadline(directive, work_calendar(at, directive.unit.code))
    except CalendarMissing:
        return None


def _initial(request: OfficerRequest, directive: Directive, name: str, task: DirectiveTask | None) -> dict[str, Any]:
    values: dict[str, Any] = {"version": directive.version}
    if task is not None:
        values |= {"task": task.pk, "text": task.text, "section": task.section, "lead_mode": task.lead_mode}
        values |= {
            "on": task.deadline_on,
            "recurrence": task.recurrence or forms.ONCE,
            "moment": phrase_of(task.recurrence, task.recurrence_detail),
            "role": request.GET.get("role", TaskRole.LEAD),
        }
    if name == "the-thuc":
        values |= {
            field: getattr(directive, field)
            for field in forms.HeaderForm.base_fields
            if field not in ("version", "task")
        }
    start, end = _number(request.GET.get("start")), _number(request.GET.get("end"))
    if start is not None and end is not None:
        values |= {"start": start, "end": end, "passage": directive.text[start:end].strip()}
    return values


def _card(task: DirectiveTask, number: int, coverage: Coverage, opened: Opened | None, is_last: bool) -> Card:
    parties = list(task.parties.all())
    return Card(
        task=task,
        number=number,
        leads=[party for party in parties if party.role == TaskRole.LEAD],
        partners=[party for party in parties if party.role == TaskRole.COOPERATE],
        informed=[party for party in parties if party.role == TaskRole.INFORM],
        points=[item for item in coverage.items if item.task_id == task.pk],
        opened=opened if opened and opened.task and opened.task.pk == task.pk else None,
        is_last=is_last,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 12 else None


def _pk(text: str | None) -> int:
    """An id from the address; 0, which no row has, for anything else."""
    return _number(text) or 0
