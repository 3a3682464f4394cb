"""What the app of 2020 sends by itself is not taken: its owner is asked first (tạm giữ, chờ chủ máy đồng ý).

A phone whose own check said yes uploads its base key and its whole history without telling anybody. The app is answered
as it expects; of what it sent nothing is kept but that this phone answered this command. The owner gets a notice that
says so and how to hand in with a code, or to report themselves on the app's declaration screen: either is consent.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.crypto import constant_time_compare

from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.actions import alarm, attempts, commands, contacts
from vungxanh.apps.exposure.actions.alarm import Flood
from vungxanh.apps.exposure.actions.attempts import Limit
from vungxanh.apps.exposure.actions.commands import Words
from vungxanh.apps.exposure.actions.uploads import TryLater, expiry_of, held_until
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.events import ContactReported
from vungxanh.apps.exposure.models import Command, CommandKind, Device, Upload, UploadKind, UploadState, Way
from vungxanh.apps.exposure.queries import addresses
from vungxanh.kit import audit, clock, events
from vungxanh.kit.sealing.digests import keyed as digest

ASKED_FOR = timedelta(days=14)
MOST = {"held": 60, "held-all": 3_000}  # new answers an hour: each puts two messages into the outbox
_ASKED_VI = Words(
    "Bluezone cần sự đồng ý của anh/chị",
    "Máy của anh/chị có thể đã ở gần một ca bệnh. Lịch sử tiếp xúc KHÔNG được lưu khi chưa có sự đồng ý của anh/chị. "
    "Hãy gọi trạm y tế xã, phường để được hướng dẫn; khi có mã của cán bộ y tế, nhập tại mục «Nhập mã».",
)
_ASKED_EN = Words(
    "Bluezone needs your consent",
    "Your phone may have been near a case. Your contact history has NOT been kept, for you have not agreed yet. Please "
    "call the health station of your commune; when a health officer has given you a code, type it under “Enter code”.",
)


class Asked(Enum):
    """What a FindGUID names."""

    KNOWN = auto()
    EXPIRED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Details:
    """What a contact says of themselves on the declaration screen."""

    full_name: str
    phone: str
    address: str


def guid_of(find_guid: str) -> UUID | None:
    """The command's number, however its sign groups are written; None for what can be none."""
    try:
        return UUID(find_guid)
    except ValueError:
        return None


def judged(find_guid: str, *, at: datetime) -> Asked:
    """Whether a phone answers a command of ours that is still open."""
    command = _command(find_guid)
    if command is None:
        return Asked.UNKNOWN
    return Asked.KNOWN if at < command.expires_at else Asked.EXPIRED


def _command(find_guid: str) -> Command | None:
    guid = guid_of(find_guid)
    return Command.objects.filter(guid=guid, kind=CommandKind.FIND).first() if guid else None


def hold(device: Device, find_guid: str, *, subject: UUID, address: str, at: datetime) -> str:
    """Note that this phone answered this command, and ask its owner once (tạm giữ); returns the declaration's token.

    `subject` is a fresh number. The file and its twin without one, and every retry, are the same answer. TryLater when
    this address or everybody together answers too often.
    """
    body = _body(device, find_guid)
    known = Upload.objects.filter(body_digest=body).first()
    if known is not None:
        return token_of(known)
    _spend(address, at=at)
    with transaction.atomic():
        upload, is_new = Upload.objects.get_or_create(
            body_digest=body,
            defaults={
                "kind": UploadKind.CONTACT,
                "way": Way.APP,
                "state": UploadState.HELD,
                "device": device,
                "subject": subject,
                "received_at": at,
                "expires_on": held_until(at),
            },
        )
        if is_new:
            _ask(upload, device, at=at)
            audit.record("exposure.upload.hold", by=Phone(device.pk), on=upload, at=at)
    return token_of(upload)


def _spend(address: str, *, at: datetime) -> None:
    own = Limit("held", MOST["held"], keyed.of_address(address))
    over = attempts.take_part(own, Limit("held-all", MOST["held-all"]), at=at)
    if over is not None:
        if over.scope == "held-all" and over.is_first:
            alarm.too_many(Flood.HELD, at=at)
        raise TryLater


def _ask(upload: Upload, device: Device, *, at: datetime) -> None:
    told = commands.notices(_ASKED_VI, _ASKED_EN, notice_id=f"consent-{upload.pk}", at=at)
    for number, data in enumerate(told):
        commands.send(
            CommandKind.NOTICE,
            data,
            Device.objects.filter(pk=device.pk),
            guid=uuid5(upload.pk, str(number)),
            by=Phone(device.pk),
            at=at,
            expires_at=at + ASKED_FOR,
        )


def _body(device: Device, find_guid: str) -> str:
    return digest(f"{device.token_digest}:{guid_of(find_guid)}", purpose="exposure.held.body")


def token_of(upload: Upload) -> str:
    """What the declaration screen must send back; it is worked out, not kept."""
    return digest(str(upload.pk), purpose="exposure.held.token")[:32]


def held(device: Device, find_guid: str, token: str) -> Upload | None:
    """The answer this phone gave, when the token is its own."""
    upload = Upload.objects.filter(body_digest=_body(device, find_guid)).first()
    return upload if upload and constant_time_compare(token_of(upload), token) else None


def report(upload: Upload, details: Details, *, address: str, at: datetime) -> None:
    """The owner reports themselves on the declaration screen (tự khai là người tiếp xúc); a repeat changes nothing.

    Whom they were near is not known: neither keys nor history came with it. A phone that has proved the number it names
    is believed that it is theirs; every other report waits for a health officer. TryLater when there are too many.
    """
    if upload.state != UploadState.HELD:
        return
    device = upload.device
    contacts.spend(address=address, device=device.token_digest if device else "", at=at)
    commune = addresses.commune_of(details.address, on=clock.day_of(at))
    said = {
        "full_name": details.full_name,
        "phone": details.phone,
        "address": details.address,
        "commune_code": commune.code if commune else "",
        "encounters": [],
    }
    with transaction.atomic():
        found = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if found.state != UploadState.HELD:
            return
        is_proved = device is not None and _has_proved(device, details.phone)
        found.state = UploadState.ACCEPTED if is_proved else UploadState.WAITING
        found.contact, found.place = json.dumps(said, ensure_ascii=False), commune
        found.consent, found.expires_on = {"words": "app-2020", "leaves": ["contact"]}, expiry_of(at)
        found.save(update_fields=["state", "contact", "place", "consent", "expires_on"])
        facts = {"state": found.state}
        audit.record("exposure.upload.report", by=Phone(found.device_id or 0), on=found, at=at, data=facts)
        if is_proved:
            events.announce(ContactReported(str(found.pk), str(found.subject)))
        else:
            alarm.of_report(found, at=at)


def _has_proved(device: Device, phone: str) -> bool:
    return device.phone_proved_at is not None and device.phone_digest == keyed.of_phone(phone)
