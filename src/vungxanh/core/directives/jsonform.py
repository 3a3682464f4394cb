"""The stable JSON form of a directive, version 1 (docs/guides/directive-json.md)."""

from __future__ import annotations

from typing import Any

from vungxanh.core.directives.model import Directive, Ref, Task


def to_json(directive: Directive) -> dict[str, Any]:
    """Return plain dicts, lists, strings and numbers; dates are ISO 8601."""
    header = directive.header
    return {
        "number": header.number,
        "symbol": header.symbol,
        "type": header.type,
        "place": header.place,
        "date": header.date.isoformat() if header.date else None,
        "issuer": header.issuer,
        "subject": header.subject,
        "urgency": header.urgency,
        "addressees": [{"text": one.text, "orgs": _refs(one.orgs)} for one in directive.addressees],
        "tasks": [_task(task) for task in directive.tasks],
        "footnotes": list(directive.footnotes),
        "signature": {
            "authority": list(directive.signature.authority),
            "position": directive.signature.position,
            "signer": directive.signature.signer,
        },
        "cc": list(directive.cc),
        "archive": {"units": list(directive.archive.units), "drafter": directive.archive.drafter},
        "warnings": [
            {"code": one.code, "message": one.message, "span": list(one.span) if one.span else None}
            for one in directive.warnings
        ],
        "text": directive.text,
    }


def _task(task: Task) -> dict[str, Any]:
    deadline = task.deadline
    return {
        "id": task.id,
        "section": task.section,
        "text": task.text,
        "span": list(task.span),
        "verb": task.verb,
        "lead": _refs(task.lead),
        "lead_mode": task.lead_mode,
        "cooperate": _refs(task.cooperate),
        "channels": list(task.channels),
        "targets": list(task.targets),
        "recurrence": task.recurrence,
        "deadline": {"date": deadline.date.isoformat() if deadline.date else None, "origin": deadline.origin}
        if deadline
        else None,
        "confidence": task.confidence,
    }


def _refs(refs: tuple[Ref, ...]) -> list[dict[str, str | None]]:
    return [{"text": ref.text, "name": ref.name, "code": ref.code} for ref in refs]
