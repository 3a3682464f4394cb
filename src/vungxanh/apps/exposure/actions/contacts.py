"""Somebody whose phone heard a published key tells so, with consent (người tiếp xúc tự báo)."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vungxanh.apps.exposure import histories, keyed
from vungxanh.apps.exposure.actions import attempts
from vungxanh.apps.exposure.actions.uploads import TryLater, expiry_of
from vungxanh.apps.exposure.contact_report import ContactReport, Met
from vungxanh.apps.exposure.events import ContactReported
from vungxanh.apps.exposure.models import DayKey, Upload, UploadKind, UploadState, Way
from vungxanh.core.tracing.encounters import encounters
from vungxanh.core.tracing.tracefile import write_row
from vungxanh.kit import audit, events
from vungxanh.kit.actors import Actor

MOST_REPORTS, SCOPE = 20, "report"
LIVE = (UploadState.ACCEPTED, UploadState.CHECKED)


def accept_contact(report: ContactReport, *, body_digest: str, by: Actor, at: datetime, address: str) -> Upload | None:
    """Keep a contact's own report (nhận tự báo); None, and nothing kept, when no published key of a case was heard.

    The same body again is the same report. `TryLater` when one address reports too often.
    """
    again = Upload.objects.filter(body_digest=body_digest, kind=UploadKind.CONTACT).first()
    if again is not None:
        return again
    if not attempts.take_part(SCOPE, keyed.of_address(address), MOST_REPORTS, at=at):
        raise TryLater
    heard = heard_of(report.met)
    if not heard or report.chaff:
        return None
    with histories.receiving() as history:
        for _key, met in heard:
            for row in met.rows:
                history.write(write_row(row))
        name = history.keep()
    try:
        return _kept(report, heard, name, body_digest, by=by, at=at)
    except BaseException:
        histories.remove(name)
        raise


def heard_of(met: Sequence[Met]) -> list[tuple[DayKey, Met]]:
    """What of it stands: published keys of cases, not taken back, whose identifiers the rows really hold."""
    by_digest = {keyed.of_day_key(one.key, one.start_s): one for one in met}
    rows = DayKey.objects.filter(
        key_digest__in=by_digest, batch__isnull=False, batch__withdrawn_at=None, upload__state__in=LIVE
    ).select_related("upload")
    return [(row, by_digest[row.key_digest]) for row in rows if by_digest[row.key_digest].holds()]


def _kept(
    report: ContactReport, heard: list[tuple[DayKey, Met]], name: str, body_digest: str, *, by: Actor, at: datetime
) -> Upload:
    rows = sum(len(met.rows) for _key, met in heard)
    with transaction.atomic():
        upload, made = Upload.objects.get_or_create(
            body_digest=body_digest,
            defaults={
                "kind": UploadKind.CONTACT,
                "way": Way.CHANNEL,
                "subject": _subject(report, body_digest),
                "consent": {"words": report.words, "leaves": ["person", "rows"]},
                "contact": json.dumps(_contact(report, heard), ensure_ascii=False),
                "history_name": name,
                "history_rows": rows,
                "received_at": at,
                "expires_on": expiry_of(at),
            },
        )
        if not made:  # the same body came twice at once
            histories.remove(name)
            return upload
        audit.record("exposure.report.accept", by=by, on=upload, at=at, data={"rows": rows})
        events.announce(ContactReported(str(upload.pk), str(upload.subject)))
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
