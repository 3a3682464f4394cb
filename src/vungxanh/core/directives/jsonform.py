"""The stable JSON form of a directive, version 1 (docs/guides/directive-json.md)."""

from __future__ import annotations

from typing import Any

from vungxanh.core.directives.cautions import Language
from vungxanh.core.directives.model import Caution, Directive, Ref, Task


def to_json(directive: Directive, language: Language = "vi") -> dict[str, Any]:
    """Return plain dicts, lists, strings and numbers; dates are ISO 8601; `language` is that of the warnings."""
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
        "warnings": [warning(one, language) for one in directive.warnings],
        "text": directive.text,
    }


def warning(caution: Caution, language: Language = "vi") -> dict[str, Any]:
    """Return a caution with its sentence; `values` let any reader say it again in another language."""
    span = list(caution.span) if caution.span else None
    return {"code": caution.code, "message": caution.sentence(language), "span": span, "values": dict(caution.values)}


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
