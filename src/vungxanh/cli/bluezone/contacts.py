"""Contacts out of a Parquet file, as segments for the graph kernel (đồ thị tiếp xúc từ tệp Parquet).

DuckDB reads the columns, numbers the persons and leaves a table of sixteen bytes a contact on the disk; each UTC day
then becomes a segment, and its columns are dropped before those of the next are read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import numpy as np

    from vungxanh.core.tracing.kernels.graph import Segment

COLUMNS = ("a", "b", "at")
_SECONDS_BELOW = 100_000_000_000
_MEMORY_NUMBERING, _MEMORY_READING = "384MB", "8MB"
_ROWS_AT_ONCE = 1 << 18
_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT"}
# What lies after the year 2100 is not believed.
_STATEMENTS = (
    """CREATE VIEW usable AS SELECT * FROM chosen
        WHERE one IS NOT NULL AND other IS NOT NULL AND one <> other AND ms BETWEEN 0 AND 4102444800000""",
    """CREATE TABLE persons AS SELECT CAST(row_number() OVER (ORDER BY name) - 1 AS INTEGER) AS number, name
        FROM (SELECT one AS name FROM usable UNION SELECT other FROM usable)""",
    """CREATE TABLE met AS SELECT CAST(ms // 86400000 AS INTEGER) AS day, p.number AS one, q.number AS other,
        CAST(ms % 86400000 AS UINTEGER) AS ms
        FROM usable JOIN persons p ON p.name = one JOIN persons q ON q.name = other""",
)


class Unusable(Exception):  # noqa: N818 - the name says what it is
    """The file has no such contacts; `code` and `facts` say why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Nearness:
    """Which contacts count: those of at least so many minutes and dBm, where the file tells."""

    minutes: float | None = None
    rssi: float | None = None


def _ms(kind: str) -> str:
    """Milliseconds since 1970 as an expression over column `at` of this type."""
    if kind in _INTEGERS:
        return f'CASE WHEN "at" < {_SECONDS_BELOW} THEN TRY_CAST("at" AS BIGINT) * 1000 ELSE "at" END'
    if kind.startswith("TIMESTAMP"):
        return 'epoch_ms("at")'
    raise Unusable("at_type", kind=kind)


class Contacts:
    """A file's contacts; persons are numbered from 0 in the order of their names."""

    def __init__(self, path: Path, nearness: Nearness, scratch: Path) -> None:
        import duckdb

        options: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY_NUMBERING,
            "temp_directory": str(scratch),
            "autoinstall_known_extensions": False,
        }
        self._database = duckdb.connect(str(scratch / "contacts.duckdb"), config=options)
        try:
            self._choose(path, nearness)
            for statement in _STATEMENTS:
                self._database.execute(statement)
        except duckdb.Error as error:
            raise Unusable("not_parquet", said=(str(error).splitlines() or [""])[0][:120]) from None
        self.persons = self._one("SELECT count(*) FROM persons")
        self.count = self._one("SELECT count(*) FROM met")
        self.skipped = self._one("SELECT count(*) FROM chosen") - self.count

    def _one(self, query: str) -> int:
        row = self._database.execute(query).fetchone()
        return int(row[0]) if row else 0

    def _choose(self, path: Path, nearness: Nearness) -> None:
        """Make the view `chosen` (one, other, ms) of the contacts that are near enough."""
        relation = self._database.read_parquet(str(path))
        types = {name: str(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}
        least = {"minutes": nearness.minutes, "max_rssi": nearness.rssi}
        asked = {column: value for column, value in least.items() if value is not None}
        for column in (*COLUMNS, *asked):
            if column not in types:
                raise Unusable("no_column", column=column, known=", ".join(types))
        for column, value in asked.items():
            relation = relation.filter(f'"{column}" >= {value}')
        one, other = "a", "b"
        if types["a"] != types["b"] or types["a"] not in {*_INTEGERS, "VARCHAR"}:
            one, other = "CAST(a AS VARCHAR)", "CAST(b AS VARCHAR)"
        relation.project(f"{one} AS one, {other} AS other, {_ms(types['at'])} AS ms").create_view("chosen")

    def segments(self) -> list["Segment"]:
        """One segment a UTC day, earliest first."""
        from vungxanh.core.tracing.kernels.graph import segment

        query = "SELECT day, count(*), min(rowid), max(rowid) FROM met GROUP BY day ORDER BY day"
        days = self._database.execute(query).fetchall()
        self._database.execute(f"SET memory_limit = '{_MEMORY_READING}'")
        found = []
        for day, *rows in days:
            one, other, ms = self._day(day, *rows)
            found.append(segment(day, one, other, ms, self.persons))
            del one, other, ms
        self._database.execute(f"SET memory_limit = '{_MEMORY_NUMBERING}'")
        return found

    def _day(self, day: int, count: int, first: int, last: int) -> tuple["np.ndarray", ...]:
        """A day's contacts, a piece at a time: DuckDB holds an answer twice while it makes arrays of it."""
        import numpy as np

        columns = tuple(np.empty(count, kind) for kind in (np.int32, np.int32, np.uint32))
        step, place = -(-(last + 1 - first) * _ROWS_AT_ONCE // count), 0
        query = "SELECT one, other, ms FROM met WHERE day = ? AND rowid BETWEEN ? AND ?"
        for row in range(first, last + 1, step):
            found = self._columns(query, [day, row, row + step - 1])
            for column, piece in zip(columns, found.values(), strict=True):
                column[place : place + len(piece)] = piece
            place += len(found["ms"])
        return columns

    def _columns(self, query: str, values: Sequence[object] = ()) -> dict[str, "np.ndarray"]:
        result: duckdb.DuckDBPyConnection = self._database.execute(query, list(values))
        return result.fetchnumpy()

    def names(self, numbers: Iterable[int]) -> dict[int, str | int]:
        """The names of these persons, by number."""
        asked = set(numbers)
        found: dict[int, str | int] = {}
        for first in range(0, self.persons, _ROWS_AT_ONCE):
            query = "SELECT number, name FROM persons WHERE number BETWEEN ? AND ?"
            piece = self._columns(query, [first, first + _ROWS_AT_ONCE - 1])
            named = zip(piece["number"].tolist(), piece["name"].tolist(), strict=True)
            found.update((number, name) for number, name in named if number in asked)
        return found

    def numbers(self, names: Sequence[object]) -> dict[str, int]:
        """The numbers of these names, by their text; a name that meets nobody is left out."""
        asked = "SELECT CAST(name AS VARCHAR), number FROM persons WHERE CAST(name AS VARCHAR) IN (SELECT unnest(?))"
        found: list[tuple[Any, ...]] = self._database.execute(asked, [[str(name) for name in names]]).fetchall()
        return {str(name): int(number) for name, number in found}
