"""Bringing an open letter to another unit, once: what its desk has already is not laid there twice (chuyển nơi giữ)."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from vungxanh.apps.directives.actions import indexing
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.models import Unit
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor


def place(
    directive: Directive, to: Unit, *, verb: str, by: Actor, at: datetime, data: Mapping[str, object] | None = None
) -> bool:
    """Give a locked letter to the unit in the caller's transaction; False when the unit has it and it is withdrawn.

    Tasks, edits and history come along; who edits it on an old page is told, because the version moves on.
    """
    former, twin = directive.unit, _twin_of(directive, to)
    if twin:
        directive.stage = Stage.WITHDRAWN
    else:
        directive.unit = to
    directive.version += 1
    directive.save(update_fields=["unit", "stage", "version"])
    facts: dict[str, object] = {"from": former.code, "to": to.code, "same_as": twin.pk if twin else None}
    audit.record(verb, by=by, on=directive, at=at, data=facts | dict(data or {}))
    indexing.put(directive)
    return twin is None


def _twin_of(directive: Directive, unit: Unit) -> Directive | None:
    """The same letter on the unit's own desk: the same text, or number, date and issuer."""
    same = Q(pk=None)
    if directive.text_hash:
        same |= Q(text_hash=directive.text_hash)
    if directive.number and directive.dated:
        facts = ("number", "symbol", "dated", "issuer")
        same |= Q(**{name: getattr(directive, name) for name in facts})
    standing = Directive.objects.filter(unit=unit).exclude(stage=Stage.WITHDRAWN).exclude(pk=directive.pk)
    return standing.filter(same).only("pk").first()
