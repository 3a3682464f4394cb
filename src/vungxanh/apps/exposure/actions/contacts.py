"""Somebody says they were near a case; a health officer speaks to them before it counts (người tiếp xúc tự báo).

Published keys are public, so whoever knows them can make up having heard them, and in anybody's name. A report
therefore waits until a health officer of the place has confirmed it; until then nothing of it reaches case work. So do
the keys of a case that came with six digits bound to no number: somebody may have guessed them.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.exposure import histories, keyed, subjects
from vungxanh.apps.exposure.actions import alarm, attempts
from vungxanh.apps.exposure.actions.alarm import Flood
from vungxanh.apps.exposure.actions.attempts import Limit
from vungxanh.apps.exposure.actions.uploads import SKEW, TryLater, expiry_of
from vungxanh.apps.exposure.contact_report import ContactReport, Met
from vungxanh.apps.exposure.events import ContactReported
from vungxanh.apps.exposure.histories import Kept
from vungxanh.apps.exposure.models import LIVE, DayKey, Upload, UploadKind, UploadState, Way
from vungxanh.apps.exposure.policies import must_be_able_to_judge
from vungxanh.apps.exposure.reasons import nameless
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure.uploads import MOST_DAYS
from vungxanh.core.tracing.encounters import encounters
from vungxanh.core.tracing.tracefile import write_row
from vungxanh.kit import audit, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import Conflict, FieldError, Invalid

ADDRESS, DEVICE, REALM = "report", "rep-dev", "rep-all"
MOST = {ADDRESS: 20, DEVICE: 5, REALM: 1_000}


def accept_contact(report: ContactReport, *, body_digest: str, by: Actor, at: datetime, address: str) -> Upload | None:
    """Let a contact's own report wait (nhận tự báo); None, and nothing kept, when no published key of a case was heard.

    The same body again is the same report. `TryLater` when this address, this phone or everybody reports too often.
    Chaff, and what heard no key, is worked through all the same and taken back; chaff counts for no limit but its own.
    """
    again = Upload.objects.filter(body_digest=body_digest, kind=UploadKind.CONTACT).first()
    if again is not None:
        return again
    if not report.chaff:
        spend(address=address, device=report.device, at=at)
    elif not attempts.is_worth_weighing(address, at=at):
        return None
    heard = heard_of(report.met)
    stands = bool(heard) and not report.chaff
    with histories.receiving() as history:
        for met in (met for _key, met in heard) if stands else report.met:
            for row in met.rows:
                history.write(write_row(row))
        kept = history.keep(at - timedelta(days=MOST_DAYS + 1), at + SKEW)
    try:
        upload = _kept(report, heard if stands else _rehearsed(report.met), kept, body_digest, stands, by=by, at=at)
    except BaseException:
        histories.remove(kept.name)
        raise
    kept.settle()
    if not stands:
        histories.remove(kept.name)
        return None
    return upload


def _rehearsed(met: Sequence[Met]) -> list[tuple[DayKey, Met]]:
    """As `heard_of`, with keys that stand in no table."""
    for one in met:
        one.holds()  # as it is asked of keys that are published
    return [(DayKey(upload=Upload(subject=uuid4())), one) for one in met]


def spend(*, address: str, device: str, at: datetime) -> None:
    """Count a report of an address, a phone and the whole realm; TryLater when one of them has no more this hour."""
    limits = [Limit(DEVICE, MOST[DEVICE], keyed.of_device(device))] if device else []
    limits += [Limit(ADDRESS, MOST[ADDRESS], keyed.of_address(address)), Limit(REALM, MOST[REALM])]
    over = attempts.take_part(*limits, at=at)
    if over is not None:
        if over.scope == REALM and over.is_first:
            alarm.too_many(Flood.REPORTS, at=at)
        raise TryLater


def heard_of(met: Sequence[Met]) -> list[tuple[DayKey, Met]]:
    """What of it stands: published keys of cases, not taken back, whose identifiers the rows really hold."""
    by_digest = {keyed.of_key(one.key): one for one in met}
    rows = DayKey.objects.filter(
        key_digest__in=by_digest, batch__isnull=False, batch__withdrawn_at=None, upload__state__in=LIVE
    ).select_related("upload")
    pairs = ((row, by_digest[row.key_digest]) for row in rows)
    return [(row, one) for row, one in pairs if one.start_s == int(row.starts_at.timestamp()) and one.holds()]


def _kept(
    report: ContactReport,
    heard: list[tuple[DayKey, Met]],
    kept: Kept,
    body_digest: str,
    stands: bool,
    *,
    by: Actor,
    at: datetime,
) -> Upload:
    """What does not stand is written and taken back."""
    with transaction.atomic():
        upload, made = Upload.objects.get_or_create(
            body_digest=body_digest,
            defaults={
                "kind": UploadKind.CONTACT,
                "way": Way.CHANNEL,
                "state": UploadState.WAITING,
                "subject": _subject(report, body_digest),
                "place": Unit.objects.filter(code=report.commune, level=Level.COMMUNE, ended_on=None).first(),
                "consent": {"words": report.words, "leaves": ["person", "rows"]},
                "contact": json.dumps(_contact(report, heard), ensure_ascii=False),
                "history_name": kept.name,
                "history_rows": kept.rows,
                "received_at": at,
                "expires_on": expiry_of(at),
            },
        )
        if not made:  # the same body came twice at once
            histories.remove(kept.name)
            return upload
        audit.record("exposure.report.accept", by=by, on=upload, at=at, data={"rows": kept.rows})
        alarm.of_report(upload, at=at)
        transaction.set_rollback(not stands)
    return upload


def _subject(report: ContactReport, body_digest: str) -> UUID:
    """The same number is the same person, however often they report; without one each report is somebody."""
    return UUID(hex=(keyed.of_phone(report.phone) or body_digest)[:32])


def _contact(report: ContactReport, heard: list[tuple[DayKey, Met]]) -> dict[str, object]:
    return {
        "full_name": report.full_name,
        "phone": report.phone,
        "address": report.address,
        "commune_code": report.commune,
        "encounters": [one for key, met in heard for one in _encounters(str(key.upload.subject), met)],
    }


def _encounters(subject: str, met: Met) -> list[dict[str, object]]:
    """As `tracing.encounters` joins them: times in milliseconds, minutes near, close, room and far."""
    return [
        {
            "case_subject": subject,
            "start_ms": one.start_ms,
            "end_ms": one.end_ms,
            "minutes": [round(minutes, 1) for minutes in one.bucket_minutes],
            "max_rssi": one.max_rssi,
            "rows": one.rows,
        }
        for one in encounters((row.ms, row.rssi) for row in met.rows)
    ]


def confirm(upload: Upload, *, by: Officer, at: datetime) -> Upload:
    """A health officer of the place has spoken to the person: what they sent counts from now on (xác nhận).

    Conflict when every case that a report names was taken back meanwhile, and when a case was ruled out or
    its keys came again with another code. What was confirmed before stays so.
    """
    with transaction.atomic():
        found = _waiting(upload, by)
        if found.state in LIVE:
            return found
        found.state = UploadState.ACCEPTED
        if found.kind == UploadKind.CASE:
            if subjects.is_ruled_out(found.subject):
                raise Conflict(_("Người này đã được loại trừ, không còn là ca bệnh: hãy từ chối bản này."))
            if not found.keys.exists():
                raise Conflict(_("Người này đã gửi lại bằng mã khác: hãy từ chối bản này."))
            found.expires_on = expiry_of(found.received_at)
        else:
            found.contact = json.dumps(_confirmed(json.loads(found.contact)), ensure_ascii=False)
            events.announce(ContactReported(str(found.pk), str(found.subject)))
        found.save(update_fields=["state", "contact", "expires_on"])
        audit.record("exposure.report.confirm", by=by, on=found, at=at)
    return found


def _confirmed(said: dict[str, Any]) -> dict[str, Any]:
    """What a report says without the cases that were taken back; Conflict when none is left of those it names."""
    if said["encounters"]:
        said["encounters"] = _still_true(said["encounters"])
        if not said["encounters"]:
            raise Conflict(_("Khai báo của ca bệnh đã bị thu hồi: hãy từ chối bản tự báo này."))
    return said


def refuse(upload: Upload, why: str, *, by: Officer, at: datetime) -> Upload:
    """Nobody sent it who may have (từ chối): what they are called, their rows and unpublished keys go at once."""
    why = why.strip()
    with transaction.atomic():
        found = _waiting(upload, by)
        if not 3 <= len(why) <= 300:
            raise Invalid(_("Chưa từ chối được."), errors=[FieldError("why", _("Ghi lý do, từ 3 đến 300 ký tự."))])
        if found.state in LIVE:
            raise Conflict(_("Bản này đã được xác nhận: hãy thu hồi thay vì từ chối."))
        turn_away(found, why, by=by, at=at)
    return found


def turn_away(upload: Upload, why: str, *, by: Actor, at: datetime) -> None:
    """The same for who has asked another policy, and holds the row of what waits."""
    facts = {"why": nameless(why, upload)}
    histories.remove(upload.history_name)
    upload.keys.filter(batch=None).delete()
    upload.state, upload.contact, upload.history_name = UploadState.REFUSED, "", ""
    upload.save(update_fields=["state", "contact", "history_name"])
    audit.record("exposure.report.refuse", by=by, on=upload, at=at, data=facts)


def _waiting(upload: Upload, by: Officer) -> Upload:
    """The row, held; NotAllowed for officers of other places, Conflict when nobody waits for it any more."""
    found = Upload.objects.select_for_update(of=("self",)).select_related("place").get(pk=upload.pk)
    must_be_able_to_judge(by, found.place)
    if found.state not in (UploadState.WAITING, *LIVE):
        raise Conflict(_("Bản này không còn chờ xác nhận."))
    return found


def _still_true(listed: list[dict[str, object]]) -> list[dict[str, object]]:
    """The encounters with cases whose report is still in force."""
    named = {str(one["case_subject"]) for one in listed}
    live = Upload.objects.filter(subject__in=named, kind=UploadKind.CASE, state__in=LIVE)
    subjects = {str(subject) for subject in live.values_list("subject", flat=True)}
    return [one for one in listed if str(one["case_subject"]) in subjects]
