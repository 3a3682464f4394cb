"""A case hands in with the app of 2020 and a health officer's code (khai báo bằng ứng dụng cũ).

Typing the code on the app's screen, which says what is sent, is the consent. The app sends the keys alone and beside
them keys and history, in any order, each up to twice: all of them are one upload.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vungxanh.apps.exposure import histories, keyed
from vungxanh.apps.exposure.actions import uploads
from vungxanh.apps.exposure.actions.day_keys import begin_of
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.histories import Kept, Receiving
from vungxanh.apps.exposure.models import LIVE, CodeKind, Device, Upload, UploadState, Way
from vungxanh.core.exposure.uploads import Reported
from vungxanh.kit import audit
from vungxanh.kit.sealing.digests import keyed as digest

CONSENT = {"words": "app-2020", "leaves": ["day keys of the infectious window", "history of the infectious window"]}


@dataclass(frozen=True, slots=True)
class Handed:
    """What came in: the code, the keys, the history if there was one, and the number that the phone names."""

    code: str
    keys: Sequence[Reported]
    history: Receiving | None = None
    number: str = ""


def declare(device: Device, handed: Handed, *, address: str, at: datetime) -> Upload:
    """Keep keys and history for the code's person; raises what `uploads.accept_case` raises."""
    upload = uploads.accept_case(
        handed.code,
        keys=handed.keys,
        consent=CONSENT,
        body_digest=_body(device, handed.code),
        way=Way.APP,
        by=Phone(device.pk),
        at=at,
        address=address,
        kind=CodeKind.APP,
        device=device,
        phones=frozenset({device.phone_digest, keyed.of_phone(handed.number) if handed.number else ""} - {""}),
        history=handed.history,
    )
    if handed.history is not None and handed.history.size and not upload.history_name and upload.code is not None:
        kept = handed.history.keep(begin_of(upload.code.since_on), upload.received_at + uploads.SKEW)
        kept.settle()
        if kept.name and not _attach(upload, kept, at=at):
            histories.remove(kept.name)
    return upload


def _body(device: Device, code: str) -> str:
    return digest(f"{device.token_digest}:{keyed.plain_code(code)}", purpose="exposure.declare.body")


def _attach(upload: Upload, kept: Kept, *, at: datetime) -> bool:
    """Give the upload its history, once; it is compared again, should that have been done without one.

    What waits for a health officer goes on waiting.
    """
    with transaction.atomic():
        found = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if found.history_name or found.state not in (*LIVE, UploadState.WAITING):
            return False
        found.history_name, found.history_rows = kept.name, kept.rows
        found.unusable_rows, found.left_out_rows = kept.unusable, kept.left_out
        found.state = UploadState.ACCEPTED if found.state == UploadState.CHECKED else found.state
        found.checked_at = None
        found.save(
            update_fields=["history_name", "history_rows", "unusable_rows", "left_out_rows", "state", "checked_at"]
        )
        facts = {"rows": kept.rows}
        audit.record("exposure.upload.history", by=Phone(found.device_id or 0), on=found, at=at, data=facts)
    return True
