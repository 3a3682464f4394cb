"""Duplicates, merging, imports and exports over HTTP."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Router
from ninja.files import UploadedFile

from vungxanh.apps.cases.actions import importing, merging
from vungxanh.apps.cases.actions.exporting import export
from vungxanh.apps.cases.actions.searching import told_like, told_pairs
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.asked import unit_of
from vungxanh.apps.cases.api.bodies import ExportIn, OtherIn, PastedIn, PersonMergeIn, VerdictIn
from vungxanh.apps.cases.api.exchange_schemas import AlikePageOut, CandidateOut, ImportRowOut, MergeOut, StagedImportOut
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.exchange.writing import columns_of
from vungxanh.apps.cases.models import Import, Person, RowState
from vungxanh.apps.cases.queries import alike, duplicates, records, staged
from vungxanh.apps.cases.queries.lists import Wanted
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import file_answer, versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageOut, PageSize
from vungxanh.kit.export import XLSX, csv_response, xlsx_response

router = Router(tags=["cases"])
_PERSON, _IMPORT = "/people/{int:pk}", "/imports/{int:pk}"
_FILE: Any = File(...)  # type: ignore[type-arg]
_KIND: Any = Form(...)  # type: ignore[type-arg]


@router.get(f"{_PERSON}/duplicates", response=list[CandidateOut], summary="Có thể trùng / who it may be")
@guarded_by(duplicates.like_person)
def list_duplicates(request: HttpRequest, response: HttpResponse, pk: int) -> list[shown.Shown]:
    """Records of the caller's place that may be the same person, the likest first, with reasons."""
    officer = officer_of(request)
    person = records.person_of(officer, pk)
    etags.tag(response, person)
    return _candidates(officer, person)


@router.post(f"{_PERSON}/merge", response=MergeOut, summary="Gộp hồ sơ / merge")
@guarded_by(merging.merge)
@versioned
def merge_people(request: HttpRequest, pk: int, body: PersonMergeIn) -> shown.Shown:
    """Let this record stand for both: every edge, case, sample and check goes over. If-Match is of this one."""
    officer = officer_of(request)
    kept, absorbed = records.person_of(officer, pk), records.person_of(officer, body.absorbed)
    etags.must_hold(request, kept)
    versions = (kept.version, body.version)
    return shown.merge(merging.merge(kept, absorbed, versions=versions, by=officer, at=clock.now()))


@router.post("/merges/{int:pk}/undo", response=MergeOut, summary="Hoàn tác gộp / undo a merge")
@guarded_by(merging.undo)
def undo_merge(request: HttpRequest, pk: int) -> shown.Shown:
    """Make two records of one again; every row goes back as it was."""
    officer = officer_of(request)
    return shown.merge(merging.undo(duplicates.merge_of(officer, pk), by=officer, at=clock.now()))


@router.post(f"{_PERSON}/not-same", response=list[CandidateOut], summary="Không trùng / not the same person")
@guarded_by(merging.keep_apart)
def post_not_same(request: HttpRequest, pk: int, body: OtherIn) -> list[shown.Shown]:
    """Say that the two are two persons; answers with who else it may be."""
    officer = officer_of(request)
    person, other = records.person_of(officer, pk), records.person_of(officer, body.other)
    merging.keep_apart(person, other, by=officer, at=clock.now())
    return _candidates(officer, person)


@router.post(f"{_PERSON}/ask-again", response=list[CandidateOut], summary="Xem lại / take back that they are two")
@guarded_by(merging.take_back_apart)
def post_ask_again(request: HttpRequest, pk: int, body: OtherIn) -> list[shown.Shown]:
    """Take back that the two are two persons: the pair waits again; answers with who it may be. Twice is once."""
    officer = officer_of(request)
    person, other = records.person_of(officer, pk), records.person_of(officer, body.other)
    merging.take_back_apart(person, other, by=officer, at=clock.now())
    return _candidates(officer, person)


def _candidates(officer: Officer, person: Person) -> list[shown.Shown]:
    """Whom a record is like; they have it in their history."""
    found, at = duplicates.like_person(officer, person), clock.now()
    told_like(person, found, by=officer, at=at)
    return shown.candidates(person, found, shown.Eyes(officer, [person, *(each.person for each in found)], at))


@router.get("/duplicates", response=AlikePageOut, summary="Hồ sơ có thể trùng / pairs that may be one person")
@guarded_by(alike.pairs)
def list_alike(request: HttpRequest, response: HttpResponse, cursor: Cursor = "", size: PageSize = 30) -> shown.Shown:
    """Pairs of records of the caller's place that may be one person, found last first; both have it in their history.

    Merge them, or say that they are not the same person: either ends the question.
    """
    officer, at = officer_of(request), clock.now()
    page = alike.pairs(officer, cursor=cursor, size=size)
    told_pairs(page.items, by=officer, at=at)
    response["Cache-Control"] = "no-store"
    eyes = shown.Eyes(officer, [person for pair in page.items for person in (pair.one, pair.other)], at)
    return shown.page(page, lambda pair: shown.alike(pair, eyes)) | {"is_complete": alike.is_complete()}


@router.get("/imports", response=PageOut[StagedImportOut], summary="Các đợt nhập / imports")
@guarded_by(staged.imports_of)
def list_imports(request: HttpRequest, cursor: Cursor = "", size: PageSize = 20) -> shown.Shown:
    """What the caller's unit brought in, the latest first."""
    found = staged.imports_of(officer_of(request), cursor=cursor, size=size)
    far = staged.progress_of_all(found.items)
    return shown.page(found, lambda row: shown.staged(row, far[row.pk]))


@router.post("/imports", response=StagedImportOut, summary="Đưa tệp vào chờ nhập / stage a file")
@guarded_by(importing.stage)
def stage_file(
    request: HttpRequest,
    kind: Kind = _KIND,
    file: UploadedFile = _FILE,
) -> shown.Shown:
    """Stage a CSV or XLSX file (multipart): our own template, Go.Data's or SORMAS's. Nothing enters yet."""
    officer = officer_of(request)
    return shown.staged(importing.stage(file.read(), kind=kind, name=file.name or "", by=officer, at=clock.now()))


@router.post("/imports/pasted", response=StagedImportOut, summary="Dán bảng / stage a pasted table")
@guarded_by(importing.stage)
def stage_pasted(request: HttpRequest, body: PastedIn) -> shown.Shown:
    """The same of a table copied from a spreadsheet."""
    officer = officer_of(request)
    return shown.staged(importing.stage(body.table.encode(), kind=body.kind, by=officer, at=clock.now()))


@router.get(_IMPORT, response=StagedImportOut, summary="Một đợt nhập / one import")
@guarded_by(staged.import_of)
def show_import(request: HttpRequest, pk: int) -> shown.Shown:
    """How many rows stand where; while `entering`, ask again."""
    return shown.staged(staged.import_of(officer_of(request), pk))


@router.get(f"{_IMPORT}/rows", response=PageOut[ImportRowOut], summary="Các dòng / rows")
@guarded_by(staged.rows_of)
def list_import_rows(
    request: HttpRequest, pk: int, state: RowState | None = None, cursor: Cursor = "", size: PageSize = 50
) -> shown.Shown:
    """The rows in the order of the file, with what is wrong and where."""
    officer = officer_of(request)
    found = staged.rows_of(officer, staged.import_of(officer, pk), state=state or "", cursor=cursor, size=size)
    eyes = shown.Eyes(officer, [row.person for row in found.items if row.person], clock.now())
    return shown.page(found, lambda row: shown.staged_row(row, eyes))


@router.post(f"{_IMPORT}/verdict", response=StagedImportOut, summary="Xét trùng / say who rows are")
@guarded_by(importing.decide)
def post_verdict(request: HttpRequest, pk: int, body: VerdictIn) -> shown.Shown:
    """Say of rows that may be somebody known: the same, new, or left out."""
    officer = officer_of(request)
    found = staged.import_of(officer, pk)
    rows = staged.doubtful_rows(officer, found, body.rows)
    importing.decide(found, rows, body.verdict, by=officer, at=clock.now())
    return shown.staged(found)


@router.post(f"{_IMPORT}/confirm", response=StagedImportOut, summary="Xác nhận nhập / confirm")
@guarded_by(importing.confirm)
def confirm_import(request: HttpRequest, pk: int) -> shown.Shown:
    """Let the ready rows enter in the background; sent twice, nothing enters twice."""
    officer = officer_of(request)
    confirmed: Import = importing.confirm(staged.import_of(officer, pk), by=officer, at=clock.now())
    return shown.staged(confirmed)


@router.delete(_IMPORT, response=StagedImportOut, summary="Bỏ đợt nhập / discard")
@guarded_by(importing.discard)
def discard_import(request: HttpRequest, pk: int) -> shown.Shown:
    """Throw staged rows away; what has entered stays."""
    officer = officer_of(request)
    found = staged.import_of(officer, pk)
    importing.discard(found, by=officer, at=clock.now())
    return shown.staged(staged.import_of(officer, pk))


@router.post("/exports", summary="Xuất danh sách / export", openapi_extra=file_answer("text/csv", XLSX))
@guarded_by(export)
def post_export(request: HttpRequest, body: ExportIn) -> HttpResponseBase:
    """A line list or contacts as a file in one of the templates; F2 and beyond stay pseudonyms unless opened."""
    at = clock.now()
    wanted = Wanted(place=unit_of(body.place) if body.place else None, level=body.level)
    rows = export(body.kind, body.template, wanted, body.purpose, by=officer_of(request), at=at)
    columns, name = columns_of(body.template, body.kind), f"{body.kind}-{body.template}-{clock.day_of(at):%Y-%m-%d}"
    if body.form == "xlsx":
        return xlsx_response(f"{name}.xlsx", columns, rows)
    return csv_response(f"{name}.csv", columns, rows)
