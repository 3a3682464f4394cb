"""The inbox, the list and the board over HTTP, with the same filters and figures as their pages."""

from typing import Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Query, Router

from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.models import Unit
from vungxanh.apps.work.api import shown
from vungxanh.apps.work.api.bodies import Filters
from vungxanh.apps.work.api.schemas import AssignmentOut, AssignmentPage, BoardOut, InboxOut, NumbersOut
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries import lists
from vungxanh.apps.work.queries.inbox import ORDER, Box, counts, inbox
from vungxanh.apps.work.queries.numbers import Counts, aggregates, counted
from vungxanh.apps.work.queries.orphans import orphaned
from vungxanh.apps.work.tables import ASSIGNMENT_COLUMNS, BOARD_COLUMNS
from vungxanh.kit import clock
from vungxanh.kit.api.description import file_answer
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, Id, PageOut, PageSize
from vungxanh.kit.export import XLSX, csv_response, xlsx_response
from vungxanh.kit.paging import page_of
from vungxanh.kit.problems import NotFound

router = Router(tags=["work"])
Form = Literal["csv", "xlsx"]
_FILE = file_answer("text/csv", XLSX)


@router.get("/inbox", response=InboxOut, summary="Việc của tôi / what waits for me")
@guarded_by(inbox)
def show_inbox(request: HttpRequest, box: Box = Box.ALL, cursor: Cursor = "", size: PageSize = 50) -> shown.Shown:
    """What waits for the officer, soonest deadline first."""
    officer, at = officer_of(request), clock.now()
    page = inbox(officer, at=at, box=box, cursor=cursor, size=size)
    items = [shown.item(each) for each in page.items]
    return {"items": items, "next": page.next, "previous": page.previous, "counts": counts(officer, at=at)}


@router.get("/numbers", response=NumbersOut, summary="Số liệu của tôi / my numbers")
@guarded_by(counts)
def show_numbers(request: HttpRequest) -> shown.Shown:
    """What waits in each box, and where the work of the caller's own unit stands."""
    officer, at = officer_of(request), clock.now()
    own = counted(Assignment.objects.filter(unit=officer.unit)).aggregate(**aggregates(at))
    return {"boxes": counts(officer, at=at), "unit": Counts(**own)}


@router.get("/followed", response=PageOut[AssignmentOut], summary="Tôi theo dõi / what we gave")
@guarded_by(lists.followed)
def list_followed(request: HttpRequest, cursor: Cursor = "", size: PageSize = 50) -> shown.Shown:
    """What the caller's unit gave and others still work on, soonest deadline first."""
    return shown.page(lists.followed(officer_of(request), cursor=cursor, size=size), shown.assignment)


@router.get("/orphans", response=PageOut[AssignmentOut], summary="Việc không còn nơi thực hiện / orphaned duties")
@guarded_by(orphaned)
def list_orphans(request: HttpRequest, cursor: Cursor = "", size: PageSize = 50) -> shown.Shown:
    """What the caller's unit gave to units that have ended without an heir, soonest deadline first."""
    rows = lists.loaded(orphaned(officer_of(request))).order_by()
    return shown.page(page_of(rows, ORDER, cursor=cursor, size=size), shown.assignment)


@router.get("/assignments", response=AssignmentPage, summary="Danh sách nhiệm vụ / assignments")
@guarded_by(lists.matching)
def list_assignments(
    request: HttpRequest, filters: Query[Filters], cursor: Cursor = "", size: PageSize = 50, total: bool = False
) -> shown.Shown:
    """What the caller's unit and the units below it hold, and what the unit gave: open ones first, by deadline.

    `total=true` counts all pages, which costs more than one page.
    """
    officer, at, wanted = officer_of(request), clock.now(), _wanted(filters)
    page = lists.page(officer, wanted, at=at, cursor=cursor, size=size)
    whole = lists.matching(officer, wanted, at=at).count() if total else None
    return shown.page(page, shown.assignment) | {"total": whole}


@router.get("/assignments.{form}", summary="Xuất danh sách / export the list", openapi_extra=_FILE)
@guarded_by(lists.exported)
def export_assignments(request: HttpRequest, form: Form, filters: Query[Filters]) -> HttpResponseBase:
    """All rows of the list as CSV or XLSX."""
    at = clock.now()
    found = lists.exported(officer_of(request), _wanted(filters), at=at)
    name = f"nhiem-vu-{clock.day_of(at):%Y-%m-%d}"
    if form == "xlsx":
        return xlsx_response(f"{name}.xlsx", ASSIGNMENT_COLUMNS, found, sheet=_("Nhiệm vụ"))
    return csv_response(f"{name}.csv", ASSIGNMENT_COLUMNS, found)


@router.get("/board", response=BoardOut, summary="Bảng theo dõi / board")
@guarded_by(lists.board_rows)
def show_board(request: HttpRequest, directive: Id | None = None, below: bool = True) -> shown.Shown:
    """The units by state; with `below` a unit's counts take in the units under it."""
    rows = _board(request, directive, below=below)
    return {"rows": [shown.board_row(row) for row in rows], "total": lists.total(rows)}


@router.get("/board.{form}", summary="Xuất bảng theo dõi / export the board", openapi_extra=_FILE)
@guarded_by(lists.board_rows)
def export_board(request: HttpRequest, form: Form, directive: Id | None = None, below: bool = True) -> HttpResponseBase:
    """The board as CSV or XLSX, the same figures."""
    rows = _board(request, directive, below=below)
    name = f"bang-nhiem-vu-{clock.day_of(clock.now()):%Y-%m-%d}"
    if form == "xlsx":
        return xlsx_response(f"{name}.xlsx", BOARD_COLUMNS, rows, sheet=_("Nhiệm vụ"))
    return csv_response(f"{name}.csv", BOARD_COLUMNS, rows)


def _board(request: HttpRequest, directive: int | None, *, below: bool) -> list[lists.BoardRow]:
    wanted = lists.Wanted(directive=directive, below=below)
    return lists.board_rows(officer_of(request), wanted, at=clock.now())


def _wanted(filters: Filters) -> lists.Wanted:
    given = filters.dict(exclude={"unit", "q"})
    return lists.Wanted(unit=_unit(filters.unit) if filters.unit else None, words=filters.q, **given)


def _unit(code: str) -> Unit:
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("Không có đơn vị nào mã %(code)s.") % {"code": code})
    return found
