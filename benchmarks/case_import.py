"""Bringing contacts in: how many a second are staged and entered, and what deriving them at the end costs.

The limit is of entering: people, meetings, and the marks that keep a second try from entering them again. What ends an
import (levels, plans, a check for every day, tokens) is told beside it; it runs once, in the background.

Run: python -m benchmarks.case_import [10000] [sqlite|postgresql]
"""

import secrets
import sys
import time
from collections.abc import Callable

from benchmarks._report import Report
from benchmarks._stage import number, on_each

LEAST_PER_SECOND = 5000
CASES = 40
TRIES = 3


def measure(engine: str, report: Report) -> None:
    """Stage and enter files of contacts of some cases, the best of some tries; then derive the last one."""
    from tests.factories.cases import NOW, a_case, a_cdc_officer
    from tests.factories.sheets import CONTACTS, a_csv, contacts_of
    from vungxanh.apps.cases.actions import entering, importing
    from vungxanh.apps.cases.exchange.columns import Kind
    from vungxanh.apps.cases.models import Exposure, ImportRow, RowState

    count = number(10_000)
    by = a_cdc_officer()
    codes = [a_case(by=by).code for _case in range(CASES)]
    staging, entered, derived, processor = [], [], [], []
    for trial in range(TRIES):
        share = count // CASES
        rows = [
            row
            for place, code in enumerate(codes)
            for row in contacts_of(code, share, first=trial * count + place * share)
        ]
        data = a_csv(CONTACTS, rows)
        begun = time.perf_counter()
        staged = importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW)
        staging.append(len(rows) / (time.perf_counter() - begun))
        importing.confirm(staged, by=by, at=NOW)
        whole, inside, used = _timed(lambda: entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes), entering)  # noqa: B023
        entered.append(len(rows) / (whole - inside))
        derived.append(inside)
        processor.append(1e6 * used / len(rows))
        assert ImportRow.objects.filter(part_of=staged, state=RowState.ENTERED).count() == len(rows)
    assert Exposure.objects.count() == TRIES * (count // CASES) * CASES
    print(f"{engine}: files of {count:,} contacts of {CASES} cases, {TRIES} one after another")
    report.figure("staged (read, judged, sealed)", max(staging), "contacts/s")
    report.figure("entered (people, meetings, marks)", max(entered), "contacts/s")
    report.figure("  this process's own processor time", min(processor), "µs a contact")
    report.figure("derived at the end, first file", derived[0], "s", f"{count / derived[0]:,.0f} contacts/s")
    report.limit("time of one contact", 1000 / max(entered), 1000 / LEAST_PER_SECOND, "ms")


def _timed(work: Callable[[], object], entering: object) -> tuple[float, float, float]:
    """Seconds of the work, of the derivation within it, and of this process's processor outside the derivation."""
    derive, spent, used = entering.derive, 0.0, 0.0  # type: ignore[attr-defined]

    def timed(*args: object, **named: object) -> object:
        nonlocal spent, used
        begun, own = time.perf_counter(), time.process_time()
        try:
            return derive(*args, **named)
        finally:
            spent += time.perf_counter() - begun
            used += time.process_time() - own

    entering.derive = timed  # type: ignore[attr-defined]
    try:
        begun, own = time.perf_counter(), time.process_time()
        work()
        return time.perf_counter() - begun, spent, time.process_time() - own - used
    finally:
        entering.derive = derive  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(on_each("case_import", measure))
