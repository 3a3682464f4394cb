"""Messages to phones of 2020 (lệnh đẩy): what may be sent, packed to fit, one row a phone.

Nothing here can take anything from a phone: the kinds by which a server of 2020 fetched a phone's history do not
exist (`CommandKind`), and `fcm.messages` refuses them by name should a row ever say so.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from vungxanh.apps.exposure.models import Command, CommandKind, Delivery, Device
from vungxanh.core.tracing.keylist import PositiveKey, write_key_list
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor

MOST_BYTES = 4_096
MOST_KEYS = 27
_BLOCK = 5_000


class TooLong(ValueError):  # noqa: N818 - the name says what happened
    """The message does not fit into what the push service carries."""


def size_of(data: dict[str, str]) -> int:
    """The bytes of a data map as the push service counts them: names and values."""
    return sum(len(name.encode()) + len(value.encode()) for name, value in data.items())


def send(
    kind: CommandKind,
    data: dict[str, str],
    devices: "QuerySet[Device]",
    *,
    guid: UUID,
    by: Actor,
    at: datetime,
    expires_at: datetime,
) -> Command:
    """Put one message into the outbox of each phone (gửi lệnh); TooLong. A `guid` that was sent already is that one."""
    whole = {"Type": CommandKind(kind).value} | data
    if size_of(whole) > MOST_BYTES:
        raise TooLong(f"{size_of(whole)} bytes, {MOST_BYTES} at most")
    with transaction.atomic():
        command, is_new = Command.objects.get_or_create(
            guid=guid,
            defaults={
                "kind": kind,
                "data": json.dumps(whole, ensure_ascii=False),
                "made_at": at,
                "expires_at": expires_at,
                "made_by": by.actor_key,
            },
        )
        if is_new:
            count = _address(command, devices, at=at)
            audit.record("exposure.command.send", by=by, on=command, at=at, data={"kind": str(kind), "phones": count})
    return command


def _address(command: Command, devices: "QuerySet[Device]", *, at: datetime) -> int:
    count, block = 0, list[Delivery]()
    for pk in devices.order_by("pk").values_list("pk", flat=True).iterator(_BLOCK):
        block.append(Delivery(command=command, device_id=pk, next_at=at))
        if len(block) == _BLOCK:
            count += len(Delivery.objects.bulk_create(block))
            block.clear()
    return count + len(Delivery.objects.bulk_create(block))


@dataclass(frozen=True, slots=True)
class Words:
    """A notice's title and text."""

    title: str
    text: str


def notices(vietnamese: Words, english: Words, *, notice_id: str, at: datetime) -> list[dict[str, str]]:
    """The data of a GuiThongBao, once a language (nội dung thông báo).

    A phone shows the one that says it is in the language of its screens and ignores the other.
    """
    content: dict[str, object] = {
        "NotifyID": notice_id,
        "SmallIcon": "icon_bluezone",  # [K] the app's own picture, from memory
        "LargeIcon": "icon_bluezone",
        "Timestamp": int(at.timestamp() * 1000),
    }
    for ending, words in (("", vietnamese), ("En", english)):
        said = {"Title": words.title, "Text": words.text, "BigText": words.text}
        content |= {name + ending: text for name, text in said.items()}
    return [
        {"Notify": json.dumps(content | {"TypeLanguage": language}, ensure_ascii=False, separators=(",", ":"))}
        for language in ("vi", "en")
    ]


def packed(keys: Sequence[PositiveKey], guids: Iterator[UUID], *, days: int = 14) -> list[tuple[UUID, dict[str, str]]]:
    """Key lists that fit into a message each, as data of KiemTraLichSuTiepXuc: 27 keys at most (gói danh sách khóa)."""
    lists, rest = [], list(keys)
    while rest:
        guid, count = next(guids), MOST_KEYS
        while size_of({"Type": CommandKind.FIND.value} | (data := _key_list(rest[:count], guid, days))) > MOST_BYTES:
            count -= 1
        lists.append((guid, data))
        rest = rest[count:]
    return lists


def _key_list(keys: Sequence[PositiveKey], guid: UUID, days: int) -> dict[str, str]:
    content = {"FindGUID": str(guid), "Numberdays": str(days), "InfoF": write_key_list(list(keys))}
    return {"DataContent": json.dumps(content, separators=(",", ":"))}


def find(
    keys: Sequence[PositiveKey],
    devices: "QuerySet[Device]",
    *,
    guids: Iterator[UUID],
    by: Actor,
    at: datetime,
    expires_at: datetime,
) -> list[Command]:
    """Ask phones of 2020 to look in their own history for these day keys (yêu cầu máy tự kiểm tra)."""
    lists = packed(keys, guids)
    return [
        send(CommandKind.FIND, data, devices, guid=guid, by=by, at=at, expires_at=expires_at) for guid, data in lists
    ]
