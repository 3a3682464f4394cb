"""Directives over HTTP: hand in, list, read, check, history (/api/v1/directives/).

An address stands in one router only: a second one would never be asked, so its other methods would be unknown.
"""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Router, Status
from ninja.files import UploadedFile

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.edit_header import edit_header
from vungxanh.apps.directives.actions.receive import Upload, receive
from vungxanh.apps.directives.api.asked import Shown, change
from vungxanh.apps.directives.api.desk import router as desk
from vungxanh.apps.directives.api.receiving import RECEIVED, received
from vungxanh.apps.directives.api.receiving import router as receiving
from vungxanh.apps.directives.api.schemas import CoverageOut, DirectiveRow, DocumentOut, EditOut, HeaderIn
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.directives.queries.coverage import coverage_of
from vungxanh.apps.directives.queries.document import document_of
from vungxanh.apps.directives.queries.history import entries_for
from vungxanh.apps.directives.queries.left_behind import left_behind
from vungxanh.apps.directives.queries.listing import NEWEST_FIRST, listed
from vungxanh.apps.directives.queries.visible import directive_for
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import file_answer, versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.histories import history_page
from vungxanh.kit.api.schemas import Cursor, HistoryOut, PageOut, PageSize, Words
from vungxanh.kit.files.responses import download
from vungxanh.kit.files.types import DOCUMENTS
from vungxanh.kit.paging import Order, page_of
from vungxanh.kit.problems import NotFound

router = Router(tags=["directives"])
router.add_router("", receiving)
router.add_router("", desk)
_ONE = "/{int:pk}"
_LAST_FIRST = Order("-version", "-id")


@router.get("", response=PageOut[DirectiveRow], summary="Danh sách văn bản / list")
@guarded_by(listed)
def list_directives(
    request: HttpRequest, q: Words = "", stage: Stage | None = None, cursor: Cursor = "", size: PageSize = 50
) -> Shown:
    """Directives the caller may read, newest first; `q` finds number, subject, issuer, accents or not."""
    found = listed(officer_of(request), words=q, stage=stage or "")
    page = page_of(found, NEWEST_FIRST, cursor=cursor, size=size)
    return {"items": [_row(each) for each in page.items], "next": page.next, "previous": page.previous}


@router.get("/left-behind", response=PageOut[DirectiveRow], summary="Văn bản không còn đơn vị giữ / left behind")
@guarded_by(left_behind)
def list_left_behind(request: HttpRequest, cursor: Cursor = "", size: PageSize = 50) -> Shown:
    """Drafts and confirmed letters of units below the caller's that have ended without an heir, newest first."""
    found = left_behind(officer_of(request), clock.day_of(clock.now())).annotate(task_count=Count("tasks"))
    page = page_of(found, NEWEST_FIRST, cursor=cursor, size=size)
    return {"items": [_row(each) for each in page.items], "next": page.next, "previous": page.previous}


@router.post("", response=RECEIVED, summary="Gửi văn bản để đọc / hand in")
@guarded_by(receive)
def receive_directive(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Keep and read a letter (multipart): 201 with the draft's id, 202 for a scan that is read in the background.

    409 when the unit has the letter already; 422 says what is wrong with the file, and nothing is kept.
    """
    return received(request, Upload(file.name or "tep", file, file.size))


@router.get(_ONE, response=DocumentOut, summary="Một văn bản / one directive")
@guarded_by(directive_for)
def show_directive(request: HttpRequest, response: HttpResponse, pk: int) -> Shown:
    """The reading with what people changed since; its ETag is what a change sends as If-Match."""
    directive = directive_for(officer_of(request), pk)
    etags.tag(response, directive)
    return document_of(directive)


@router.patch(_ONE, response=DocumentOut, summary="Sửa thể thức / edit the head")
@guarded_by(edit_header)
@versioned
def edit_directive_header(request: HttpRequest, response: HttpResponse, pk: int, changes: HeaderIn) -> Shown:
    """Change facts of the head; keys left out stay."""
    given = changes.dict(exclude_unset=True)
    values: dict[str, Any] = {name: value if name == "dated" else value or "" for name, value in given.items()}
    return change(request, response, pk, lambda asked: edit_header(asked.directive, **values, **asked.who))


@router.get(f"{_ONE}/text", summary="Nội dung văn bản / text", openapi_extra=file_answer("text/plain"))
@guarded_by(directive_for)
def show_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The normalised text that every span indexes, as plain text."""
    directive = directive_for(officer_of(request), pk)
    return HttpResponse(directive.text, content_type="text/plain; charset=utf-8")


@router.get(f"{_ONE}/file", summary="Tệp gốc / original file", openapi_extra=file_answer(*sorted(DOCUMENTS)))
@guarded_by(directive_for)
def download_original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was handed in; 404 for a letter without one."""
    directive = directive_for(officer_of(request), pk)
    if directive.file is None:
        raise NotFound(_("Văn bản này được dán nội dung, không có tệp gốc."))
    return download(directive.file)


@router.get(f"{_ONE}/coverage", response=CoverageOut, summary="Độ phủ / coverage check")
@guarded_by(policies.must_be_able_to_follow_desk)
def show_coverage(request: HttpRequest, pk: int) -> Shown:
    """What keeps the directive from being confirmed, what a person should look at, and who has no account.

    403 for who only received the letter.
    """
    found = coverage_of(_at_the_desk(request, pk), on=clock.day_of(clock.now()))
    items = [
        {"kind": item.kind, "level": item.level, "message": item.message, "task": item.task_id, "span": item.span}
        for item in found.items
    ]
    unreached = [{"name": each.name, "count": each.count, "channel": each.channel} for each in found.unreached]
    return {"items": items, "unreached": unreached}


@router.get(f"{_ONE}/edits", response=PageOut[EditOut], summary="Các lần sửa / edits")
@guarded_by(policies.must_be_able_to_follow_desk)
def list_edits(request: HttpRequest, pk: int, cursor: Cursor = "", size: PageSize = 50) -> Shown:
    """What was changed at the desk, the last first; each names the version it made. 403 for who only received it."""
    edits = _at_the_desk(request, pk).edits.all()
    page = page_of(edits, _LAST_FIRST, cursor=cursor, size=size)
    names = ("version", "verb", "summary", "at", "undone")
    items: list[dict[str, Any]] = [
        {name: getattr(edit, name) for name in names} | {"by": edit.by_name} for edit in page.items
    ]
    return {"items": items, "next": page.next, "previous": page.previous}


@router.get(f"{_ONE}/history", response=PageOut[HistoryOut], summary="Lịch sử / history")
@guarded_by(directive_for)
def show_history(request: HttpRequest, pk: int, cursor: Cursor = "", size: PageSize = 50) -> Shown:
    """What happened to the directive, newest first; the edits of its review only for who may see that review."""
    officer = officer_of(request)
    entries = entries_for(officer, directive_for(officer, pk), on=clock.day_of(clock.now()))
    return history_page(entries, cursor=cursor, size=size)


def _at_the_desk(request: HttpRequest, pk: int) -> Directive:
    officer = officer_of(request)
    directive = directive_for(officer, pk)
    policies.must_be_able_to_follow_desk(officer, directive, on=clock.day_of(clock.now()))
    return directive


def _row(directive: Directive) -> Shown:
    names = ("number", "symbol", "type", "issuer", "subject", "stage", "version", "received_at")
    return {name: getattr(directive, name) for name in names} | {
        "id": directive.pk,
        "date": directive.dated,
        "unit": directive.unit.code,
        "tasks": directive.task_count,  # type: ignore[attr-defined]  # annotated by `listed`
    }
