"""The inbox with 1,000,000 assignments on PostgreSQL, for a commune, a district, a department and the province.

Letter 4248 is issued once and multiplied by INSERT … SELECT into some 690 letters; a fifth of the work waits for the
province's acceptance. Every figure stands beside a bare primary-key select of the same run.
Run: python -m benchmarks.inbox [ROWS]
"""

import re
import sys
import time

from benchmarks._report import Report, sample
from benchmarks._stage import confirmed_letter, number, on_each

ROWS = 1_000_000
ROUNDS = 60
LIMIT_MS, FAIR = 100, 2

_DIRECTIVES = """
INSERT INTO directives_directive ({columns}) SELECT {values}
FROM directives_directive d, generate_series(1, %s) AS copy"""
_TASKS = """
INSERT INTO directives_directivetask ({columns}) SELECT {values}
FROM directives_directivetask t JOIN directives_directive d ON d.subject = 'copy' WHERE t.directive_id = %s"""
_ASSIGNMENTS = """
INSERT INTO work_assignment ({columns}) SELECT {values}
FROM (
    SELECT a.*, t.directive_id AS of_directive, t.id AS of_task,
        CASE WHEN u.level = 'commune' AND t.position %% 3 = 0 THEN u.parent_id ELSE a.assigned_by_id END AS giver,
        (ARRAY['not_started', 'doing', 'doing', 'reported', 'accepted'])[1 + floor(luck * 5)::int] AS stands,
        a.assigned_at + make_interval(hours => (chance * 2400)::int) AS due
    FROM (SELECT *, random() AS chance, random() AS luck
          FROM work_assignment w JOIN generate_series(1, %s) AS copy ON true
          WHERE w.directive_id = %s) a
    JOIN directives_directivetask o ON o.id = a.task_id
    JOIN directives_directivetask t ON t.position = o.position
    JOIN directives_directive d ON d.id = t.directive_id AND d.subject = 'copy' AND d.number = a.copy::text
    JOIN org_unit u ON u.id = a.unit_id
) w"""
_STANDS = {
    "directive_id": "of_directive",
    "task_id": "of_task",
    "assigned_by_id": "giver",
    "state": "stands",
    "is_open": "stands <> 'accepted'",
    "turn": "CASE stands WHEN 'reported' THEN 'giver' WHEN 'accepted' THEN '' ELSE 'unit' END",
    "percent": "CASE WHEN stands IN ('reported', 'accepted') THEN 100 ELSE 20 END",
    "due_at": "due",
    "sort_due_at": "due",
    "reported_at": "CASE WHEN stands IN ('reported', 'accepted') THEN assigned_at END",
    "accepted_at": "CASE WHEN stands = 'accepted' THEN assigned_at END",
    "extension_asked": "stands = 'doing' AND chance > 0.99",
}


def multiply(directive_id: int, copies: int) -> None:
    """Copy the letter, its tasks and its assignments, states and deadlines by chance."""
    from django.db import connection

    from vungxanh.apps.directives.models import Directive, DirectiveTask
    from vungxanh.apps.work.models import Assignment

    def columns(model: type, change: dict[str, str], alias: str) -> dict[str, str]:
        fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
        names = [field.column for field in fields if field.column != "id"]
        values = [change.get(name, f"{alias}.{name}") for name in names]
        return {"columns": ", ".join(names), "values": ", ".join(values)}

    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.4248)")
        fields = columns(Directive, {"number": "copy::text", "subject": "'copy'", "text_hash": "''"}, "d")
        cursor.execute(_DIRECTIVES.format(**fields), [copies])
        cursor.execute(_TASKS.format(**columns(DirectiveTask, {"directive_id": "d.id"}, "t")), [directive_id])
        cursor.execute(_ASSIGNMENTS.format(**columns(Assignment, _STANDS, "w")), [copies, directive_id])
        cursor.execute("ANALYZE")


def measure(_engine: str, report: Report) -> None:
    """Fill, then read each inbox."""
    from datetime import timedelta

    from tests.factories.org import an_officer
    from tests.factories.work import ISSUED_AT
    from vungxanh.apps.accounts.roles import Role
    from vungxanh.apps.org.models import Unit
    from vungxanh.apps.work.actions.issue import issue
    from vungxanh.apps.work.models import Assignment
    from vungxanh.apps.work.queries.inbox import Box, branches, counts, inbox

    clerk, letter = confirmed_letter()
    issued = issue(letter, by=clerk, at=ISSUED_AT)
    begun = time.perf_counter()
    multiply(letter.pk, -(-number(ROWS) // issued.assignments))
    print(f"{Assignment.objects.count():,} assignments made in {time.perf_counter() - begun:.0f} s")
    at, some = ISSUED_AT + timedelta(days=60), Assignment.objects.order_by("-pk").values_list("pk", flat=True)[0]
    bare = sample(lambda: Assignment.objects.get(pk=some), rounds=200)
    beside, medians = ("bare", report.peer("bare primary-key select", bare)), {}
    for name, code in (("commune", "20335"), ("district", "506"), ("department", "STTTT"), ("province", "49")):
        officer = an_officer(Role.CLERK, Unit.objects.get(code=code))
        plans = [rows.order_by("sort_due_at", "id")[:51].explain() for rows in branches(officer, at=at)[Box.ALL]]
        used = re.findall(r"using (work_\w+)", "\n".join(plans))
        print(f"  {name + ' inbox, indexes':<44} {', '.join(used)}")
        cursor = [""]

        def page() -> None:
            cursor[0] = inbox(officer, at=at, cursor=cursor[0]).next  # noqa: B023 - called in this turn of the loop

        pages = report.work(f"{name} inbox, pages", page, beside=beside, p95_ms=LIMIT_MS, rounds=ROUNDS)
        counted = lambda: counts(officer, at=at)  # noqa: B023, E731 - called in this turn of the loop
        report.work(f"{name} inbox, counts", counted, beside=beside, p95_ms=LIMIT_MS, rounds=ROUNDS)
        medians[name] = pages.median
    ratio = medians["commune"] / medians["province"]
    report.limit("a commune's page to the province's", ratio, FAIR, "×")


if __name__ == "__main__":
    # PostgreSQL only: SQLite is for small provinces and trials.
    sys.exit(on_each("inbox", measure, "postgresql"))
