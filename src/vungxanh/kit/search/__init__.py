"""Search that forgives missing marks (tìm kiếm không dấu), the same on SQLite and PostgreSQL.

Each entry has its words twice: as written (canonical, with marks) and folded (no marks, đ as d). A query with marks
asks the first, one without asks both, exact hits first. This module is the public door.
"""

from vungxanh.kit.search import reindexers
from vungxanh.kit.search.entries import Entry, Hit, Place, Scope
from vungxanh.kit.search.naming import place_in

__all__ = [
    "Entry",
    "Hit",
    "Place",
    "Scope",
    "find",
    "index",
    "index_many",
    "matching_ids",
    "place_in",
    "reindex",
    "reindexers",
    "remove",
]

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from vungxanh.kit.search.models import SearchEntry


def index(entry: Entry) -> None:
    """Add an entry or replace the one of the same kind and object; call it in the action's transaction."""
    index_many([entry])


def index_many(entries: Iterable[Entry]) -> int:
    """Add or replace many entries, in batches; returns how many."""
    from vungxanh.kit.search import writing

    return writing.upsert(entries)


def remove(kind: str, object_ids: Collection[str]) -> int:
    """Take entries out of the index; returns how many were there."""
    from vungxanh.kit.search import writing

    return writing.delete(kind, object_ids)


def find(
    query: str,
    *,
    scope: Scope,
    kinds: Collection[str] | None = None,
    limit: int = 20,
    only: "QuerySet[Any, Any] | None" = None,
) -> list[Hit]:
    """The best hits a reader may see: by number, by name (whole, beginning, all words), then anywhere in the text.

    Names go by `Entry.rank`, else newest first. Any string is a query; one without a letter or digit finds nothing.
    Words in "double quotes" are only looked for as a phrase; the last word may be a beginning. `only` is a subquery
    of the object ids, as text, that may be found.
    """
    from vungxanh.kit.search import reading

    return reading.find(query, scope=scope, kinds=kinds, limit=limit, only=only)


def matching_ids(piece: str, kind: str) -> "QuerySet[SearchEntry, Any] | None":
    """A subquery of the numeric object ids of a kind that hold the piece, marks or not; None if it has no words.

    For a filter of a feature's own list: no reader is asked for, so the list itself must be limited to one.
    """
    from vungxanh.kit.search import reading

    return reading.matching_ids(piece, kind)


def reindex(kinds: Collection[str] | None = None) -> dict[str, int]:
    """Rebuild the entries of these kinds (all when None) from the features; returns the count of each."""
    from vungxanh.kit.search import writing

    return {kind: writing.rebuild(kind, entries) for kind, entries in reindexers.chosen(kinds)}
