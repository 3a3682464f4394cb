"""Letters on their way in over HTTP: handed in as text, watched while a scan is read."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.receive import Upload, pasted, receive
from vungxanh.apps.directives.api.schemas import LetterIn, ReceptionOut
from vungxanh.apps.directives.models import Reception
from vungxanh.apps.directives.queries.receptions import going_on, reception_for
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageOut, PageSize
from vungxanh.kit.paging import Order, page_of

router = Router(tags=["directives"])
_OLDEST_FIRST = Order("at", "id")
RECEIVED = {201: ReceptionOut, 202: ReceptionOut}


@router.post("/text", response=RECEIVED, summary="Gửi nội dung văn bản / hand in as text")
@guarded_by(receive)
def receive_text(request: HttpRequest, body: LetterIn) -> Status[dict[str, Any]]:
    """Keep and read a letter whose text was copied from elsewhere."""
    return received(request, pasted(body.text))


@router.get("/receptions", response=PageOut[ReceptionOut], summary="Văn bản đang đọc / letters being read")
@guarded_by(policies.must_be_able_to_receive)
def list_receptions(request: HttpRequest, cursor: Cursor = "", size: PageSize = 50) -> dict[str, Any]:
    """The unit's uploads that wait or are being read, oldest first."""
    officer = officer_of(request)
    policies.must_be_able_to_receive(officer)
    page = page_of(going_on(officer), _OLDEST_FIRST, cursor=cursor, size=size)
    return {"items": [_reception(each) for each in page.items], "next": page.next, "previous": page.previous}


@router.get("/receptions/{int:pk}", response=ReceptionOut, summary="Tiến độ đọc / reading progress")
@guarded_by(policies.must_be_able_to_receive)
def show_reception(request: HttpRequest, pk: int) -> dict[str, Any]:
    """How far an upload has been read."""
    officer = officer_of(request)
    policies.must_be_able_to_receive(officer)
    return _reception(reception_for(officer, pk))


def received(request: HttpRequest, upload: Upload) -> Status[dict[str, Any]]:
    """Take the letter in: 201 when it is read, 202 when it waits."""
    reception = receive(upload, by=officer_of(request), at=clock.now())
    return Status(201 if reception.directive_id else 202, _reception(reception))


def _reception(reception: Reception) -> dict[str, Any]:
    names = ("name", "at", "state", "page", "pages", "problem", "is_repeat")
    values: dict[str, Any] = {name: getattr(reception, name) for name in names}
    return values | {"id": reception.pk, "directive": reception.directive_id}
