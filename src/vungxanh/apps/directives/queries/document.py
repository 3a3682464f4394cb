"""A directive as JSON: the stable form of a reading, with what people changed since (dạng JSON)."""

from typing import Any

from vungxanh.apps.directives.models import Directive, DirectiveTask, TaskParty, TaskRole
from vungxanh.apps.directives.models.recurrence import phrase_of
from vungxanh.apps.directives.queries.bodies import key_of


def document_of(directive: Directive) -> dict[str, Any]:
    """The keys of `core.directives.jsonform` plus id, stage and version; tasks carry their row ids (4 queries)."""
    read = directive.reading
    tasks = directive.tasks.prefetch_related("parties__unit", "parties__group")
    return {
        "id": directive.pk,
        "stage": directive.stage,
        "version": directive.version,
        "unit": directive.unit.code,
        "number": directive.number or None,
        "symbol": directive.symbol or None,
        "type": directive.type,
        "place": directive.place or None,
        "date": directive.dated.isoformat() if directive.dated else None,
        "issuer": directive.issuer or None,
        "subject": directive.subject or None,
        "urgency": directive.urgency or None,
        "addressees": _addressees(directive),
        "tasks": [_task(task) for task in tasks],
        "footnotes": read.get("footnotes", []),
        "signature": read.get("signature"),
        "cc": read.get("cc", []),
        "archive": read.get("archive"),
        "warnings": read.get("warnings", []),
        "explained": directive.explained,
        "text": directive.text,
    }


def _addressees(directive: Directive) -> list[dict[str, Any]]:
    lines: dict[int, dict[str, Any]] = {}
    for row in directive.addressees.select_related("unit", "group"):
        line = lines.setdefault(row.position, {"text": row.text, "orgs": []})
        body = row.unit or row.group
        line["orgs"].append(
            {"text": row.text, "name": body.name if body else row.text, "code": key_of(body) if body else None}
        )
    return [lines[position] for position in sorted(lines)]


def _task(task: DirectiveTask) -> dict[str, Any]:
    parties = list(task.parties.all())
    deadline = {"date": task.deadline_on.isoformat() if task.deadline_on else None, "origin": task.deadline_origin}
    return {
        "id": str(task.pk),
        "section": task.section,
        "text": task.text,
        "span": [task.span_start, task.span_end],
        "verb": task.verb or None,
        "lead": [_ref(party) for party in parties if party.role == TaskRole.LEAD],
        "lead_mode": task.lead_mode,
        "cooperate": [_ref(party) for party in parties if party.role == TaskRole.COOPERATE],
        "inform": [_ref(party) for party in parties if party.role == TaskRole.INFORM],
        "channels": task.channels,
        "targets": task.targets,
        "recurrence": task.recurrence or None,
        "recurrence_text": task.recurrence_text or None,
        "recurrence_detail": task.recurrence_detail or None,
        "moment": phrase_of(task.recurrence, task.recurrence_detail) or None,
        "deadline": deadline if task.deadline_origin else None,
        "confidence": task.confidence,
    }


def _ref(party: TaskParty) -> dict[str, str | None]:
    body = party.unit or party.group
    return {"text": party.text, "name": body.name if body else party.text, "code": key_of(body) if body else None}
