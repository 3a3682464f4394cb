"""Inbox, records and issuing (/api/v1/work/)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from vungxanh.apps.directives.models import Directive
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.issue import Issued, issue
from vungxanh.apps.work.api import shown
from vungxanh.apps.work.api.acts import router as acts
from vungxanh.apps.work.api.asked import etag, officer_of
from vungxanh.apps.work.api.schemas import InboxOut, IssuedOut, PreviewOut, RecordOut
from vungxanh.apps.work.queries.inbox import Box, counts, inbox
from vungxanh.apps.work.queries.preview import preview_issue
from vungxanh.apps.work.queries.record import assignment_of, record
from vungxanh.kit import clock
from vungxanh.kit.problems import NotFound

router = Router(tags=["work"])
router.add_router("", acts)


@router.get("/inbox", response=InboxOut, summary="Việc của tôi / what waits for me")
def show_inbox(
    request: HttpRequest,
    box: Box = Box.ALL,
    cursor: str = "",
    size: int = Query(50, ge=1, le=199),  # type: ignore[type-arg]
) -> shown.Shown:
    """What waits for the officer, soonest deadline first."""
    officer, at = officer_of(request), clock.now()
    page = inbox(officer, at=at, box=box, cursor=cursor, size=size)
    items = [shown.item(each) for each in page.items]
    return {"items": items, "next": page.next, "previous": page.previous, "counts": counts(officer, at=at)}


@router.get("/assignments/{int:pk}", response={200: RecordOut, 304: None}, summary="Một nhiệm vụ / one assignment")
def show_assignment(request: HttpRequest, response: HttpResponse, pk: int) -> Status[Any]:
    """The record; with `If-None-Match` of the same version the answer is 304."""
    officer, at = officer_of(request), clock.now()
    tag = etag(assignment_of(pk, officer))
    response["ETag"] = tag
    if request.headers.get("If-None-Match") == tag:
        return Status(304, None)
    return Status(200, shown.record(record(pk, officer, at=at)))


def _directive(request: HttpRequest, pk: int) -> Directive:
    directive = Directive.objects.select_related("unit").filter(pk=pk, unit=officer_of(request).unit).first()
    if directive is None:
        raise NotFound(_("Không có văn bản này, hoặc anh/chị không được xem."))
    policies.must_be_able_to_issue(officer_of(request), directive)
    return directive


@router.get("/directives/{int:pk}/issue", response=PreviewOut, summary="Xem trước khi phát hành / preview of issuing")
def preview(request: HttpRequest, pk: int) -> shown.Shown:
    """What issuing the directive today would make."""
    return shown.preview(preview_issue(_directive(request, pk), clock.day_of(clock.now())))


@router.post("/directives/{int:pk}/issue", response=IssuedOut, summary="Phát hành / issue")
def issue_directive(request: HttpRequest, pk: int) -> Issued:
    """Make the assignments; 409 when the directive was issued before."""
    return issue(_directive(request, pk), by=officer_of(request), at=clock.now())
