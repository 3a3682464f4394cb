"""Lists of case work among 300,000 people: as fast for a commune as for the province; and who a new record may be.

A province of 18 districts and 241 communes; every person stands at some level and has a plan, one in ten is a case.
Each list is read at its first page, its third and its last; each page of the site is fetched as an officer fetches it.
SORMAS's users report lists of 30 s at 300,000 rows and merge views of minutes (specs/cases §1.2).

The 95th percentile is held to the limit. What else the machine does only ever adds time: of up to three samples the
first within the limit counts.

Run: python -m benchmarks.case_lists [300000] [sqlite|postgresql] [explain]
"""

import base64
import gc
import json
import random
import sys
from collections.abc import Callable
from typing import Any

from benchmarks._case_people import COMMON, COMMON_YEAR, HOTLINE, a_name, fill
from benchmarks._report import TRIES, Report, sample
from benchmarks._stage import number, on_each

LIST_MS, DUPLICATE_MS = 200, 20
_ROUNDS, _CHECKED = 20, 100
_FAR = 2**62
_PAGES = (
    *("", "?part=missed", "?part=done", "?part=ill", "in-trong-ngay/"),
    *("nguoi/?level=all", "nguoi/?level=5", "nguoi/?overdue=1", "nguoi/?following=1", "nguoi/?q=0901234567"),
    *("ca-benh/", "ca-benh/?state=died", "ca-benh/?q=zzz", "quyet-dinh/", "nhap/"),
    *("chuoi-lay/", "chuoi-lay/?days=7", "bieu-do/", "ca-benh/{code}/", "nguoi/{person}/"),
    *(f"quyet-dinh/{act}/ca-danh-sach/" for act in ("du-thao", "ban-hanh", "da-giao")),
    "quyet-dinh/in/ca-danh-sach/?state=draft",
)
Seats = dict[str, Any]


def measure(engine: str, report: Report) -> None:
    """Fill the tables, then time each list, each page and the duplicate check as three officers see them."""
    from django.conf import settings
    from django.db import connection

    from tests.factories.cases import NOW, a_cdc_officer, a_health_officer
    from vungxanh.kit import clock

    settings.CLOCK_OFFSET = NOW - clock.machine_now()
    count = number(300_000)
    cdc = a_cdc_officer()
    district, commune = fill(count, cdc)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if engine == "postgresql" else "ANALYZE")
    seats = {"province": cdc, "district": a_health_officer(district), "commune": a_health_officer(commune)}
    print(f"{engine}: {count:,} people")
    _lists(seats, report)
    _pages(seats, report)
    _duplicates(seats, count, report)


def _lists(seats: Seats, report: Report) -> None:
    from tests.factories.cases import TODAY
    from vungxanh.apps.cases.models import CaseState, Classification
    from vungxanh.apps.cases.queries import lists
    from vungxanh.apps.cases.queries.days import Part, checks_of
    from vungxanh.apps.cases.queries.lists import Wanted

    confirmed = Wanted(classification=Classification.CONFIRMED, state=CaseState.ACTIVE)
    ends: dict[str, tuple[Any, ...]] = {"people": (-1.0,), "line": ("2000-01-01T00:00:00+00:00",)}
    ends |= {"due": (-1.0,), "done": (-1.0,), "missed": (False, "9999-12-31")}
    asked: dict[tuple[str, str], Callable[[Any, str], Any]] = {
        ("people", ""): lambda by, at: lists.people(by, Wanted(), cursor=at),
        ("people", "F1"): lambda by, at: lists.people(by, Wanted(level=1), cursor=at),
        ("people", "overdue"): lambda by, at: lists.people(by, Wanted(overdue=True), cursor=at),
        ("people", "followed"): lambda by, at: lists.people(by, Wanted(following=True), cursor=at),
        ("people", "by telephone"): lambda by, at: lists.people(by, Wanted(words="0900000007"), cursor=at),
        ("line", "list"): lambda by, at: lists.line_list(by, Wanted(), cursor=at),
        ("line", "list, confirmed"): lambda by, at: lists.line_list(by, confirmed, cursor=at),
        ("due", "today"): lambda by, at: checks_of(by, TODAY, Part.DUE, cursor=at),
        ("missed", "before today"): lambda by, at: checks_of(by, TODAY, Part.MISSED, cursor=at),
        ("done", "today"): lambda by, at: checks_of(by, TODAY, Part.DONE, cursor=at),
    }
    for (kind, narrowed), read in asked.items():
        name = f"{kind} {narrowed}".strip()
        for seat, officer in seats.items():
            if "explain" in sys.argv:
                _explain(f"{name}, {seat}", lambda: read(officer, ""))  # noqa: B023
            second = read(officer, "").next or ""
            third = (second and read(officer, second).next) or second
            for where, page in (("first", ""), ("third", third), ("last", _before(*ends[kind], _FAR))):
                _held(f"{name}, {seat}, {where} page", lambda: read(officer, page), LIST_MS, report)  # noqa: B023


def _before(*values: object) -> str:
    """The cursor of the page that ends before a row of these values, as `kit.paging` writes it."""
    return base64.urlsafe_b64encode(json.dumps(["p", *values], separators=(",", ":")).encode()).rstrip(b"=").decode()


def _pages(seats: Seats, report: Report) -> None:
    from tests.factories.web import signed_in
    from vungxanh.apps.cases.models import Case
    from vungxanh.kit import collector

    ill = Case.objects.filter(path=seats["commune"].unit.path).order_by("pk")[0]  # each of the three may open it
    gc.collect()
    collector.settle()  # as the server does when it has started: what filled the tables is no part of it
    for page in _PAGES:
        for seat, officer in seats.items():
            client = signed_in(officer)
            address = "/truy-vet/" + page.format(code=ill.code, person=ill.person_id)
            answer = client.get(address)
            if answer.status_code == 403 and page.startswith("quyet-dinh/"):
                continue  # a seat that orders nothing
            assert answer.status_code == 200, address
            _held(f"/truy-vet/{page}, {seat}", lambda: client.get(address), LIST_MS, report)  # noqa: B023


def _duplicates(seats: Seats, count: int, report: Report) -> None:
    from vungxanh.apps.cases.queries.duplicates import like
    from vungxanh.core.casework.identity import Identity

    draw = random.Random(7)
    asked: dict[str, Callable[[], Identity]] = {
        "anybody": lambda: Identity(
            a_name(draw), year=1940 + draw.randrange(75), phone=f"09{draw.randrange(1, count):08d}"
        ),
        "a common name": lambda: Identity(COMMON, year=COMMON_YEAR, phone=f"09{draw.randrange(1, count):08d}"),
        "a common name and number": lambda: Identity(COMMON, year=COMMON_YEAR, phone=HOTLINE, female=False),
        "a common number": lambda: Identity(a_name(draw), year=1980, phone=HOTLINE),
        "no year": lambda: Identity(COMMON, phone=f"09{draw.randrange(1, count):08d}"),
        "nothing": lambda: Identity(""),
    }
    for name, make in asked.items():
        for seat, officer in seats.items():
            _held(f"duplicates of {name}, {seat}", lambda: like(officer, make()), DUPLICATE_MS, report, rounds=_CHECKED)  # noqa: B023


def _held(name: str, read: Callable[[], object], most: float, report: Report, *, rounds: int = _ROUNDS) -> None:
    for _try in range(TRIES):
        taken = sample(read, rounds=rounds, warm=1)
        if taken.p95 < most:
            break
    note = f"median; p95 {taken.p95:.1f} ms, best {taken.best:.1f} ms, this process's own {taken.processor:.1f} ms"
    report.figure(name, taken.median, "ms", note)
    report.limit(f"{name}, p95", taken.p95, most, "ms")


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


if __name__ == "__main__":
    sys.exit(on_each("case_lists", measure))
