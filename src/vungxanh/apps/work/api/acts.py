"""The steps of an assignment's life over HTTP; each answers with the record as it now stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Router
from ninja.files import UploadedFile

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.cascade import Cascaded, cascade
from vungxanh.apps.work.actions.close import close_tree
from vungxanh.apps.work.actions.comment import comment
from vungxanh.apps.work.actions.evidence import evidence
from vungxanh.apps.work.actions.extend import ask_extension, grant, refuse
from vungxanh.apps.work.actions.performer import assign_performer
from vungxanh.apps.work.actions.progress import acknowledge, report_done, report_progress
from vungxanh.apps.work.actions.review import accept, return_to
from vungxanh.apps.work.actions.transfer import transfer
from vungxanh.apps.work.api import shown
from vungxanh.apps.work.api.asked import etag, officer_of, units_of, wanted
from vungxanh.apps.work.api.schemas import (
    CascadeIn,
    CascadeOut,
    ExtensionIn,
    PerformerIn,
    ReasonIn,
    RecordOut,
    TextIn,
    TransferIn,
)
from vungxanh.apps.work.models import Assignment, Extension
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.record import record
from vungxanh.kit import clock
from vungxanh.kit.problems import FieldError, Invalid, NotFound

router = Router(tags=["work"])
_ONE = "/assignments/{int:pk}"
NO_FILES: Any = File([])  # type: ignore[type-arg]


def _answer(request: HttpRequest, response: HttpResponse, assignment: Assignment) -> shown.Shown:
    found = record(assignment.pk, officer_of(request), at=clock.now())
    response["ETag"] = etag(found.assignment)
    return shown.record(found)


def _asked(request: HttpRequest, pk: int, act: Act) -> tuple[Assignment, Officer]:
    """The assignment and the officer, before anything is stored for an act that is not theirs."""
    assignment, officer = wanted(request, pk), officer_of(request)
    policies.must(officer, act, assignment)
    return assignment, officer


@router.post(f"{_ONE}/progress", response=RecordOut, summary="Cập nhật tiến độ / report progress")
def post_progress(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    percent: int = Form(ge=0, le=99),  # type: ignore[type-arg]
    text: str = Form("", max_length=5000),  # type: ignore[type-arg]
    files: list[UploadedFile] = NO_FILES,
) -> shown.Shown:
    """Write down progress with evidence files (multipart)."""
    assignment, by = _asked(request, pk, Act.PROGRESS)
    at = clock.now()
    with evidence(files, by=by, at=at) as kept:
        report_progress(assignment, percent=percent, text=text, by=by, at=at, files=kept)
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/report", response=RecordOut, summary="Báo cáo hoàn thành / report done")
def post_report(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    text: str = Form(max_length=5000),  # type: ignore[type-arg]
    files: list[UploadedFile] = NO_FILES,
) -> shown.Shown:
    """Tell the giver that it is done, with evidence files (multipart)."""
    assignment, by = _asked(request, pk, Act.REPORT)
    at = clock.now()
    with evidence(files, by=by, at=at) as kept:
        report_done(assignment, text=text, by=by, at=at, files=kept)
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/acknowledge", response=RecordOut, summary="Tiếp nhận để biết / take note")
def post_acknowledge(request: HttpRequest, response: HttpResponse, pk: int) -> shown.Shown:
    """Take note of what was sent for information."""
    assignment, by = _asked(request, pk, Act.ACKNOWLEDGE)
    acknowledge(assignment, by=by, at=clock.now())
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/accept", response=RecordOut, summary="Chấp nhận / accept")
def post_accept(request: HttpRequest, response: HttpResponse, pk: int, body: TextIn) -> shown.Shown:
    """Agree that it is done."""
    assignment, by = _asked(request, pk, Act.ACCEPT)
    accept(assignment, by=by, at=clock.now(), text=body.text)
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/return", response=RecordOut, summary="Trả lại / return")
def post_return(request: HttpRequest, response: HttpResponse, pk: int, body: ReasonIn) -> shown.Shown:
    """Send the report back with a reason."""
    assignment, by = _asked(request, pk, Act.RETURN)
    return_to(assignment, reason=body.reason, by=by, at=clock.now())
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/transfer", response=RecordOut, summary="Chuyển đơn vị / transfer")
def post_transfer(request: HttpRequest, response: HttpResponse, pk: int, body: TransferIn) -> shown.Shown:
    """Pass the duty on; answers with the old record, which now says so."""
    assignment, by = _asked(request, pk, Act.TRANSFER)
    transfer(assignment, to=units_of([body.to])[0], reason=body.reason, by=by, at=clock.now())
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/extension", response=RecordOut, summary="Xin gia hạn / ask for more time")
def post_extension(request: HttpRequest, response: HttpResponse, pk: int, body: ExtensionIn) -> shown.Shown:
    """Ask the giver for a later deadline."""
    assignment, by = _asked(request, pk, Act.ASK_EXTENSION)
    ask_extension(assignment, until=body.until, reason=body.reason, by=by, at=clock.now())
    return _answer(request, response, assignment)


def _waiting(assignment: Assignment) -> Extension:
    asked = assignment.extensions.filter(granted=None).first()
    if asked is None:
        raise NotFound(_("Nhiệm vụ này không có đề nghị gia hạn đang chờ."))
    asked.assignment = assignment
    return asked


@router.post(f"{_ONE}/extension/grant", response=RecordOut, summary="Đồng ý gia hạn / grant more time")
def post_grant(request: HttpRequest, response: HttpResponse, pk: int, body: TextIn) -> shown.Shown:
    """Move the deadline as asked."""
    assignment, by = _asked(request, pk, Act.DECIDE_EXTENSION)
    grant(_waiting(assignment), by=by, at=clock.now(), text=body.text)
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/extension/refuse", response=RecordOut, summary="Không gia hạn / refuse more time")
def post_refuse(request: HttpRequest, response: HttpResponse, pk: int, body: ReasonIn) -> shown.Shown:
    """Keep the deadline, with a reason."""
    assignment, by = _asked(request, pk, Act.DECIDE_EXTENSION)
    refuse(_waiting(assignment), reason=body.reason, by=by, at=clock.now())
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/performer", response=RecordOut, summary="Giao người thực hiện / name the performer")
def post_performer(request: HttpRequest, response: HttpResponse, pk: int, body: PerformerIn) -> shown.Shown:
    """Tell a person of the unit to do it."""
    assignment, by = _asked(request, pk, Act.PERFORMER)
    person = User.objects.filter(username=body.username).first()
    if person is None:
        message = _("Không có người dùng này.")
        raise Invalid(message, errors=[FieldError("username", message)])
    assign_performer(assignment, performer=person, by=by, at=clock.now(), text=body.text)
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/comment", response=RecordOut, summary="Trao đổi / comment")
def post_comment(request: HttpRequest, response: HttpResponse, pk: int, body: TextIn) -> shown.Shown:
    """Write in the thread; `@CODE` tells a unit."""
    assignment, by = _asked(request, pk, Act.COMMENT)
    comment(assignment, text=body.text, by=by, at=clock.now())
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/close", response=RecordOut, summary="Đóng / close with all below")
def post_close(request: HttpRequest, response: HttpResponse, pk: int, body: ReasonIn) -> shown.Shown:
    """End the duty and everything below it."""
    assignment, by = _asked(request, pk, Act.CLOSE)
    close_tree(assignment, reason=body.reason, by=by, at=clock.now())
    return _answer(request, response, assignment)


@router.post(f"{_ONE}/cascade", response=CascadeOut, summary="Giao cấp dưới / hand down")
def post_cascade(request: HttpRequest, pk: int, body: CascadeIn) -> Cascaded:
    """Give the duty to the units below."""
    assignment, by = _asked(request, pk, Act.CASCADE)
    units = units_of(body.units) or None
    return cascade(assignment, by=by, at=clock.now(), units=units, instruction=body.instruction, due_on=body.due_on)
