"""Putting entries into the index and taking them out."""

from collections.abc import Collection, Iterable
from itertools import islice

from django.db import transaction

from vungxanh.kit.search import engines
from vungxanh.kit.search.entries import Entry
from vungxanh.kit.search.models import SearchEntry
from vungxanh.kit.search.reindexers import Reindexer
from vungxanh.kit.search.words import folded, names_of, number_of, words_of

_BATCH = 500
# PostgreSQL's tsvector ends at 1 MiB: a lexeme costs its bytes and some eight more, each place it stands at two.
_MOST_VECTOR_BYTES = 800_000
_UPDATED = ["title", "url", "at", "scope_path", "public", "number", "year", "symbol", "exact", "folded"]
_UPDATED += ["names", "rank"]


def upsert(entries: Iterable[Entry]) -> int:
    """Add or replace entries in batches; of two with the same key the later counts."""
    remaining, count = iter(entries), 0
    while batch := list(islice(remaining, _BATCH)):
        rows = list({(entry.kind, entry.object_id): _row(entry) for entry in batch}.values())
        with transaction.atomic():
            SearchEntry.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=_UPDATED
            )
            engines.current().fill(rows)
        count += len(rows)
    return count


def delete(kind: str, object_ids: Collection[str]) -> int:
    """Take entries out; returns how many were there."""
    return SearchEntry.objects.filter(kind=kind, object_id__in=list(object_ids)).delete()[0]


def rebuild(kind: str, entries: Reindexer) -> int:
    """Index everything the feature lists and remove what it no longer lists."""
    seen: set[str] = set()

    def noted() -> Iterable[Entry]:
        for entry in entries():
            seen.add(entry.object_id)
            yield entry

    with transaction.atomic():
        count = upsert(noted())
        known = SearchEntry.objects.filter(kind=kind).values_list("object_id", flat=True).iterator()
        stale = [object_id for object_id in known if object_id not in seen]
        for start in range(0, len(stale), _BATCH):
            delete(kind, stale[start : start + _BATCH])
    return count


def _row(entry: Entry) -> SearchEntry:
    number = number_of(entry.number)
    words, bare = _fitting(words_of(" ".join((entry.number, entry.title, *entry.names, entry.body))))
    return SearchEntry(
        kind=entry.kind,
        object_id=entry.object_id,
        title=_storable(entry.title)[:500],
        url=_storable(entry.url),
        at=entry.at,
        scope_path=entry.scope_path,
        public=entry.public,
        number=number.number,
        year=number.year,
        symbol=_storable(number.symbol)[:60],
        exact=" ".join(words),
        folded=" ".join(bare),
        names=names_of((entry.title, *entry.names)),
        rank=entry.rank,
    )


def _fitting(words: list[str]) -> tuple[list[str], list[str]]:
    """As many of the first words, and the same without marks, as every database can index (some 700 pages)."""
    bare, known, used = folded(words), set[str](), 0
    for count, (word, plain) in enumerate(zip(words, bare, strict=True)):
        used += 2 if word in known else 10 + max(len(word.encode()), len(plain.encode()))
        known.add(word)
        if used > _MOST_VECTOR_BYTES:
            return words[:count], bare[:count]
    return words, bare


def _storable(text: str) -> str:
    """The text without NUL and lone surrogates, which no database takes."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
