"""SQLite: a contentless FTS5 table that triggers keep in step (unicode61, no folding of its own)."""

from collections.abc import Iterable

from django.db.models.expressions import RawSQL

from vungxanh.kit.search.models import SearchEntry
from vungxanh.kit.search.words import Term, Tier


def fill(rows: Iterable[SearchEntry]) -> None:
    """Nothing to do: the triggers have indexed the rows already."""


def matching(tier: Tier) -> RawSQL:
    """A subquery of the ids of the entries in which every term is found."""
    return RawSQL("SELECT rowid FROM search_text WHERE search_text MATCH %s", [" AND ".join(map(_phrase, tier))])


def _phrase(term: Term) -> str:
    words = " ".join(term.words)
    return f'{term.column} : "{words}"{" *" if term.prefix else ""}'
