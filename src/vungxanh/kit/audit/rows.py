"""Streaming the stored chain as it stands on disk, without trusting that its columns still decode."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from vungxanh.kit.audit.canonical import Line
from vungxanh.kit.audit.models import Entry

BATCH = 2000
_TEXTS = ("actor_key", "actor_name", "unit_code", "verb", "object_type", "object_id", "data", "previous", "hash")


class UnreadableError(ValueError):
    """A stored row that no longer decodes; `seq` is what stands in its number column."""

    def __init__(self, seq: object, reason: str) -> None:
        super().__init__(reason)
        self.seq = seq


def stored() -> Iterator[tuple[Line, str] | UnreadableError]:
    """Every row in chain order as its line and stored hash, in bounded memory."""
    if connection.vendor == "sqlite":
        yield from _from_sqlite()
        return
    rows = Entry.objects.order_by("seq").values_list("seq", "at", *_TEXTS)
    for row in rows.iterator(chunk_size=BATCH):
        yield Line(*row[:-1]), row[-1]


def _from_sqlite() -> Iterator[tuple[Line, str] | UnreadableError]:
    """Read by rowid, so from the table and not from an index copy, and as bytes, so that no byte is guessed at."""
    columns = ", ".join(f"CAST({name} AS BLOB)" for name in ("at", *_TEXTS))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq, {columns} FROM audit_entry ORDER BY rowid")  # noqa: S608 (constants above)
        while batch := cursor.fetchmany(BATCH):
            for row in batch:
                yield _decoded(row)


def _decoded(row: tuple[object, ...]) -> tuple[Line, str] | UnreadableError:
    seq, *cells = row
    try:
        if not isinstance(seq, int):
            return UnreadableError(seq, f"seq is {seq!r}")
        texts = [bytes(cell).decode("utf-8") if isinstance(cell, bytes) else _refuse(cell) for cell in cells]
        return Line(seq, _moment(texts[0]), *texts[1:-1]), texts[-1]
    except (TypeError, ValueError) as error:
        return UnreadableError(seq, str(error))


def _refuse(cell: object) -> str:
    raise TypeError(f"a column holds {type(cell).__name__}, not text")


def _moment(text: str) -> datetime:
    """The moment Django stored, refused unless the text is exactly what Django writes for it."""
    moment = datetime.fromisoformat(text + "+00:00")
    if connection.ops.adapt_datetimefield_value(moment) != text:
        raise ValueError(f"at is written {text!r}")
    return moment
