"""`filter(among("key", values))`: as `key__in`, the values one parameter however many they are (thuộc tập giá trị).

Django's own `__in` writes a mark a value: thousands of them are prepared one by one, parsed here by the driver and once
more by the server, and SQLite has a limit to them. For lists that grow with the data; a handful is `__in`'s.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Field, Lookup
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, tuple[Any, ...]]


def among(column: str, values: Iterable[Any]) -> "Among":
    """Rows whose column has one of the values; nobody's is among none.

    Of plain text, of whole numbers (keys too), or of UUIDs, given by their `hex`.
    """
    return Among(F(column), list(values))


class Among(Lookup[list[Any]]):
    """The condition itself; `among` makes it."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """An array, on PostgreSQL."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::{array_type(self.lhs.output_field, connection)})", (*params, self.rhs)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """A JSON text that is read as a table."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(self.rhs))  # noqa: S608 - a column


def array_type(field: Field[Any, Any], connection: BaseDatabaseWrapper) -> str:
    """PostgreSQL's array of a column's values, without the length of `varchar(64)`: a value too long is not cut."""
    return f"{(field.rel_db_type(connection) or 'text').partition('(')[0]}[]"
