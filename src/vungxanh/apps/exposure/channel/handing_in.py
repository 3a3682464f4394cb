"""What phones hand in: a case's keys with a code, a contact's report; real or chaff, nobody on the line can tell.

Every answer has the same size. It says accepted, refused, malformed or later, and never why a code was wrong.
"""

import hashlib
import json
import time
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from vungxanh.apps.accounts.access import everyone
from vungxanh.apps.exposure import contact_report
from vungxanh.apps.exposure.actions.contacts import accept_contact
from vungxanh.apps.exposure.actions.uploads import CodeWrong, TryLater, accept_case, weigh_chaff
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.channel.pace import Pace
from vungxanh.apps.exposure.models import Way
from vungxanh.core.exposure import uploads as wire
from vungxanh.core.tracing.problems import Refused
from vungxanh.kit import clock
from vungxanh.kit.problems import Invalid

ANSWER_BYTES = 256
_uploads, _reports = Pace(), Pace()
Taken = tuple[int, str, bool]
"""Status, what is said, and whether something real was kept."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@everyone
def uploads(request: HttpRequest) -> HttpResponse:
    """A case's keys (`core.exposure.uploads`); a browser that opens the link of a code is told what to do with it."""
    if request.method != "POST":
        return render(request, "exposure/opened.html")
    return _answered(request, wire.MOST_BYTES, _take_keys, _uploads)


@csrf_exempt
@require_POST
@everyone
def reports(request: HttpRequest) -> HttpResponse:
    """A contact's own report (`contact_report`)."""
    return _answered(request, contact_report.MOST_BYTES, _take_report, _reports)


def _answered(
    request: HttpRequest, most: int, take: Callable[[bytes, str, str, datetime], Taken], pace: Pace
) -> HttpResponse:
    started = time.monotonic()
    body = request.read(most + 1)
    if len(body) > most:
        return _said(413, "too_large")
    digest = hashlib.sha256(body).hexdigest()
    if request.headers.get("Idempotency-Key", digest) != digest:
        return _said(422, "malformed")
    status, told, real = take(body, digest, request.META.get("REMOTE_ADDR", ""), clock.now())
    pace.wait(started, real=real)
    return _said(status, told)


def _take_keys(body: bytes, digest: str, address: str, at: datetime) -> Taken:
    try:
        upload = wire.read_upload(body, now_s=int(at.timestamp()))
    except Refused:
        return 422, "malformed", False
    try:
        if upload.chaff:
            weigh_chaff(
                upload.code, keys=upload.keys, body_digest=digest, address=address, device_name=upload.device, at=at
            )
            return 202, "accepted", False
        accept_case(
            upload.code, keys=upload.keys, consent=_consent(upload), body_digest=digest, way=Way.CHANNEL, by=Phone(),
            at=at, address=address, device_name=upload.device,
        )  # fmt: skip
    except (CodeWrong, Invalid):
        return 403, "refused", False
    except TryLater:
        return 429, "later", False
    return 202, "accepted", True


def _consent(upload: wire.Upload) -> dict[str, object]:
    """What the phone says that its owner agreed to; it alone knows."""
    whole = all(one.day_key for one in upload.keys)
    return {"words": upload.consent.words, "leaves": list(upload.consent.leaves), "hours_left_out": not whole}


def _take_report(body: bytes, digest: str, address: str, at: datetime) -> Taken:
    try:
        report = contact_report.read_report(body, now_s=int(at.timestamp()))
    except contact_report.Unreadable:
        return 422, "malformed", False
    try:
        kept = accept_contact(report, body_digest=digest, by=Phone(), at=at, address=address)
    except TryLater:
        return 429, "later", False
    return 202, "accepted", kept is not None


def _said(status: int, told: str) -> HttpResponse:
    content = {"status": told, "padding": ""}
    content["padding"] = "0" * (ANSWER_BYTES - len(json.dumps(content)))
    response = HttpResponse(json.dumps(content), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    if status == 429:
        response["Retry-After"] = "3600"
    return response
