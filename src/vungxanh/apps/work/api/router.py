"""Assignments over HTTP: record, thread, tree, history, evidence (/api/v1/work/)."""

from typing import Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router

from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.models import Unit
from vungxanh.apps.work import policies
from vungxanh.apps.work.api import shown
from vungxanh.apps.work.api.acts import router as acts
from vungxanh.apps.work.api.issuing import router as issuing
from vungxanh.apps.work.api.lists import router as lists
from vungxanh.apps.work.api.many import router as many
from vungxanh.apps.work.api.schemas import ColleagueOut, EntryOut, NodeOut, ReceiverOut, RecordOut
from vungxanh.apps.work.forms import people_at
from vungxanh.apps.work.models import EntryFile
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.receivers import held_by_units, may_receive_copy_of, may_receive_from, without_it_yet
from vungxanh.apps.work.queries.record import assignment_of, record
from vungxanh.apps.work.queries.tree import tree
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import file_answer
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.histories import history_page
from vungxanh.kit.api.schemas import Cursor, HistoryOut, PageOut, PageSize
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.files.responses import download
from vungxanh.kit.files.types import EVIDENCE
from vungxanh.kit.paging import Order, page_of
from vungxanh.kit.problems import NotFound

router = Router(tags=["work"])
for part in (lists, many, acts, issuing):
    router.add_router("", part)
_ONE = "/assignments/{int:pk}"
_RECEIVERS = {"transfer": may_receive_from, "copy": may_receive_copy_of, "cascade": without_it_yet}
_AS_SAID, _BY_PATH, _BY_NAME = Order("at", "id"), Order("path"), Order("full_name", "id")


@router.get(_ONE, response=RecordOut, summary="Một nhiệm vụ / one assignment")
@guarded_by(record)
def show_assignment(request: HttpRequest, response: HttpResponse, pk: int) -> shown.Shown:
    """The record; its ETag is what an act sends as If-Match."""
    found = record(pk, officer_of(request), at=clock.now())
    etags.tag(response, found.assignment)
    return shown.record(found)


@router.get(f"{_ONE}/thread", response=PageOut[EntryOut], summary="Diễn biến / thread")
@guarded_by(assignment_of)
def show_thread(request: HttpRequest, pk: int, cursor: Cursor = "", size: PageSize = 50) -> shown.Shown:
    """The steps in the assignment's life, oldest first."""
    entries = assignment_of(pk, officer_of(request)).entries
    rows = entries.select_related("by_unit").prefetch_related("evidence__file")
    return shown.page(page_of(rows, _AS_SAID, cursor=cursor, size=size), shown.entry)


@router.get(f"{_ONE}/tree", response=NodeOut, summary="Cây nhiệm vụ / tree")
@guarded_by(tree)
def show_tree(request: HttpRequest, pk: int) -> shown.Shown:
    """The assignment with all that hangs below it: at most one a unit."""
    officer = officer_of(request)
    return shown.node(tree(assignment_of(pk, officer), officer))


@router.get(f"{_ONE}/history", response=PageOut[HistoryOut], summary="Lịch sử / history")
@guarded_by(assignment_of)
def show_assignment_history(request: HttpRequest, pk: int, cursor: Cursor = "", size: PageSize = 50) -> shown.Shown:
    """What happened to the assignment, from the audit log, newest first."""
    return history_page(history_of(assignment_of(pk, officer_of(request))), cursor=cursor, size=size)


@router.get(
    f"{_ONE}/evidence/{{int:file}}", summary="Minh chứng / evidence", openapi_extra=file_answer(*sorted(EVIDENCE))
)
@guarded_by(policies.must_read)
def download_evidence(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """One file of the thread, as it was handed in."""
    found = EntryFile.objects.select_related("file", "entry__assignment__unit").filter(pk=file, entry__assignment=pk)
    evidence = found.first()
    if evidence is None:
        raise NotFound(_("Không có tệp này, hoặc anh/chị không được xem."))
    policies.must_read(officer_of(request), evidence.entry.assignment)
    return download(evidence.file)


@router.get(f"{_ONE}/receivers", response=PageOut[ReceiverOut], summary="Đơn vị có thể nhận / who may receive it")
@guarded_by(policies.must)
def list_receivers(
    request: HttpRequest,
    pk: int,
    act: Literal["transfer", "copy", "cascade"],
    cursor: Cursor = "",
    size: PageSize = 100,
) -> shown.Shown:
    """The units that the duty may be transferred, copied or handed down to today.

    A unit below with `held_from` has the same task from elsewhere: handing it down too gives it twice.
    """
    officer, on = officer_of(request), clock.day_of(clock.now())
    assignment = assignment_of(pk, officer)
    policies.must(officer, Act(act), assignment)
    rows: QuerySet[Unit] = _RECEIVERS[act](assignment, on).order_by()
    page = page_of(rows, _BY_PATH, cursor=cursor, size=size)
    held = held_by_units(assignment, page.items) if act == "cascade" else {}
    return shown.page(page, lambda unit: shown.receiver(unit, held.get(unit.pk)))


@router.get("/people", response=PageOut[ColleagueOut], summary="Người của đơn vị / people of the unit")
@guarded_by(policies.must_manage)
def list_people(request: HttpRequest, cursor: Cursor = "", size: PageSize = 100) -> shown.Shown:
    """Whom the caller may name as performer: the people who hold a post in the unit today."""
    officer = officer_of(request)
    policies.must_manage(officer)
    people = people_at(officer.unit.pk, clock.day_of(clock.now())).order_by()
    page = page_of(people, _BY_NAME, cursor=cursor, size=size)
    return shown.page(page, lambda person: {"username": person.username, "name": person.full_name})
