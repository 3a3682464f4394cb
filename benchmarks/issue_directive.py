"""Issuing letter 4248 to the demonstration province, beside a bare bulk insert of the same rows; three weeks of work.

Run: python -m benchmarks.issue_directive [sqlite|postgresql]
"""

import random
import sys
import time
from datetime import timedelta

from benchmarks._report import Report, sample
from benchmarks._stage import confirmed_letter, on_each

LIMIT_MS, MOST_QUERIES = 1000, 40
ROUNDS = 5


def measure(engine: str, report: Report) -> None:
    """Issue some times, each rolled back, then once for good, then play three weeks."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from tests.factories.work import ISSUED_AT
    from vungxanh.apps.directives.models import Recurrence
    from vungxanh.apps.work.actions.demonstration import play
    from vungxanh.apps.work.actions.issue import issue
    from vungxanh.apps.work.models import Assignment
    from vungxanh.apps.work.queries.preview import preview_issue

    clerk, letter = confirmed_letter()
    letter.tasks.filter(recurrence=Recurrence.UNSET).update(recurrence=Recurrence.WEEKLY)
    letter.tasks.filter(recurrence="").update(deadline_on=ISSUED_AT.date() + timedelta(days=14))

    def trial() -> None:
        letter.refresh_from_db()
        with transaction.atomic():
            issue(letter, by=clerk, at=ISSUED_AT)
            transaction.set_rollback(True)

    trial()
    letter.refresh_from_db()
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        issued = issue(letter, by=clerk, at=ISSUED_AT)
        rows = list(Assignment.objects.filter(directive=letter).order_by("pk"))
        transaction.set_rollback(True)
    for row in rows:
        row.pk = None
    print(f"{engine}: {issued.assignments:,} assignments to {issued.units} units, {len(seen) - 1} queries")
    report.limit("queries to issue", len(seen) - 1, MOST_QUERIES, "queries")

    def bare() -> None:
        with transaction.atomic():
            Assignment.objects.bulk_create(rows, batch_size=500)
            transaction.set_rollback(True)
        for row in rows:
            row.pk = None

    beside = "a bare bulk insert", report.peer("bare bulk insert of the rows", sample(bare, rounds=ROUNDS, warm=1))
    report.work("preview", lambda: preview_issue(letter, ISSUED_AT), beside=beside, rounds=ROUNDS)
    report.work("issue, all but the commit", trial, beside=beside, median_ms=LIMIT_MS, rounds=ROUNDS)
    letter.refresh_from_db()
    begun = time.perf_counter()
    issue(letter, by=clerk, at=ISSUED_AT)
    taken_ms = (time.perf_counter() - begun) * 1000
    report.figure("issue, committed", taken_ms, "ms", f"{taken_ms / beside[1].median:.1f} × {beside[0]}")
    report.limit("issue, committed", taken_ms, LIMIT_MS, "ms")
    begun = time.perf_counter()
    played = play(letter, until=ISSUED_AT + timedelta(days=20), chance=random.Random(4248))
    report.figure("three weeks played", time.perf_counter() - begun, "s", f"{played.entries:,} entries of the log")


if __name__ == "__main__":
    sys.exit(on_each("issue_directive", measure))
