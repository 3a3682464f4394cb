"""How many tasks a second one worker carries out, as a ratio to bare INSERT + UPDATE transactions on the same file.

Run `python -m benchmarks.worker`; it makes its own SQLite database, or uses an empty one of VUNGXANH_DATABASE_URL.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 2000


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare(count: int) -> None:
    """A row inserted in one transaction and updated in another: the least a durable queue can do."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id integer PRIMARY KEY, state text, body text)")
        for number in range(count):
            with transaction.atomic():
                cursor.execute("INSERT INTO bench_bare VALUES (%s, 'READY', %s)", [number, "x" * 200])
            with transaction.atomic():
                cursor.execute("UPDATE bench_bare SET state = 'DONE' WHERE id = %s", [number])
        cursor.execute("DROP TABLE bench_bare")


def measure() -> None:
    """Enqueue, work, and print the figures."""
    from django.db import connection

    from benchmarks.worker_task import nothing
    from vungxanh.kit.tasks.worker import Worker

    def enqueue() -> None:
        for _ in range(COUNT):
            nothing.enqueue()

    bare_s = seconds(lambda: bare(COUNT))
    enqueue_s = seconds(enqueue)
    work_s = seconds(lambda: Worker(once=True).run())
    rate, least = COUNT / (enqueue_s + work_s), COUNT / bare_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"engine            {connection.vendor}")
    print(f"bare INSERT+UPDATE {least:8.0f} /s")
    print(f"enqueue            {COUNT / enqueue_s:8.0f} /s")
    print(f"worker, 1 thread   {COUNT / work_s:8.0f} /s")
    print(f"both               {rate:8.0f} /s = {rate / least:.2f} of bare")
    print(f"peak resident      {peak_mb:8.0f} MB")


def main() -> None:
    """On a database of its own."""
    with tempfile.TemporaryDirectory() as room:
        os.environ.setdefault("VUNGXANH_VAR_DIR", room)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vungxanh.project.settings.dev")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        measure()


if __name__ == "__main__":
    main()
