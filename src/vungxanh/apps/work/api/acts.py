"""The steps of an assignment's life over HTTP; each but a comment acts on the version that If-Match names."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.work.actions.cascade import Cascaded, cascade
from vungxanh.apps.work.actions.close import close_tree
from vungxanh.apps.work.actions.comment import comment
from vungxanh.apps.work.actions.copy import Copied, copy_tree
from vungxanh.apps.work.actions.extend import ask_extension, grant, refuse, waiting_of
from vungxanh.apps.work.actions.performer import assign_performer
from vungxanh.apps.work.actions.progress import acknowledge, report_done, report_progress
from vungxanh.apps.work.actions.review import accept, return_to
from vungxanh.apps.work.actions.transfer import transfer
from vungxanh.apps.work.api import shown
from vungxanh.apps.work.api.asked import Asked, perform, person_of, tag_of, units_of
from vungxanh.apps.work.api.bodies import (
    AcceptIn,
    CascadeIn,
    CloseIn,
    CopyIn,
    DecisionIn,
    ExtensionIn,
    PerformerIn,
    ReasonIn,
    TextIn,
    TransferIn,
)
from vungxanh.apps.work.api.schemas import CascadeOut, CopyOut, RecordOut
from vungxanh.apps.work.policies import Act, must
from vungxanh.apps.work.queries.record import record
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.naming import as_sent

router = Router(tags=["work"])
_ONE = "/assignments/{int:pk}"
NO_FILES: Any = File([])  # type: ignore[type-arg]


def _done(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    act: Act,
    run: Callable[[Asked], object],
    uploads: Sequence[UploadedFile] = (),
) -> shown.Shown:
    """Do the act and answer with the record as it now stands, its tag on it."""
    perform(request, pk, act, run, uploads=uploads)
    found = record(pk, officer_of(request), at=clock.now())
    etags.tag(response, found.assignment)
    return shown.record(found)


@router.post(f"{_ONE}/progress", response=RecordOut, summary="Cập nhật tiến độ / report progress")
@guarded_by(report_progress)
@versioned
def post_progress(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    percent: int = Form(ge=0, le=99),  # type: ignore[type-arg]
    text: str = Form("", max_length=5000),  # type: ignore[type-arg]
    files: list[UploadedFile] = NO_FILES,
) -> shown.Shown:
    """Write down progress with evidence files (multipart)."""

    def run(asked: Asked) -> object:
        return report_progress(asked.assignment, percent=percent, text=text, files=asked.files, **asked.who)

    return _done(request, response, pk, Act.PROGRESS, run, files)


@router.post(f"{_ONE}/report", response=RecordOut, summary="Báo cáo hoàn thành / report done")
@guarded_by(report_done)
@versioned
def post_report(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    text: str = Form(max_length=5000),  # type: ignore[type-arg]
    files: list[UploadedFile] = NO_FILES,
) -> shown.Shown:
    """Tell the giver that it is done, with evidence files (multipart)."""

    def run(asked: Asked) -> object:
        return report_done(asked.assignment, text=text, files=asked.files, **asked.who)

    return _done(request, response, pk, Act.REPORT, run, files)


@router.post(f"{_ONE}/acknowledge", response=RecordOut, summary="Tiếp nhận để biết / take note")
@guarded_by(acknowledge)
@versioned
def post_acknowledge(request: HttpRequest, response: HttpResponse, pk: int) -> shown.Shown:
    """Take note of what was sent for information."""
    return _done(request, response, pk, Act.ACKNOWLEDGE, lambda asked: acknowledge(asked.assignment, **asked.who))


@router.post(f"{_ONE}/accept", response=RecordOut, summary="Chấp nhận / accept")
@guarded_by(accept)
@versioned
def post_accept(request: HttpRequest, response: HttpResponse, pk: int, body: AcceptIn) -> shown.Shown:
    """Agree that the report that was read is done; 409 tells how many duties below are open until `below` is said."""

    def run(asked: Asked) -> object:
        return accept(asked.assignment, text=body.text, below=body.below, **asked.who)

    return _done(request, response, pk, Act.ACCEPT, run)


@router.post(f"{_ONE}/return", response=RecordOut, summary="Trả lại / return")
@guarded_by(return_to)
@versioned
def post_return(request: HttpRequest, response: HttpResponse, pk: int, body: ReasonIn) -> shown.Shown:
    """Send the report that was read back with a reason."""

    def run(asked: Asked) -> object:
        return return_to(asked.assignment, reason=body.reason, **asked.who)

    return _done(request, response, pk, Act.RETURN, run)


@router.post(f"{_ONE}/transfer", response=RecordOut, summary="Chuyển đơn vị / transfer")
@guarded_by(transfer)
@versioned
def post_transfer(request: HttpRequest, response: HttpResponse, pk: int, body: TransferIn) -> shown.Shown:
    """Pass the duty on; answers with the old record, which now says so."""

    def run(asked: Asked) -> object:
        return transfer(asked.assignment, to=units_of([body.to], "to")[0], reason=body.reason, **asked.who)

    return _done(request, response, pk, Act.TRANSFER, run)


@router.post(f"{_ONE}/extension", response=RecordOut, summary="Xin gia hạn / ask for more time")
@guarded_by(ask_extension)
@versioned
def post_extension(request: HttpRequest, response: HttpResponse, pk: int, body: ExtensionIn) -> shown.Shown:
    """Ask the giver for a later deadline."""

    def run(asked: Asked) -> object:
        return ask_extension(asked.assignment, until=body.until, reason=body.reason, **asked.who)

    return _done(request, response, pk, Act.ASK_EXTENSION, run)


@router.post(f"{_ONE}/extension/decision", response=RecordOut, summary="Trả lời gia hạn / decide on more time")
@guarded_by(must)
@versioned
def post_decision(request: HttpRequest, response: HttpResponse, pk: int, body: DecisionIn) -> shown.Shown:
    """Move the deadline as asked, or keep it with a reason."""

    def run(asked: Asked) -> object:
        waiting = waiting_of(asked.assignment)
        if body.granted:
            return grant(waiting, text=body.reason, **asked.who)
        return refuse(waiting, reason=body.reason, **asked.who)

    return _done(request, response, pk, Act.DECIDE_EXTENSION, run)


@router.post(f"{_ONE}/performer", response=RecordOut, summary="Giao người thực hiện / name the performer")
@guarded_by(assign_performer)
@versioned
def post_performer(request: HttpRequest, response: HttpResponse, pk: int, body: PerformerIn) -> shown.Shown:
    """Tell a person of the unit to do it."""

    def run(asked: Asked) -> object:
        with as_sent(performer="username"):
            return assign_performer(asked.assignment, performer=person_of(body.username), text=body.text, **asked.who)

    return _done(request, response, pk, Act.PERFORMER, run)


@router.post(f"{_ONE}/comment", response=RecordOut, summary="Trao đổi / comment")
@guarded_by(comment)
def post_comment(request: HttpRequest, response: HttpResponse, pk: int, body: TextIn) -> shown.Shown:
    """Write in the thread; `@CODE` tells a unit. If-Match may be left out."""

    def run(asked: Asked) -> object:
        return comment(asked.assignment, text=body.text, **asked.who)

    return _done(request, response, pk, Act.COMMENT, run)


@router.post(f"{_ONE}/close", response=RecordOut, summary="Đóng / close with all below")
@guarded_by(close_tree)
@versioned
def post_close(request: HttpRequest, response: HttpResponse, pk: int, body: CloseIn) -> shown.Shown:
    """End the duty and everything below it; under an accepted one, what is open below."""

    def run(asked: Asked) -> object:
        return close_tree(asked.assignment, reason=body.reason, extent=body.extent, **asked.who)

    return _done(request, response, pk, Act.CLOSE, run)


@router.post(f"{_ONE}/copy", response=CopyOut, summary="Giao thêm đơn vị / copy to other units")
@guarded_by(copy_tree)
@versioned
def post_copy(request: HttpRequest, response: HttpResponse, pk: int, body: CopyIn) -> Copied:
    """Give the same duty, with what hangs below it, to other units of the level."""

    def run(asked: Asked) -> Copied:
        return copy_tree(asked.assignment, to=units_of(body.to, "to"), **asked.who)

    made: Copied = perform(request, pk, Act.COPY, run)
    tag_of(response, pk)
    return made


@router.post(f"{_ONE}/cascade", response=CascadeOut, summary="Giao cấp dưới / hand down")
@guarded_by(cascade)
@versioned
def post_cascade(request: HttpRequest, response: HttpResponse, pk: int, body: CascadeIn) -> Cascaded:
    """Give the duty to the units below."""

    def run(asked: Asked) -> Cascaded:
        units = units_of(body.units, "units") or None
        return cascade(asked.assignment, units=units, instruction=body.instruction, due_on=body.due_on, **asked.who)

    made: Cascaded = perform(request, pk, Act.CASCADE, run)
    tag_of(response, pk)
    return made
