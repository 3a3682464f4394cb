"""PostgreSQL: two tsvector columns with GIN, built here so that words are the same as on SQLite."""

from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL

from vungxanh.kit.search.models import SearchEntry
from vungxanh.kit.search.words import Term, Tier

_LAST_POSITION = 16_383  # PostgreSQL counts no further; later words are found but in no phrase


def fill(rows: Iterable[SearchEntry]) -> None:
    """Write the vectors of rows that have just been saved."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE search_entry SET exact_vector = %s::tsvector, folded_vector = %s::tsvector "
            "WHERE kind = %s AND object_id = %s",
            [(_vector(row.exact), _vector(row.folded), row.kind, row.object_id) for row in rows],
        )


def matching(tier: Tier) -> RawSQL:
    """A subquery of the ids of the entries in which every term is found."""
    conditions = " AND ".join(f"{term.column}_vector @@ %s::tsquery" for term in tier)
    # The text holds only the column names of a Literal; words are parameters.
    return RawSQL(f"SELECT id FROM search_entry WHERE {conditions}", [_query(term) for term in tier])  # noqa: S608, S611


def _vector(words: str) -> str:
    return " ".join(f"'{word}':{min(position, _LAST_POSITION)}" for position, word in enumerate(words.split(), start=1))


def _query(term: Term) -> str:
    quoted = [f"'{word}'" for word in term.words]
    return " <-> ".join(quoted) + (":*" if term.prefix else "")
