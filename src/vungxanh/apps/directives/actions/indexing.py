"""Directives in the search index, and the folded words their own list is searched by."""

from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse

from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit import search
from vungxanh.kit.clock import VIETNAM

KIND = "directive"


def folded_of(directive: Directive) -> str:
    """Number, subject and issuer without accents, as `Directive.folded` keeps them."""
    return fold(f"{directive.number_and_symbol} {directive.subject} {directive.issuer}")[:900]


def entry_of(directive: Directive) -> search.Entry:
    """The directive as a search entry, found within its unit's branch."""
    at = datetime.combine(directive.dated, time(), VIETNAM) if directive.dated else directive.received_at
    return search.Entry(
        kind=KIND,
        object_id=str(directive.pk),
        title=str(directive),
        body=directive.text,
        url=reverse("directives:record", args=[directive.pk]),
        at=at,
        scope_path=directive.unit.path,
        number=directive.number_and_symbol,
    )


def put(directive: Directive) -> None:
    """Put the directive into the index, or take a withdrawn one out."""
    if directive.stage == Stage.WITHDRAWN:
        search.remove(KIND, [str(directive.pk)])
    else:
        search.index(entry_of(directive))


def every_entry() -> Iterator[search.Entry]:
    """All directives that may be found, for a rebuild of the index."""
    for directive in Directive.objects.exclude(stage=Stage.WITHDRAWN).select_related("unit").iterator():
        yield entry_of(directive)
