"""Directives over HTTP: hand in, list, read, edit, confirm (/api/v1/directives/)."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Router, Status
from ninja.files import UploadedFile

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.confirm import confirm
from vungxanh.apps.directives.actions.edit_header import edit_header
from vungxanh.apps.directives.actions.receive import Upload, receive
from vungxanh.apps.directives.api.etags import is_unchanged, tag, version_seen
from vungxanh.apps.directives.api.schemas import DirectivePage, DirectiveRow, Document, HeaderIn, ReceptionOut, TaskIn
from vungxanh.apps.directives.api.task_changes import change_task
from vungxanh.apps.directives.models import Directive, Reception
from vungxanh.apps.directives.queries.coverage import coverage_of
from vungxanh.apps.directives.queries.document import document_of
from vungxanh.apps.directives.queries.listing import NEWEST_FIRST, listed
from vungxanh.apps.directives.queries.receptions import reception_for
from vungxanh.apps.directives.queries.visible import directive_for
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.paging import page_of
from vungxanh.kit.problems import NotFound

router = Router(tags=["directives"])


def _officer(request: HttpRequest) -> Officer:
    """The officer that authentication has seated."""
    return cast(Officer, request.officer)  # type: ignore[attr-defined]


@router.get("", response=DirectivePage, summary="Danh sách văn bản / list")
def list_directives(
    request: HttpRequest, q: str = "", stage: str = "", cursor: str = "", size: int = 50
) -> dict[str, object]:
    """Directives the caller may read, newest first; `q` finds number, subject, issuer; `size` is 1 to 200."""
    page = page_of(listed(_officer(request), words=q, stage=stage), NEWEST_FIRST, cursor=cursor, size=size)
    return {"items": [_row(each) for each in page.items], "next": page.next, "previous": page.previous}


@router.post("", response={201: ReceptionOut, 202: ReceptionOut}, summary="Gửi văn bản để đọc / hand in")
def receive_directive(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, object]]:
    """Keep and read a letter: 201 with the draft's id, 202 for a scan that is read in the background."""
    officer = _officer(request)
    policies.must_be_able_to_receive(officer)
    reception = receive(Upload(file.name or "tep", file.read()), by=officer, at=clock.now())
    return Status(201 if reception.directive_id else 202, _reception(reception))


@router.get("/receptions/{pk}", response=ReceptionOut, summary="Tiến độ đọc / reading progress")
def show_reception(request: HttpRequest, pk: int) -> dict[str, object]:
    """How far an upload has been read."""
    officer = _officer(request)
    policies.must_be_able_to_receive(officer)
    return _reception(reception_for(officer, pk))


@router.get("/{pk}", response={200: Document, 304: None}, summary="Một văn bản / one directive")
def show_directive(request: HttpRequest, response: HttpResponse, pk: int) -> object:
    """The reading with what people changed since; the ETag is its version, 304 when it has not moved."""
    directive = directive_for(_officer(request), pk)
    tag(response, directive)
    return Status(304, None) if is_unchanged(request, directive) else Status(200, document_of(directive))


@router.get("/{pk}/coverage", response=Document, summary="Độ phủ / coverage check")
def show_coverage(request: HttpRequest, pk: int) -> dict[str, object]:
    """What keeps the directive from being confirmed, what a person should look at, and who has no account."""
    found = coverage_of(directive_for(_officer(request), pk), on=clock.day_of(clock.now()))
    items = [
        {"kind": item.kind, "level": item.level, "message": item.message, "task": item.task_id, "span": item.span}
        for item in found.items
    ]
    unreached = [{"name": each.name, "count": each.count, "channel": each.channel} for each in found.unreached]
    return {"items": items, "unreached": unreached}


@router.patch("/{pk}", response=Document, summary="Sửa thể thức / edit the head")
def change_header(request: HttpRequest, response: HttpResponse, pk: int, changes: HeaderIn) -> Document:
    """Change facts of the head; needs If-Match."""
    directive = _for_review(request, pk)
    given = {
        name: value or "" if name != "dated" else value for name, value in changes.dict(exclude_unset=True).items()
    }
    version = version_seen(request, directive)
    edit_header(directive, version=version, by=_officer(request), at=clock.now(), **given)
    return _answer(response, directive)


@router.patch("/{pk}/tasks/{task_pk}", response=Document, summary="Sửa nhiệm vụ / edit a task")
def change_directive_task(
    request: HttpRequest, response: HttpResponse, pk: int, task_pk: int, changes: TaskIn
) -> Document:
    """Change one thing of a task: its words, its deadline, its recurrence or its units; needs If-Match."""
    directive = _for_review(request, pk)
    version = version_seen(request, directive)
    task = directive.tasks.filter(pk=task_pk).first()
    if task is None:
        raise NotFound(_("Văn bản không có nhiệm vụ này."))
    change_task(task, changes, version=version, by=_officer(request), at=clock.now())
    directive.refresh_from_db()
    return _answer(response, directive)


@router.post("/{pk}/confirm", response=Document, summary="Xác nhận / confirm")
def confirm_directive(request: HttpRequest, response: HttpResponse, pk: int) -> Document:
    """Confirm the version of If-Match; 422 lists what blocks it, 409 says who was first."""
    directive = _for_review(request, pk)
    version = version_seen(request, directive)
    confirm(directive, version=version, by=_officer(request), at=clock.now())
    return _answer(response, directive)


def _for_review(request: HttpRequest, pk: int) -> Directive:
    directive = directive_for(_officer(request), pk)
    policies.must_be_able_to_review(_officer(request), directive)
    return directive


def _answer(response: HttpResponse, directive: Directive) -> Document:
    tag(response, directive)
    return document_of(directive)


def _row(directive: Directive) -> DirectiveRow:
    return DirectiveRow(
        id=directive.pk,
        number=directive.number,
        symbol=directive.symbol,
        type=directive.type,
        date=directive.dated,
        issuer=directive.issuer,
        subject=directive.subject,
        stage=directive.stage,
        version=directive.version,
        tasks=directive.task_count,  # type: ignore[attr-defined]  # annotated by `listed`
        received_at=directive.received_at,
    )


def _reception(reception: Reception) -> dict[str, object]:
    names = ("state", "page", "pages", "problem")
    values: dict[str, object] = {name: getattr(reception, name) for name in names}
    return values | {"id": reception.pk, "directive": reception.directive_id}
