"""Server time of a directive's page with 20 directives of 1,400 assignments, beside the page's own queries alone.

Run: python -m benchmarks.directive_page [sqlite|postgresql] [ROUNDS]
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks._report import Report, sample
from benchmarks._stage import number, on_each

ROUNDS = 60
DIRECTIVES, ASSIGNMENTS = 20, 1400
LIMIT_MS = 150
Query = tuple[str, Any]


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


def queries_of(work: Callable[[], object]) -> list[Query]:
    """What the work asks the database."""
    from django.db import connection

    asked: list[Query] = []

    def note(execute: Callable[..., object], sql: str, params: Any, many: bool, context: object) -> object:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return asked


def measure(engine: str, report: Report) -> None:
    """The page, then what stands beside it."""
    from django.conf import settings
    from django.db import connection

    from tests.apps.insight.making import NOW
    from tests.factories.web import signed_in
    from vungxanh.apps.work.models import Assignment
    from vungxanh.kit import clock

    settings.CLOCK_OFFSET = NOW - clock.machine_now()
    leader, pk = fill()
    client = signed_in(leader)
    rounds = number(ROUNDS)
    print(f"{engine}: {Assignment.objects.count():,} assignments in {DIRECTIVES} directives, {rounds} rounds")

    def ask(address: str) -> Callable[[], None]:
        def asked() -> None:
            assert client.get(address).status_code == 200

        return asked

    page = ask(f"/so-lieu/{pk}/")
    page()
    asked = queries_of(page)

    def bare() -> None:
        with connection.cursor() as cursor:
            for sql, params in asked:
                cursor.execute(sql, params)
                cursor.fetchall()

    beside = "its queries", report.peer(f"the page's {len(asked)} queries alone", sample(bare, rounds=rounds))
    report.work("the directive's page", page, beside=beside, median_ms=LIMIT_MS, p95_ms=LIMIT_MS, rounds=rounds)
    for name, address in (
        ("all directives", "/so-lieu/"),
        ("the printed sheet", f"/so-lieu/{pk}/in/"),
        ("the API", f"/api/v1/insight/directives/{pk}"),
    ):
        report.work(name, ask(address), beside=beside, rounds=rounds)


if __name__ == "__main__":
    sys.exit(on_each("directive_page", measure))
