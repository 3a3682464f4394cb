"""How many tasks a second one worker carries out, beside bare INSERT and UPDATE transactions on the same database.

Run: python -m benchmarks.worker [sqlite|postgresql] [TASKS]
"""

import resource
import sys
import time
from collections.abc import Callable

from benchmarks._report import Report
from benchmarks._stage import number, on_each

TASKS = 2000


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def bare(count: int) -> None:
    """A row inserted in one transaction and updated in another: the least a durable queue can do."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id integer PRIMARY KEY, state text, body text)")
        for each in range(count):
            with transaction.atomic():
                cursor.execute("INSERT INTO bench_bare VALUES (%s, 'READY', %s)", [each, "x" * 200])
            with transaction.atomic():
                cursor.execute("UPDATE bench_bare SET state = 'DONE' WHERE id = %s", [each])
        cursor.execute("DROP TABLE bench_bare")


def measure(engine: str, report: Report) -> None:
    """Enqueue, then work off."""
    from benchmarks._nothing import nothing
    from vungxanh.kit.tasks.worker import Worker

    count = number(TASKS)

    def enqueue() -> None:
        for _ in range(count):
            nothing.enqueue()

    bare_s, enqueue_s = seconds(lambda: bare(count)), seconds(enqueue)
    work_s = seconds(lambda: Worker(once=True).run())
    print(f"{engine}: {count:,} tasks, one thread")
    report.figure("bare INSERT + UPDATE", count / bare_s, "rows/s")
    report.figure("enqueue", count / enqueue_s, "tasks/s")
    report.figure("carry out", count / work_s, "tasks/s")
    both = count / (enqueue_s + work_s)
    report.figure("both", both, "tasks/s", f"{both * bare_s / count:.2f} of bare")
    report.figure("peak resident", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")


if __name__ == "__main__":
    sys.exit(on_each("worker", measure))
