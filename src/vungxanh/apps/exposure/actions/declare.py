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
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.models import CodeKind, Device, Upload, UploadState, Way
from vungxanh.core.exposure.uploads import Reported
from vungxanh.kit import audit
from vungxanh.kit.sealing.digests import keyed as digest

CONSENT = {"screen": "app-2020", "leaves": ["day keys of the infectious window", "history of 14 days"]}


@dataclass(frozen=True, slots=True)
class Handed:
    """What came in: the code, the keys, the number the phone says is its own, and the history's name and rows."""

    code: str
    keys: Sequence[Reported]
    phone: str = ""
    history: tuple[str, int] = ("", 0)


def declare(device: Device, handed: Handed, *, address: str, at: datetime) -> Upload:
    """Keep keys and history for the code's person; raises what `uploads.accept_case` raises.

    A history that is not kept is gone when this returns, whatever comes of the call.
    """
    name, rows = handed.history
    try:
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
            phones=_numbers(device, handed.phone),
            history=(name, rows, 0),
        )
        if not name or upload.history_name == name or _attach(upload, name, rows, at=at):
            name = ""
        return upload
    finally:
        histories.remove(name)


def _body(device: Device, code: str) -> str:
    return digest(f"{device.token_digest}:{keyed.plain_code(code)}", purpose="exposure.declare.body")


def _numbers(device: Device, said: str) -> frozenset[str]:
    """The numbers whose codes this phone may use: the one it proved, or else the one it says.

    A number that was only said is no proof, but the code itself was read out to that number.
    """
    if device.phone_proved_at is not None:
        return frozenset({device.phone_digest})
    return frozenset({keyed.of_phone(said)} - {""})


def _attach(upload: Upload, name: str, rows: int, *, at: datetime) -> bool:
    """Give the upload its history, once; it is compared again, should that have been done without one."""
    with transaction.atomic():
        found = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if found.history_name or found.state not in (UploadState.ACCEPTED, UploadState.CHECKED):
            return False
        found.history_name, found.history_rows = name, rows
        found.state, found.checked_at = UploadState.ACCEPTED, None
        found.save(update_fields=["history_name", "history_rows", "state", "checked_at"])
        audit.record("exposure.upload.history", by=Phone(found.device_id or 0), on=found, at=at, data={"rows": rows})
    return True
