"""Server time of a directive's page with 20 directives of 1,400 assignments, beside one bare grouped count.

Run: python -m benchmarks.directive_page [ROUNDS]. SQLite always; PostgreSQL too where one is installed or
VUNGXANH_TEST_DATABASE_URL names one (in a database of its own, dropped afterwards).
"""

import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta

ROUNDS = 30
DIRECTIVES, ASSIGNMENTS = 20, 1400
GROUPED = "SELECT state, count(*) FROM work_assignment WHERE directive_id = %s GROUP BY state"


def times_ms(work: Callable[[], object], rounds: int) -> tuple[float, float, float]:
    """Median and 95th percentile of wall time, and the median of processor time, after three warm-ups."""
    for _ in range(3):
        work()
    wall, processor = [], []
    for _ in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        work()
        wall.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - used) * 1000)
    return statistics.median(wall), statistics.quantiles(wall, n=20)[-1], statistics.median(processor)


def fill() -> tuple[object, int]:
    """The demonstration province with the directives; its leader and the last directive."""
    from tests.apps.insight.making import NOW, TEXTS, spread
    from tests.factories.calendar import seeded_calendar
    from tests.factories.org import an_officer
    from tests.factories.work import ISSUED_AT
    from vungxanh.apps.accounts.roles import Role
    from vungxanh.apps.org.actions import demonstration
    from vungxanh.apps.org.models import Level, Unit
    from vungxanh.apps.work.models import Assignment
    from vungxanh.kit.actors import SystemActor

    seeded_calendar()
    demonstration.seed(by=SystemActor("benchmark"), at=ISSUED_AT)
    top = Unit.objects.get(level=Level.PROVINCE, parent=None)
    local = list(Unit.objects.filter(level__in=[Level.DISTRICT, Level.COMMUNE]).order_by("path"))
    agencies = list(Unit.objects.filter(level__in=[Level.DEPARTMENT, Level.MASS_ORGANISATION]).order_by("path"))
    for n in range(DIRECTIVES):
        at = ISSUED_AT - timedelta(days=n)
        directive = spread([*local, *agencies], top, number=str(4248 - n), seed=n, texts=TEXTS, issued_at=at, at=NOW)
        extra = directive.assignments.count() - ASSIGNMENTS
        if extra > 0:
            spare = directive.assignments.order_by("-pk").values("pk")[:extra]
            Assignment.objects.filter(pk__in=list(spare.values_list("pk", flat=True))).delete()
    return an_officer(Role.LEADER, top), directive.pk


def measure(rounds: int) -> None:
    """Print the figures of the engine this process runs on."""
    from django.db import connection

    from tests.factories.web import signed_in
    from vungxanh.apps.work.models import Assignment

    leader, pk = fill()
    client = signed_in(leader)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(GROUPED, [pk])
            cursor.fetchall()

    def ask(address: str) -> Callable[[], None]:
        def asked() -> None:
            assert client.get(address).status_code == 200

        return asked

    print(
        f"{connection.vendor}: {Assignment.objects.count():,} assignments in {DIRECTIVES} directives, {rounds} rounds"
    )
    base, _p95, _cpu = times_ms(bare, rounds)
    print(f"  bare GROUP BY state      median {base:7.2f} ms")
    for name, address in (
        ("the directive's page", f"/so-lieu/{pk}/"),
        ("all directives", "/so-lieu/"),
        ("the printed sheet", f"/so-lieu/{pk}/in/"),
        ("the API", f"/api/v1/insight/directives/{pk}"),
    ):
        median, p95, processor = times_ms(ask(address), rounds)
        print(
            f"  {name:24} median {median:7.1f} ms  p95 {p95:7.1f} ms  "
            f"processor {processor:7.1f} ms  {median / base:6.0f} × bare"
        )


def run_here(rounds: int) -> None:
    """On a test database of this process's own."""
    os.environ.update(VUNGXANH_ENV="test", DJANGO_SETTINGS_MODULE="vungxanh.project.settings.test")
    import django
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    django.setup()
    from django.conf import settings

    from tests.apps.insight.making import NOW
    from vungxanh.kit import clock

    logging.disable(logging.INFO)
    settings.CLOCK_OFFSET = NOW - clock.machine_now()
    name = f"{tempfile.mkdtemp()}/bench.sqlite3" if connection.vendor == "sqlite" else "vungxanh_bench_page"
    connection.settings_dict["TEST"]["NAME"] = name
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        measure(rounds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()


def postgresql() -> str:
    """The address of a server to use, or "" where there is none."""
    from tests import postgres

    return os.environ.get("VUNGXANH_TEST_DATABASE_URL") or postgres.start()


def main() -> int:
    """Each engine in a process of its own."""
    rounds = next((argument for argument in sys.argv[1:] if argument.isdecimal()), str(ROUNDS))
    if "--here" in sys.argv:
        run_here(int(rounds))
        return 0
    worst = 0
    for url in ("", postgresql()):
        environment = {k: v for k, v in os.environ.items() if k != "VUNGXANH_TEST_DATABASE_URL"}
        environment |= {"VUNGXANH_TEST_DATABASE_URL": url} if url else {}
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.directive_page", rounds, "--here"]
        worst = max(worst, subprocess.run(command, env=environment, check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
