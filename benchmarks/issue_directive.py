"""Issuing letter 4248 to the demonstration province on both engines: time, queries, and what three weeks of work cost.

Run `python -m benchmarks.issue_directive [sqlite|postgresql]`.
"""

import random
import subprocess
import sys
import time
from datetime import timedelta

from benchmarks._stage import engines, fresh


def measure(engine: str) -> None:
    """Issue five times, each rolled back but the last, then play three weeks."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from tests.factories.calendar import seeded_calendar
    from tests.factories.directives import the_demonstration_province, the_letter
    from tests.factories.work import ISSUED_AT
    from vungxanh.apps.directives.models import Recurrence, Stage
    from vungxanh.apps.work.actions.demonstration import play
    from vungxanh.apps.work.actions.issue import issue
    from vungxanh.apps.work.queries.preview import preview_issue

    seeded_calendar()
    clerk = the_demonstration_province()
    letter = the_letter(clerk)
    letter.stage, letter.confirmed_by, letter.confirmed_at = Stage.CONFIRMED, clerk.user, ISSUED_AT
    letter.save()
    letter.tasks.filter(recurrence=Recurrence.UNSET).update(recurrence=Recurrence.WEEKLY)
    letter.tasks.filter(recurrence="").update(deadline_on=ISSUED_AT.date() + timedelta(days=14))
    begun = time.perf_counter()
    preview_issue(letter, ISSUED_AT.date())
    preview_s = time.perf_counter() - begun
    taken, cpu, queries = [], [], 0
    for turn in range(5):
        letter.refresh_from_db()
        with transaction.atomic(), CaptureQueriesContext(connection) as seen:
            begun, spent = time.perf_counter(), time.process_time()
            issued = issue(letter, by=clerk, at=ISSUED_AT)
            taken.append(time.perf_counter() - begun)
            cpu.append(time.process_time() - spent)
            queries = len(seen)
            transaction.set_rollback(turn < 4)
    letter.refresh_from_db()
    begun, spent = time.perf_counter(), time.process_time()
    played = play(letter, until=ISSUED_AT + timedelta(days=20), chance=random.Random(4248))
    play_s, play_cpu_s = time.perf_counter() - begun, time.process_time() - spent
    print(
        f"{engine:<11}{issued.assignments:>6} assignments to {issued.units} units: "
        f"issue median {sorted(taken)[2] * 1000:.0f} ms, slowest {max(taken) * 1000:.0f} ms, "
        f"CPU {sorted(cpu)[2] * 1000:.0f} ms, {queries} queries; "
        f"preview {preview_s * 1000:.0f} ms; "
        f"three weeks played in {play_s:.1f} s, CPU {play_cpu_s:.1f} s ({played.entries} entries)"
    )


def main() -> int:
    """Each engine in a process of its own."""
    if sys.argv[1:]:
        with fresh(sys.argv[1]):
            measure(sys.argv[1])
        return 0
    command = [sys.executable, "-m", "benchmarks.issue_directive"]
    return max(subprocess.run([*command, engine], check=False).returncode for engine in engines())


if __name__ == "__main__":
    sys.exit(main())
