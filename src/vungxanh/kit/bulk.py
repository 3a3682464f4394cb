"""Writing thousands of rows at once, faster than the models' own `bulk_create` (ghi hàng loạt).

Most of what `bulk_create` takes goes into making instances and asking every field about every value. Here a row is a
dictionary, a column that none of the rows gives has its default asked once, and plain values go to the database as
they are. PostgreSQL is fed by COPY. No signal is sent, no constraint is softened: what the database refuses is raised.
"""

import gc
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import Model

from vungxanh.kit.among import array_type

Row = Mapping[str, Any]
_PLAIN = (models.CharField, models.IntegerField, models.BooleanField, models.FloatField, models.ForeignKey)
"""Fields whose Python values every database driver takes as they are (a sealed or JSON field is none of them)."""
_OWNERS = 1000


class _Uncollected:
    """How many pieces of work keep the collector still, and whether it was at work before the first."""

    lock, depth, was_on = threading.Lock(), 0, False


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python's search for cycles still while thousands of rows are built (tạm ngưng dọn vòng tham chiếu).

    It walks through all the rows again and again and finds nothing: a third of an import's time. What is in no cycle is
    freed as ever. Of the whole process, so for work of seconds that holds its rows in memory anyway; nested or in
    several threads, the last one out lets the collector go on.
    """
    with _Uncollected.lock:
        if _Uncollected.depth == 0:
            _Uncollected.was_on = gc.isenabled()
            gc.disable()
        _Uncollected.depth += 1
    try:
        yield
    finally:
        with _Uncollected.lock:
            _Uncollected.depth -= 1
            if _Uncollected.depth == 0 and _Uncollected.was_on:
                gc.enable()


def insert(model: type[Model], rows: Sequence[Row]) -> None:
    """Insert rows given by column (`person_id`); all rows give the same columns (1 statement)."""
    if not rows:
        return
    given = set(rows[0])
    columns_of = (field for field in model._meta.concrete_fields if not field.generated)  # noqa: SLF001 - Django's documented model API
    fields = [field for field in columns_of if not field.primary_key or field.attname in given]
    makers = [_maker(field, given) for field in fields]
    values = ([make(row) for make in makers] for row in rows)
    table, columns = _quoted(model._meta.db_table), ", ".join(_quoted(field.column) for field in fields)  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
            ):  # names of our own models
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values))  # noqa: S608


def insert_under(
    model: type[Model], owner: str, keys: Sequence[int], rows: Sequence[Row], *, copied: Sequence[str] = ()
) -> None:
    """Insert the same rows for each of many owners, named by the foreign key `owner` (1 statement a thousand owners).

    The database itself sets owners against rows, so that thirty rows for each of ten thousand cost no list of them all.
    Columns `copied` are taken from the owner.
    """
    if not keys or not rows:
        return
    to = model._meta.get_field(owner)  # noqa: SLF001
    held = to.related_model._meta  # type: ignore[union-attr]  # noqa: SLF001 - a foreign key has a model
    given, apart = set(rows[0]), {to.attname, *copied}  # type: ignore[union-attr]
    others = [field for field in model._meta.concrete_fields if not field.primary_key and field.attname not in apart]  # noqa: SLF001
    told = sorted((field for field in others if field.attname in given), key=lambda field: field.attname)
    rest = [field for field in others if field.attname not in given]
    columns = [to.column, *copied, *(field.column for field in [*told, *rest])]  # type: ignore[union-attr]
    own = [f"owner.{_quoted(name)}" for name in (held.pk.column, *copied)]
    values = [f"given.column{place}" for place in range(1, len(told) + 1)] + ["%s"] * len(rest)
    listed = ", ".join([f"({', '.join(['%s'] * len(told))})"] * len(rows))
    defaults = [field.get_db_prep_save(field.get_default(), connection) for field in rest]
    makers = [_maker(field, given) for field in told]
    named, each = ", ".join(map(_quoted, columns)), [make(row) for row in rows for make in makers]
    for start in range(0, len(keys), _OWNERS):
        part = keys[start : start + _OWNERS]
        sql = (
            f"INSERT INTO {_quoted(model._meta.db_table)} ({named}) SELECT {', '.join(own + values)}"  # noqa: S608, SLF001
            f" FROM {_quoted(held.db_table)} AS owner CROSS JOIN (VALUES {listed}) AS given"
            f" WHERE owner.{_quoted(held.pk.column)} IN ({', '.join(['%s'] * len(part))})"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*defaults, *each, *part])


def update_one(model: type[Model], column: str, values: Iterable[tuple[int, Any]], **same: Any) -> None:
    """Give one plain column of each row (by primary key) a value of its own, and others the same (1 statement)."""
    pairs = list(values)
    if not pairs:
        return
    fields = {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001
    table, key = _quoted(model._meta.db_table), _quoted(fields["id"].column)  # noqa: SLF001
    own = f"{_quoted(fields[column].column)} = given.own"
    also = "".join(f", {_quoted(fields[name].column)} = %s" for name in same)
    alike = [fields[name].get_db_prep_save(value, connection) for name, value in same.items()]
    listed, told = _listed(pairs, fields[column])
    sql = f"UPDATE {table} SET {own}{also} FROM {listed} WHERE {table}.{key} = given.target"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*alike, *told])


def _listed(pairs: Sequence[tuple[int, Any]], field: models.Field[Any, Any]) -> tuple[str, list[Any]]:
    """The pairs as a table `given(target, own)` in one or two parameters, however many they are."""
    if connection.vendor == "postgresql":
        table = f"unnest(%s::bigint[], %s::{array_type(field, connections[DEFAULT_DB_ALIAS])}) AS given(target, own)"
        return table, [list(each) for each in zip(*pairs, strict=True)]
    table = "(SELECT value ->> 0 AS target, value ->> 1 AS own FROM json_each(%s)) AS given"
    return table, [json.dumps(pairs)]


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")


def _maker(field: models.Field[Any, Any], given: set[str]) -> Callable[[Row], Any]:
    """How a column's value is made ready for the database."""
    name, real = field.attname, connections[DEFAULT_DB_ALIAS]  # the proxy looks itself up for every value
    if name not in given:
        if isinstance(field, models.UUIDField):
            return lambda _row: field.get_db_prep_save(field.get_default(), real)
        default = field.get_db_prep_save(field.get_default(), real)
        return lambda _row: default
    if type(field) in _PLAIN or isinstance(field, _PLAIN):
        return lambda row: row[name]
    prepare = partial(field.get_db_prep_save, connection=real)
    if isinstance(field, models.JSONField):
        adapt, encoder = real.ops.adapt_json_value, field.encoder
        return lambda row: None if row[name] is None else adapt(row[name], encoder)
    if isinstance(field, models.TextField):  # the empty text is never sealed
        return lambda row: "" if row[name] == "" else prepare(row[name])
    return _remembering(prepare, name) if isinstance(field, models.DateField) else lambda row: prepare(row[name])


def _remembering(prepare: Callable[[Any], Any], name: str) -> Callable[[Row], Any]:
    """Days and moments repeat: each is made ready once."""
    known: dict[Any, Any] = {}

    def make(row: Row) -> Any:
        value = row[name]
        if value not in known:
            known[value] = prepare(value)
        return known[value]

    return make
