"""Codes and batches over HTTP (/api/v1/exposure/)."""

import secrets
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from vungxanh.apps.exposure.actions import asides as setting_aside
from vungxanh.apps.exposure.actions import batches as publishing
from vungxanh.apps.exposure.actions import codes as acts
from vungxanh.apps.exposure.actions import contacts
from vungxanh.apps.exposure.actions.distrust import distrust
from vungxanh.apps.exposure.actions.quotas import extend_quota, quota_for
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.api.asking import must_need_no_answer
from vungxanh.apps.exposure.api.schemas import (
    AsideOut,
    AskedFirstOut,
    BatchOut,
    CodeIssuedOut,
    CodeIssueIn,
    CodeOut,
    CodeReasonIn,
    CodesOut,
    ExtendIn,
    JudgedOut,
    PublicationOut,
    QuotaOut,
    ReportOut,
    RevokedOut,
    SigningKeyOut,
)
from vungxanh.apps.exposure.links import link_of
from vungxanh.apps.exposure.models import Aside, Batch, Code, CodeDay, SigningKey, Upload
from vungxanh.apps.exposure.queries.asides import aside_of, asides_of
from vungxanh.apps.exposure.queries.codes import Quota, code_of, of_today, quota_of, state_of
from vungxanh.apps.exposure.queries.publication import (
    batch_of,
    batches_of,
    signing_key_of,
    signing_keys,
    waiting_of,
)
from vungxanh.apps.exposure.queries.reports import Report, report_of, waiting_reports
from vungxanh.apps.org.api.asked import named_unit
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageOut, PageSize
from vungxanh.kit.paging import Order, page_of

router = Router(tags=["exposure"])
Shown = dict[str, object]


@router.get("/codes", response=CodesOut, summary="Mã cấp hôm nay / today's codes")
@guarded_by(of_today)
def list_codes(request: HttpRequest) -> Shown:
    """Today's codes of the caller's place, never their text, and the quota of the caller's unit."""
    officer, at = officer_of(request), clock.now()
    items = [_shown(each.code, each.state) for each in of_today(officer, at)]
    quota = quota_of(officer, at) or Quota(0, 0, quota_for(officer.unit, clock.day_of(at)))
    return {"items": items, "quota": quota}


@router.post("/codes", response={201: CodeIssuedOut}, summary="Cấp mã / issue a code")
@guarded_by(acts.issue)
def issue_code(request: HttpRequest, response: HttpResponse, body: CodeIssueIn) -> Status[Shown]:
    """Issue a single-use code; its text is in this answer and nowhere else."""
    at = clock.now()
    subject = body.subject or UUID(bytes=secrets.token_bytes(16), version=4)
    place = named_unit(body.place, field="place") if body.place else None
    code, text = acts.issue(
        body.kind, subject, body.since_on, body.report_type, body.onset_on, body.tested_on, body.phone,
        by=officer_of(request), at=at, entropy=secrets.token_bytes(32), place=place,
    )  # fmt: skip
    link = link_of(request, code.kind, text)
    sent = acts.send_by_text(code, text, body.phone, link=link) if body.by_text and body.phone else None
    response["Cache-Control"] = "no-store"
    return Status(201, _shown(code, state_of(code, at)) | {"text": text, "subject": subject, "sent": sent})


@router.post("/codes/{uuid:pk}/withdraw", response=CodeOut, summary="Thu hồi mã / withdraw a code")
@guarded_by(acts.withdraw)
def withdraw_code(request: HttpRequest, pk: UUID) -> Shown:
    """Take back a code that was not used."""
    by, at = officer_of(request), clock.now()
    code = acts.withdraw(code_of(by, pk), by=by, at=at)
    return _shown(code, state_of(code, at))


@router.post("/quota/extend", response=QuotaOut, summary="Cho cấp thêm / extend the quota")
@guarded_by(extend_quota)
def extend_unit_quota(request: HttpRequest, body: ExtendIn) -> Quota:
    """The head lets the unit issue more codes today."""
    by = officer_of(request)
    return _quota(extend_quota(by.unit, more=body.more, why=body.why, by=by, at=clock.now()))


@router.post("/subjects/{uuid:subject}/revoke", response=RevokedOut, summary="Thu hồi khai báo / revoke uploads")
@guarded_by(revoke)
def revoke_uploads(request: HttpRequest, subject: UUID, body: CodeReasonIn) -> Shown:
    """Take back all that a person handed in; phones learn it with the next batch."""
    return {"uploads": len(revoke(subject, body.why, by=officer_of(request), at=clock.now()))}


@router.get("/reports", response=list[ReportOut], summary="Tự báo chờ xác nhận / reports that wait")
@guarded_by(waiting_reports)
def list_reports(request: HttpRequest, response: HttpResponse) -> list[Shown]:
    """The 200 that wait longest in the caller's place."""
    response["Cache-Control"] = "no-store"
    return [_report(each) for each in waiting_reports(officer_of(request))]


@router.post(
    "/reports/{uuid:pk}/confirm",
    response={200: JudgedOut, 409: AskedFirstOut},
    summary="Xác nhận tự báo / confirm a report",
)
@guarded_by(contacts.confirm)
def confirm_report(request: HttpRequest, pk: UUID) -> Upload:
    """The person was spoken to: the report counts from now on. Who may be known already is refused (409) with where."""
    by = officer_of(request)
    found = report_of(by, pk)
    must_need_no_answer(found.upload, by)
    return contacts.confirm(found.upload, by=by, at=clock.now())


@router.post("/reports/{uuid:pk}/refuse", response=JudgedOut, summary="Từ chối tự báo / refuse a report")
@guarded_by(contacts.refuse)
def refuse_report(request: HttpRequest, pk: UUID, body: CodeReasonIn) -> Upload:
    """The person was not near, or does not exist: what the report says of them is deleted."""
    by = officer_of(request)
    return contacts.refuse(report_of(by, pk).upload, body.why, by=by, at=clock.now())


@router.get("/batches", response=PageOut[BatchOut], summary="Lô khóa / batches")
@guarded_by(batches_of)
def list_batches(request: HttpRequest, cursor: Cursor = "", size: PageSize = 50) -> Shown:
    """All batches, the newest first."""
    page = page_of(batches_of(officer_of(request)), Order("-number"), cursor=cursor, size=size)
    return {"items": page.items, "next": page.next, "previous": page.previous}


@router.get("/publication", response=PublicationOut, summary="Tình hình công bố / publication")
@guarded_by(waiting_of)
def show_publication(request: HttpRequest) -> Shown:
    """When the next batch comes, and why which keys are not out yet."""
    at = clock.now()
    due = publishing.next_due(at)
    return {"due": due, "waiting": waiting_of(officer_of(request), due=due, every=publishing.EVERY, at=at)}


@router.post("/batches/{int:number}/withdraw", response=BatchOut, summary="Thu hồi lô / withdraw a batch")
@guarded_by(publishing.withdraw)
def withdraw_batch(request: HttpRequest, number: int, body: CodeReasonIn) -> Batch:
    """Take a batch out of the index; what it told and is still true comes again with the next one."""
    by = officer_of(request)
    return publishing.withdraw(batch_of(by, number), why=body.why, by=by, at=clock.now())


@router.get("/asides", response=PageOut[AsideOut], summary="Khóa bị gạt / keys that are not published")
@guarded_by(asides_of)
def list_asides(request: HttpRequest, cursor: Cursor = "", size: PageSize = 50) -> Shown:
    """Uploads with keys that phones are never told of, the newest first; no key is in it."""
    page = page_of(asides_of(officer_of(request)), Order("-id"), cursor=cursor, size=size)
    return {"items": [_aside(each) for each in page.items], "next": page.next, "previous": page.previous}


@router.post("/asides/{int:pk}/dismiss", response=AsideOut, summary="Xem xét khóa bị gạt / dismiss keys set aside")
@guarded_by(setting_aside.dismiss)
def dismiss_aside(request: HttpRequest, pk: int, body: CodeReasonIn) -> Shown:
    """An officer of the province has looked into it; the keys stay unpublished all the same."""
    by = officer_of(request)
    return _aside(setting_aside.dismiss(aside_of(by, pk), body.why, by=by, at=clock.now()))


@router.get("/signing-keys", response=list[SigningKeyOut], summary="Khóa ký / signing keys")
@guarded_by(signing_keys)
def list_signing_keys(request: HttpRequest) -> list[SigningKey]:
    """The newest first, the root last."""
    return list(signing_keys(officer_of(request)))


@router.post("/signing-keys/{int:version}/distrust", response=SigningKeyOut, summary="Không tin khóa / distrust a key")
@guarded_by(distrust)
def distrust_key(request: HttpRequest, version: int, body: CodeReasonIn) -> SigningKey:
    """Drop a key that leaked at once; what only it signed is published again under a new number."""
    by = officer_of(request)
    key = signing_key_of(by, version)
    return distrust(key, why=body.why, chance=secrets.SystemRandom(), by=by, at=clock.now())


def _shown(code: Code, state: object) -> Shown:
    names = ("kind", "issued_at", "expires_at", "since_on")
    return {name: getattr(code, name) for name in names} | {"id": code.pk, "state": state, "unit": code.unit.code}


def _report(found: Report) -> Shown:
    upload, said = found.upload, found.details
    return {
        "id": upload.pk, "kind": upload.kind, "received_at": upload.received_at, "way": upload.way,
        "place": upload.place.code if upload.place else None, "full_name": said.full_name, "phone": said.phone,
        "address": said.address, "encounters": len(said.encounters), "minutes": found.minutes,
    }  # fmt: skip


def _aside(found: Aside) -> Shown:
    code, place = found.upload.code, found.upload.place
    names = ("id", "why", "keys", "at", "dismissed_at", "dismissed_why")
    return {name: getattr(found, name) for name in names} | {
        "unit": code.unit.code if code else "", "place": place.code if place else None,
    }  # fmt: skip


def _quota(day: CodeDay) -> Quota:
    return Quota(day.issued, day.claimed, day.quota + day.extra, day.extra, day.extra_why)
