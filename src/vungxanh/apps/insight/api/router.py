"""The numbers of issued directives (/api/v1/insight/)."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from ninja import Router

from vungxanh.apps.insight import tables
from vungxanh.apps.insight.api import shown
from vungxanh.apps.insight.api.schemas import (
    CourseOut,
    DirectiveLine,
    DirectiveNumbers,
    LateOut,
    LeagueOut,
    MapPointOut,
)
from vungxanh.apps.insight.league import SMALLEST, Measure, ranked
from vungxanh.apps.insight.queries.course import course
from vungxanh.apps.insight.queries.figures import figures, fingerprint
from vungxanh.apps.insight.queries.late import late_page
from vungxanh.apps.insight.queries.scope import NEWEST_FIRST, Scope, issued, rows_of, scope_for
from vungxanh.apps.insight.queries.tallies import Tally, tallied
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.models import Level
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import file_answer
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Code, Cursor, PageOut, PageSize
from vungxanh.kit.export import XLSX, csv_response, xlsx_response
from vungxanh.kit.paging import page_of

router = Router(tags=["insight"])
Form = Literal["csv", "xlsx"]
_ONE = "/directives/{int:pk}"
_FILE = file_answer("text/csv", XLSX)


@router.get("/directives", response=PageOut[DirectiveLine], summary="Các văn bản đã phát hành / issued directives")
@guarded_by(issued)
def list_directive_numbers(request: HttpRequest, cursor: Cursor = "", size: PageSize = 20) -> shown.Shown:
    """Issued directives the caller may see, newest first, with the caller's part of their work."""
    officer, at = officer_of(request), clock.now()
    rows = issued(officer).select_related("unit").defer("text", "reading", "explained")
    page = page_of(rows, NEWEST_FIRST, cursor=cursor, size=size)
    tallies = tallied(rows_of(officer, page.items, at), "directive", at)
    items: list[shown.Shown] = [
        {
            "id": each.pk,
            "number": each.number_and_symbol,
            "subject": each.subject,
            "issued_at": each.issued_at,
            "unit": each.unit.code,
            "counts": shown.tally(tallies.get(each.pk, Tally())),
        }
        for each in page.items
    ]
    return {"items": items, "next": page.next, "previous": page.previous}


@router.get("/directives.{form}", summary="Xuất số liệu các văn bản / export directives", openapi_extra=_FILE)
@guarded_by(tables.directives)
def export_directive_numbers(request: HttpRequest, form: Form) -> HttpResponseBase:
    """One row a directive, as CSV or XLSX."""
    rows = tables.directives(officer_of(request), clock.now())
    if form == "xlsx":
        return xlsx_response("so-lieu-van-ban.xlsx", tables.DIRECTIVE_COLUMNS, rows)
    return csv_response("so-lieu-van-ban.csv", tables.DIRECTIVE_COLUMNS, rows)


@router.get(_ONE, response=DirectiveNumbers, summary="Số liệu một văn bản / a directive's numbers")
@guarded_by(scope_for)
def show_numbers(
    request: HttpRequest, response: HttpResponse, pk: int, unit: Code = ""
) -> dict[str, Any] | HttpResponse:
    """Counts by level, sector, district, unit and task, and the course over time; `unit` narrows to a unit below.

    A service unit or enterprise under a department or district counts with its level, as on the board. The ETag changes
    with any assignment and when one falls overdue; it is told without counting again.
    """
    scope = _scope(request, pk, unit)
    etag = _etag(scope)
    if etags.holds(request, etag):
        return _tagged(HttpResponseNotModified(), etag)
    _tagged(response, etag)
    return shown.numbers(figures(scope), course(scope))


@router.get(f"{_ONE}/league", response=LeagueOut, summary="Bảng xếp hạng / league table")
@guarded_by(scope_for)
def show_league(
    request: HttpRequest, pk: int, level: Level, measure: Measure = Measure.ON_TIME, unit: Code = ""
) -> shown.Shown:
    """The units of a level by the share done on time or overdue: like is ranked with like only."""
    lines = [line for line in figures(_scope(request, pk, unit)).of_level(level) if line.tally.base]
    places = [shown.place(each) for each in ranked(lines, measure)]
    return {"level": level, "measure": measure, "smallest": SMALLEST, "places": places}


@router.get(f"{_ONE}/map", response=list[MapPointOut], summary="Bản đồ xã / map of communes")
@guarded_by(scope_for)
def show_map(request: HttpRequest, pk: int, unit: Code = "") -> list[shown.Shown]:
    """The communes with work, where the map places them."""
    return [shown.point(line) for line in figures(_scope(request, pk, unit)).communes]


@router.get(f"{_ONE}/course", response=CourseOut, summary="Tiến độ theo thời gian / course over time")
@guarded_by(scope_for)
def show_course(request: HttpRequest, pk: int, unit: Code = "") -> shown.Shown:
    """Running totals from the day of issue to now."""
    went = course(_scope(request, pk, unit))
    return {"working_days": went.working_days, "days": shown.days(went)}


@router.get(f"{_ONE}/late", response=PageOut[LateOut], summary="Việc quá hạn / overdue work")
@guarded_by(scope_for)
def list_late(request: HttpRequest, pk: int, unit: Code = "", cursor: Cursor = "", size: PageSize = 50) -> shown.Shown:
    """What is overdue, the longest first."""
    page = late_page(_scope(request, pk, unit), cursor=cursor, size=size)
    return {"items": [shown.late(each) for each in page.items], "next": page.next, "previous": page.previous}


@router.get(f"{_ONE}/units.{{form}}", summary="Xuất theo đơn vị / export by unit", openapi_extra=_FILE)
@guarded_by(scope_for)
def export_units(request: HttpRequest, pk: int, form: Form, unit: Code = "") -> HttpResponseBase:
    """One row a unit, as CSV or XLSX."""
    scope = _scope(request, pk, unit)
    if form == "xlsx":
        return xlsx_response(f"{_name(scope)}-don-vi.xlsx", tables.UNIT_COLUMNS, figures(scope).units)
    return csv_response(f"{_name(scope)}-don-vi.csv", tables.UNIT_COLUMNS, figures(scope).units)


@router.get(f"{_ONE}/assignments.{{form}}", summary="Xuất theo nhiệm vụ / export assignments", openapi_extra=_FILE)
@guarded_by(scope_for)
def export_directive_assignments(request: HttpRequest, pk: int, form: Form, unit: Code = "") -> HttpResponseBase:
    """One row an assignment, as CSV or XLSX."""
    scope = _scope(request, pk, unit)
    if form == "xlsx":
        return xlsx_response(f"{_name(scope)}-nhiem-vu.xlsx", tables.ASSIGNMENT_COLUMNS, tables.assignments(scope))
    return csv_response(f"{_name(scope)}-nhiem-vu.csv", tables.ASSIGNMENT_COLUMNS, tables.assignments(scope))


def _scope(request: HttpRequest, pk: int, unit: str) -> Scope:
    return scope_for(officer_of(request), pk, at=clock.now(), unit_code=unit)


def _name(scope: Scope) -> str:
    return f"so-lieu-{scope.directive.number_and_symbol}".replace("/", "-").strip("-")


def _etag(scope: Scope) -> str:
    """A weak tag: the moment of counting may differ while every number is the same."""
    whose = (scope.directive.pk, scope.officer.unit.code, scope.unit.code, get_language())
    parts = (*whose, clock.day_of(scope.at), *fingerprint(scope))
    return f'W/"{etags.digest_of(repr(parts).encode())}"'


def _tagged(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
