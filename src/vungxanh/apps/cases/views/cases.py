"""Cases, the newest first; in the list, in a file; opening one (danh sách ca bệnh)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.exporting import take_out
from vungxanh.apps.cases.actions.searching import searched
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.models import Case, CaseState, Classification
from vungxanh.apps.cases.queries import lists
from vungxanh.apps.cases.queries.faces import faces
from vungxanh.apps.cases.queries.lists import Wanted
from vungxanh.apps.cases.tables import CASE_COLUMNS, CaseLine, course_of
from vungxanh.apps.cases.views.filters import class_choices, state_choices, wanted_of
from vungxanh.apps.cases.views.showing import or_too_few, places_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.export import csv_response, xlsx_response
from vungxanh.ui.addresses import address

PAGE_SIZE = 50
_CHUNK = 500
SHAPES = {
    CaseState.ACTIVE: "doing",
    CaseState.RECOVERED: "done",
    CaseState.DIED: "not-started",
    CaseState.CLOSED: "done",
}


@officer_required(policies.may_enter)
@require_safe
def line_list(request: OfficerRequest) -> HttpResponse:
    """One page of the cases the address asks for."""
    officer, at = request.officer, clock.now()
    wanted, cursor = wanted_of(request.GET, officer), request.GET.get("cursor", "")
    found, few = or_too_few(
        lambda: searched(
            wanted, lambda asked: lists.line_list(officer, asked, cursor=cursor, size=PAGE_SIZE), by=officer, at=at
        )
    )
    export = reverse("cases:cases_export")
    context = {
        "rows": [
            {"line": line, "shape": shape_of(line.case), "course": course_of(line.case)}
            for line in case_lines(officer, found.items, at)
        ],
        "few": few,
        "wanted": wanted,
        "is_narrowed": wanted != Wanted(),
        "places": places_of(officer),
        "classes": class_choices(),
        "states": state_choices(),
        "decides": policies.decides(officer),
        "may_name": officer.has(Role.HEALTH_OFFICER),
        "previous_url": address(request.GET, cursor=found.previous) if found.previous else "",
        "next_url": address(request.GET, cursor=found.next) if found.next else "",
        "csv": address(request.GET, export, format="csv"),
        "xlsx": address(request.GET, export, format="xlsx"),
    }
    return render(request, "cases/cases.html", context)


@officer_required(policies.may_enter)
@require_safe
def cases_export(request: OfficerRequest) -> HttpResponseBase:
    """The whole line list as CSV or XLSX, people by pseudonym; it is written down who took it."""
    officer, at = request.officer, clock.now()
    wanted = wanted_of(request.GET, officer)
    found = take_out(Kind.CASES, lists.cases(officer, wanted), wanted, by=officer, at=at)
    rows = _all_lines(officer, found, at)
    name = f"ca-benh-{clock.day_of(at):%Y-%m-%d}"
    if request.GET.get("format") == "xlsx":
        return xlsx_response(f"{name}.xlsx", CASE_COLUMNS, rows, sheet=_("Ca bệnh"))
    return csv_response(f"{name}.csv", CASE_COLUMNS, rows)


def case_lines(officer: Officer, rows: Sequence[Case], at: datetime) -> list[CaseLine]:
    """Cases with who has them, as the officer may read (3 queries)."""
    shown = faces(officer, [row.person for row in rows], at=at)
    return [CaseLine(row, shown[row.person_id]) for row in rows]


def shape_of(case: Case) -> str:
    """The state's shape."""
    if case.classification == Classification.NOT_A_CASE:
        return "not-started"
    return "waiting" if case.classification == Classification.SUSPECTED else SHAPES[CaseState(case.state)]


def _all_lines(officer: Officer, rows: QuerySet[Case], at: datetime) -> Iterator[CaseLine]:
    rows = rows.select_related("person", "person__commune").order_by("-entered_at", "id")
    found = rows.iterator(_CHUNK)
    while chunk := list(islice(found, _CHUNK)):
        yield from case_lines(officer, chunk, at)
