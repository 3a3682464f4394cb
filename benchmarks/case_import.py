"""Bringing contacts in, from the file to people and meetings in the tables; what deriving them costs is told beside it.

Importing has three steps, each committed. Staging, in the web's process: reading the file, judging each row (cells,
commune, case, who is known already, rows alike), sealing it. Entering, in the worker's once the officer confirmed:
people, meetings and the marks that keep a second try from entering them again. Each of the two is held to the limit;
one after the other they are told too. Deriving (levels, plans, a check for every day, tests, tokens) ends an import,
once and in the background: told apart and with the rest.

The peer of the same run is the least that could be done with the file: its cells into two bare tables without an index,
nothing checked, nothing sealed, by the fastest way the engine has. Of other systems only this is public: an import of
230 contacts into SORMAS took half an hour (its issues), 0.13 a second.

Run: python -m benchmarks.case_import [10000] [sqlite|postgresql]
"""

import csv
import io
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from benchmarks._report import Report
from benchmarks._stage import number, on_each

if TYPE_CHECKING:
    from vungxanh.apps.org.officers import Officer

LEAST_PER_SECOND = 5000
CASES = 40
TRIES = 3
SORMAS = 230 / 1800


@dataclass(frozen=True)
class Spent:
    """Seconds of one file by part, and this process's own processor seconds of the first two together."""

    staged: float
    entered: float
    derived: float
    processor: float


def measure(engine: str, report: Report) -> None:
    """Files of contacts of some cases one after another, the best of them; the peer after each."""
    from tests.factories.cases import a_case, a_cdc_officer
    from tests.factories.sheets import CONTACTS, a_csv, contacts_of
    from vungxanh.apps.cases.models import Exposure, ImportRow, RowState

    share = number(10_000) // CASES
    count = share * CASES
    by = a_cdc_officer()
    codes = [a_case(by=by).code for _case in range(CASES)]
    spent, bare = [], []
    for trial in range(TRIES):
        firsts = range(trial * count, (trial + 1) * count, share)
        rows = [row for code, first in zip(codes, firsts, strict=True) for row in contacts_of(code, share, first=first)]
        data = a_csv(CONTACTS, rows)
        spent.append(_brought(data, by))
        bare.append(_poured(data))
        assert ImportRow.objects.filter(state=RowState.ENTERED).count() == (trial + 1) * count
    assert Exposure.objects.count() == TRIES * count
    print(
        f"{engine}: {TRIES} files of {count:,} contacts of {CASES} cases; load of the machine {os.getloadavg()[0]:.1f}"
    )
    _tell(report, count, spent, min(bare))


def _tell(report: Report, count: int, spent: list[Spent], bare: float) -> None:
    least = {each.name: min(getattr(one, each.name) for one in spent) for each in fields(Spent)}
    whole = min(one.staged + one.entered for one in spent)
    report.figure("staged (read, judged, sealed)", count / least["staged"], "contacts/s")
    report.figure("entered (people, meetings, marks)", count / least["entered"], "contacts/s")
    report.figure("file to tables, both", count / whole, "contacts/s", f"{count / whole / SORMAS:,.0f} × SORMAS")
    report.figure("  this process's own processor time", 1e6 * least["processor"] / count, "µs a contact")
    report.figure("cells into bare tables (peer)", count / bare, "contacts/s", f"{whole / bare:.1f} × its time taken")
    report.figure("derived, first file", count / spent[0].derived, "contacts/s")
    report.figure("derived, best", count / least["derived"], "contacts/s")
    together = min(one.staged + one.entered + one.derived for one in spent)
    report.figure("file to derived, all three", count / together, "contacts/s")
    for step in ("staged", "entered"):
        report.limit(f"time of one contact, {step}", 1000 * least[step] / count, 1000 / LEAST_PER_SECOND, "ms")


def _brought(data: bytes, by: "Officer") -> Spent:
    from tests.factories.cases import NOW
    from vungxanh.apps.cases.actions import entering, importing
    from vungxanh.apps.cases.exchange.columns import Kind

    begun, own = time.perf_counter(), time.process_time()
    staged = importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW)
    importing.confirm(staged, by=by, at=NOW)
    staging = time.perf_counter()
    with _noting_the_derivation(entering) as noted:
        entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    [(entered, used)] = noted
    return Spent(staging - begun, entered - staging, time.perf_counter() - entered, used - own)


@contextmanager
def _noting_the_derivation(entering: Any) -> Iterator[list[tuple[float, float]]]:
    """When the derivation begins, by the clock and by the processor's; what it wrote is committed after it."""
    derive, noted = entering.derive, list[tuple[float, float]]()

    def noting(*args: object, **named: object) -> object:
        noted.append((time.perf_counter(), time.process_time()))
        return derive(*args, **named)

    entering.derive = noting
    try:
        yield noted
    finally:
        entering.derive = derive


def _poured(data: bytes) -> float:
    """Seconds for the cells of the file into two bare tables."""
    from django.db import connection, transaction

    begun = time.perf_counter()
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))[1:]
    tables: dict[str, list[tuple[int | str, ...]]] = {
        "bare_person": [(key, *row[:3]) for key, row in enumerate(rows)],
        "bare_meeting": [(key, *row[3:]) for key, row in enumerate(rows)],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for table, values in tables.items():
            cursor.execute(f"CREATE TABLE {table} (one integer, two text, three text, four text)")
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for each in values:
                        copy.write_row(each)
            else:
                cursor.executemany(f"INSERT INTO {table} VALUES (%s, %s, %s, %s)", values)
    spent = time.perf_counter() - begun
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE {table}")
    return spent


if __name__ == "__main__":
    sys.exit(on_each("case_import", measure))
