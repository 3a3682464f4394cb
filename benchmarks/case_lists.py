"""Lists of case work among 300,000 people: as fast for a commune as for the province; and who a new record may be.

A province of 18 districts and 241 communes; every person stands at some level and has a plan, one in ten is a case.
SORMAS's users report lists of 30 s at 300,000 rows and merge views of minutes (specs/cases §1.2).

Run: python -m benchmarks.case_lists [300000] [sqlite|postgresql] [explain]
"""

import random
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks._report import Report, sample
from benchmarks._stage import number, on_each

DISTRICTS, COMMUNES = 18, 241
LIST_MS, DUPLICATE_MS = 200, 20
_NAMES = (
    *("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý",),
    *("Văn Thị Hữu Đức Minh Thanh Ngọc Quang Xuân Thu Hồng Kim Bích Công Đình Quốc",),
    *("An Bình Cường Dũng Em Giang Hà Hải Hạnh Hiếu Hoa Hùng Hương Khánh Lan Linh Long Mai Nam Nga Phúc Sơn",),
)
_FOLLOWED = 0.15
"""Share of the records whose follow-up runs today."""


def measure(engine: str, report: Report) -> None:
    """Fill the tables, then time each list as three officers see it."""
    from django.db import connection

    from tests.factories.cases import TODAY, a_cdc_officer, a_health_officer
    from vungxanh.apps.cases.models import CaseState, Classification
    from vungxanh.apps.cases.queries import lists
    from vungxanh.apps.cases.queries.days import Part, checks_of
    from vungxanh.apps.cases.queries.duplicates import like
    from vungxanh.apps.cases.queries.lists import Wanted
    from vungxanh.core.casework.identity import Identity

    count = number(300_000)
    cdc = a_cdc_officer()
    district, commune = _filled(count, cdc)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seats = {"province": cdc, "district": a_health_officer(district), "commune": a_health_officer(commune)}
    asked: dict[str, Callable[[Any, str], Any]] = {
        "people": lambda by, at: lists.people(by, Wanted(), cursor=at),
        "people, F1": lambda by, at: lists.people(by, Wanted(level=1), cursor=at),
        "people, overdue": lambda by, at: lists.people(by, Wanted(overdue=True), cursor=at),
        "line list": lambda by, at: lists.line_list(by, Wanted(), cursor=at),
        "line list, confirmed": lambda by, at: lists.line_list(
            by, Wanted(classification=Classification.CONFIRMED, state=CaseState.ACTIVE), cursor=at
        ),
        "follow-ups": lambda by, at: lists.plans(by, Wanted(), cursor=at),
        "follow-ups, overdue": lambda by, at: lists.plans(by, Wanted(overdue=True), cursor=at),
        "checks of the day": lambda by, at: checks_of(by, TODAY, Part.DUE, cursor=at),
        "somebody by telephone": lambda by, at: lists.people(by, Wanted(words="0900000007"), cursor=at),
    }
    print(f"{engine}: {count:,} people")
    for name, read in asked.items():
        for seat, officer in seats.items():
            if "explain" in sys.argv:
                _explain(f"{name}, {seat}", lambda: read(officer, ""))  # noqa: B023
            pages = [""]
            for _page in range(3):
                pages.append(read(officer, pages[-1]).next or "")
            taken = sample(lambda: [read(officer, page) for page in (pages[0], pages[-1])], rounds=5, warm=1)  # noqa: B023
            report.figure(f"{name}, {seat}", taken.median / 2, "ms a page")
            report.limit(f"{name}, {seat}", taken.median / 2, LIST_MS, "ms")
    draw = random.Random(7)
    people = [_identity(Identity, draw, each) for each in range(40)]
    turn = iter(people * 100)
    for seat, officer in seats.items():
        taken = sample(lambda: like(officer, next(turn)), rounds=40)  # noqa: B023
        report.figure(f"duplicate check, {seat}", taken.median, "ms", f"p95 {taken.p95:.2f} ms")
        report.limit(f"duplicate check, {seat}, p95", taken.p95, DUPLICATE_MS, "ms")


def _explain(name: str, read: Callable[[], Any]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        read()
    words = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    for query in seen.captured_queries[-2:]:
        with connection.cursor() as cursor:
            cursor.execute(words + query["sql"].replace("%", "%%"))
            for row in cursor.fetchall():
                print(f"    {name}: {row[-1]}")


def _identity(identity: Any, draw: random.Random, each: int) -> Any:
    return identity(_name(draw), year=1940 + draw.randrange(75), phone=f"09{each:08d}")


def _name(draw: random.Random) -> str:
    return " ".join(draw.choice(part.split()) for part in _NAMES)


def _filled(count: int, cdc: Any) -> tuple[Any, Any]:
    """Write everything by the thousand; a district and a commune of it."""
    from tests.factories.cases import NOW, TODAY
    from tests.factories.org import a_province, a_unit
    from vungxanh.apps.cases import keys
    from vungxanh.apps.cases.models import Case, Check, Class, Classification, Outcome, Person, Plan, Sex, Standing
    from vungxanh.apps.org.models import Level
    from vungxanh.core.casework.identity import Identity
    from vungxanh.kit import bulk

    draw = random.Random(1)
    districts = [a_unit(level=Level.DISTRICT, parent=a_province()) for _district in range(DISTRICTS)]
    communes = [a_unit(level=Level.COMMUNE, parent=districts[each % DISTRICTS]) for each in range(COMMUNES)]
    moments = [NOW - timedelta(minutes=draw.randrange(40_000)) for _each in range(5000)]
    for start in range(0, count, 5000):
        people, standings, plans, cases, checks = [], [], [], [], []
        for each in range(start, min(start + 5000, count)):
            key, place = each + 1, communes[draw.randrange(COMMUNES)]
            name, year = _name(draw), 1940 + draw.randrange(75)
            level, chance = min(int(draw.expovariate(0.6)), 5), draw.random() ** 4
            own = {"id": key, "path": place.path}
            people.append(
                {
                    **own,
                    "pseudonym": f"NG-{each:07d}",
                    "full_name": name,
                    "phone": f"09{each:08d}",
                    "birth_year": year,
                    "sex": Sex.UNKNOWN.value,
                    "commune_id": place.pk,
                    "entered_at": NOW,
                    "updated_at": NOW,
                    **keys.of(Identity(name, year=year, phone=f"09{each:08d}")),
                }
            )
            standings.append(
                {
                    **own,
                    "person_id": key,
                    "level": level,
                    "first_at": NOW,
                    "last_at": NOW,
                    "probability": chance,
                    "risk": Class.HIGH.value,
                    "detail": {},
                    "derived_at": NOW,
                }
            )
            open_now = draw.random() < _FOLLOWED
            ends = TODAY + timedelta(days=draw.randrange(14) if open_now else -draw.randrange(1, 60))
            plans.append(
                {
                    **own,
                    "person_id": key,
                    "unit_id": place.pk,
                    "level": level,
                    "starts_on": ends - timedelta(days=14),
                    "ends_on": ends,
                    "ended_on": None if open_now else ends,
                    "overdue": int(draw.random() < 0.05),
                    "updated_at": NOW,
                }
            )
            if open_now:
                check = {"plan_id": key, "day": TODAY, "number": 1, "outcome": Outcome.DUE.value}
                checks.append({**own, **check})
            if draw.random() < 0.1:
                cases.append(
                    {
                        **own,
                        "code": f"CA20-{each:07d}",
                        "number": "",
                        "person_id": key,
                        "classification": draw.choice(Classification.values[:3]),
                        "onset_on": TODAY,
                        "reported_by_id": cdc.unit.pk,
                        "entered_at": draw.choice(moments),
                        "updated_at": NOW,
                    }
                )
        for model, rows in ((Person, people), (Standing, standings), (Plan, plans), (Check, checks), (Case, cases)):
            bulk.insert(model, rows)
    return districts[0], communes[0]


if __name__ == "__main__":
    sys.exit(on_each("case_lists", measure))
