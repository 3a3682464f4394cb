"""Whether a unit already holds a letter (trùng văn bản)."""

from django.db.models import Q, QuerySet

from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.models import Unit


def same_letter(directive: Directive) -> Directive | None:
    """The unit's own directive with the same words, or the same number, symbol, date and issuer."""
    same = Q(text_hash=directive.text_hash) & ~Q(text_hash="")
    if directive.number:
        same |= Q(
            number=directive.number, symbol=directive.symbol, dated=directive.dated, issuer__iexact=directive.issuer
        )
    return _held_by(directive.unit).filter(same).exclude(pk=directive.pk).first()


def same_file(unit: Unit, sha256: str) -> Directive | None:
    """The unit's own directive that came in as these very bytes."""
    return _held_by(unit).filter(Q(file__sha256=sha256) | Q(receptions__file__sha256=sha256)).first()


def _held_by(unit: Unit) -> QuerySet[Directive]:
    return Directive.objects.filter(unit=unit).exclude(stage=Stage.WITHDRAWN)
