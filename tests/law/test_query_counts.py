"""A page asks the database as often for three times the rows: every list, board, inbox, dashboard and API list."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolvers, reverse

from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.web import signed_in
from tests.factories.work import ISSUED_AT, an_assignment
from tests.law.test_routes import OPEN, module_of, routes
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.models import Alias, Level
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import Assignment, State
from vungxanh.kit.notices.actions import notify

ROWS = 2
STATES = (State.NOT_STARTED, State.REPORTED, State.DOING, State.ACCEPTED)
# Pages of one thing that show many others; every address without an argument is found by itself.
OF_ONE = {
    "insight:directive": Directive,
    "insight:print": Directive,
    "directives:record": Directive,
    "work:assignment": Assignment,
}
SEEN = {"/", "/nhiem-vu/", "/nhiem-vu/danh-sach/", "/van-ban-chi-dao/", "/so-lieu/", "/danh-ba/", "/thong-bao/"}
QUERIES = {"/tim": "?q=tuyen+truyen", "/nhiem-vu/danh-sach/": "?q=tuyen+truyen&below=1"}


def grow(officer: Officer, rows: int) -> None:
    """So many more letters, tasks of the first letter, units, people, duties and notices."""
    first = Directive.objects.filter(stage=Stage.ISSUED).order_by("pk").first()
    for n in range(rows):
        unit = a_unit(level=Level.DISTRICT, parent=officer.unit)
        Alias.objects.create(unit=unit, text=f"Tên khác {unit.code}")
        person = an_officer(Role.CLERK, unit).user
        a_directive(officer.unit)
        issued = a_directive(officer.unit, stage=Stage.ISSUED, to=(unit, officer.unit))
        first = first or issued
        for number, state in enumerate(STATES):
            for letter in (issued, first):
                task = a_task(letter, text="Tuyên truyền", lead=(unit,))
                facts = {"state": state, "due_at": ISSUED_AT + timedelta(days=number)}
                given = an_assignment(unit, task=task, performer=person, **facts)  # type: ignore[arg-type]
                an_assignment(officer.unit, task=task, lead=given, **facts)  # type: ignore[arg-type]
        note = {"kind": "test", "subject": "Nhắc việc", "body": "", "url": "/", "at": ISSUED_AT}
        notify([officer.user.pk], key=f"law:{issued.pk}:{n}", **note)  # type: ignore[arg-type]


def addresses() -> Iterator[str]:
    """Every address that needs no argument, pages and API alike, and those of one thing for the first of its kind."""
    for address, pattern in routes(resolvers.get_resolver().url_patterns):
        if module_of(pattern.callback).split(".")[0] not in OPEN and not set(address) & set("<>^$()"):
            yield f"/{address}"
    for name, model in OF_ONE.items():
        first = model.objects.order_by("pk").filter(**({"stage": Stage.ISSUED} if model is Directive else {})).first()
        assert first is not None
        yield reverse(name, args=[first.pk])


def counts(client: Client, pages: list[str]) -> dict[str, int]:
    """How many queries each page that opens takes, when what it keeps in memory is there already."""
    found = {}
    for page in pages:
        address = page + QUERIES.get(page, "")
        if client.get(address).status_code == 200:
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address)
                b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[page] = len(asked)
    return found


@pytest.mark.django_db
def test_no_page_asks_more_often_for_more_rows(settings: "pytest_django.Settings") -> None:  # type: ignore[name-defined] # noqa: F821
    from vungxanh.kit import clock

    settings.CLOCK_OFFSET = ISSUED_AT + timedelta(days=2) - clock.machine_now()
    seeded_calendar()
    officer = an_officer(Role.CLERK, a_province(), also=[Role.ADMINISTRATOR])
    grow(officer, ROWS)
    client, pages = signed_in(officer), sorted(set(addresses()))
    few = counts(client, pages)
    assert few.keys() >= SEEN, "a list is missing: this proves nothing of it"
    assert sum(page.startswith("/api/") for page in few) >= 8
    grow(officer, 2 * ROWS)
    many = counts(client, pages)
    assert {page: (few[page], many[page]) for page in few if few[page] != many[page]} == {}
