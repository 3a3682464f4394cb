"""A case's keys come in with a code and consent (nhận khóa của ca bệnh).

Order: a body that was accepted before gets the same answer; then the try is counted; then the code is claimed and the
keys are kept in one transaction; a right code gives its tries back. Why a code is wrong is not said: unknown, used and
taken back are one. That it has expired is said only to the proved number it was bound to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.apps.exposure import histories, keyed
from vungxanh.apps.exposure.actions import alarm, attempts, quotas
from vungxanh.apps.exposure.actions.codes import digest_of
from vungxanh.apps.exposure.codetext import kind_of
from vungxanh.apps.exposure.events import KeysHandedIn
from vungxanh.apps.exposure.models import (
    Code,
    CodeKind,
    DayKey,
    Device,
    Upload,
    UploadKind,
    Way,
)
from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey
from vungxanh.core.exposure.uploads import Reported
from vungxanh.core.records.retention import limits
from vungxanh.kit import audit, clock, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import Invalid, NotAllowed, Problem


class CodeWrong(NotAllowed):
    """No code that can be used: unknown, used, taken back or over (mã không dùng được)."""

    def __init__(self) -> None:
        super().__init__(_("Mã không dùng được. Hỏi cán bộ y tế đã cấp mã."))


class CodeExpired(CodeWrong):
    """The code was right and its time is over; only a code bound to a proved number is told apart (mã hết hạn)."""


class TryLater(Problem):
    """Too many wrong tries from here, right code or not (thử lại sau)."""

    slug, status, title = "try-later", 429, gettext_lazy("Thử lại sau")

    def __init__(self) -> None:
        super().__init__(_("Có quá nhiều lần thử sai. Thử lại sau một giờ."))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who hands in: the door, the address, the phone if it registered, and the proved numbers it may claim codes of."""

    way: Way
    address: str
    by: Actor
    device: Device | None = None
    phones: frozenset[str] = frozenset()


def accept_case(
    code_text: str,
    *,
    keys: Sequence[Reported],
    consent: Mapping[str, object],
    body_digest: str,
    way: Way,
    by: Actor,
    at: datetime,
    address: str,
    kind: CodeKind | None = None,
    device: Device | None = None,
    phones: frozenset[str] = frozenset(),
    history: tuple[str, int, int] = ("", 0, 0),
) -> Upload:
    """Keep the keys of the infectious window for the code's person (nhận khai báo); the same body again is the same.

    `consent` says which words were shown and what leaves; `phones` are keyed digests of numbers proved by this phone;
    `history` is a name of `histories` with its rows and unusable rows. `kind` limits what codes are looked at. Raises
    CodeWrong, CodeExpired, TryLater, and Invalid when no key lies in the window; whatever it raises, the history goes.
    """
    try:
        sender = Sender(way, address, by, device, phones)
        return _accepted(code_text, keys, consent, body_digest, sender, kind, history, at=at)
    except Problem:
        histories.remove(history[0])
        raise


def _accepted(
    code_text: str,
    keys: Sequence[Reported],
    consent: Mapping[str, object],
    body_digest: str,
    sender: Sender,
    kind: CodeKind | None,
    history: tuple[str, int, int],
    *,
    at: datetime,
) -> Upload:
    digests, plain = digests_of(code_text, sender.phones), kind_of(code_text)
    again = Upload.objects.filter(body_digest=body_digest, code__digest__in=digests).first()
    if again is not None:
        return again
    device = sender.device.token_digest if sender.device else ""
    number = min(sender.phones, default="")
    ticket = attempts.take(plain, address=sender.address, device=device, number=number, at=at)
    if not ticket.allowed:
        raise TryLater
    if kind is not None and plain != kind:
        digests = []
    try:
        upload = _claim(digests, keys, consent, body_digest, sender, history, at=at)
    except CodeWrong:
        alarm.after_wrong(ticket, at=at)
        raise
    except Invalid:
        attempts.give_back(ticket)
        raise
    attempts.give_back(ticket)
    return upload


def weigh_chaff(code_text: str, *, body_digest: str, address: str, at: datetime) -> None:
    """Do for chaff what is done for a report before it is kept, and keep nothing (bản gửi giả); TryLater as there."""
    digests = digests_of(code_text, frozenset())
    Upload.objects.filter(body_digest=body_digest, code__digest__in=digests).first()
    ticket = attempts.take(kind_of(code_text), address=address, at=at)
    if not ticket.allowed:
        raise TryLater
    with transaction.atomic():
        look_up(digests)
    attempts.give_back(ticket)


def digests_of(code_text: str, phones: frozenset[str]) -> list[str]:
    """Under which digests a typed code may be kept: six digits with each of the numbers, others as they are."""
    plain = keyed.plain_code(code_text)
    if kind_of(plain) == CodeKind.APP:
        return [digest_of(plain, phone) for phone in sorted(phones)] or [digest_of(plain)]
    return [digest_of(plain)]


def look_up(digests: Sequence[str]) -> Code | None:
    """The code of one of these digests, held until the transaction ends."""
    return Code.objects.select_for_update(of=("self",)).filter(digest__in=digests).first()


def _claim(
    digests: Sequence[str],
    keys: Sequence[Reported],
    consent: Mapping[str, object],
    body_digest: str,
    sender: Sender,
    history: tuple[str, int, int],
    *,
    at: datetime,
) -> Upload:
    with transaction.atomic():
        code = look_up(digests)
        again = Upload.objects.filter(body_digest=body_digest, code=code).first() if code else None
        if again is not None:  # the twin of this body came in between
            return again
        if code is None or code.claimed_at or code.withdrawn_at:
            raise CodeWrong
        if code.expires_at <= at:
            raise CodeExpired if code.kind == CodeKind.APP else CodeWrong
        window = in_window(keys, code.since_on)
        if not window:
            raise Invalid(_("Không có khóa nào trong những ngày cần khai báo."))
        code.claimed_at = at
        code.save(update_fields=["claimed_at"])
        quotas.claimed(code.unit_id, code.issued_at)
        upload = _kept(code, consent, body_digest, sender, history, at=at)
        _keep_keys(upload, window)
        facts = {"keys": len(window), "way": sender.way.value, "rows": history[1]}
        audit.record("exposure.upload.accept", by=sender.by, on=upload, at=at, data=facts)
        events.announce(KeysHandedIn(str(upload.pk), str(upload.subject)))
    return upload


def _kept(
    code: Code,
    consent: Mapping[str, object],
    body_digest: str,
    sender: Sender,
    history: tuple[str, int, int],
    *,
    at: datetime,
) -> Upload:
    name, rows, unusable = history
    return Upload.objects.create(
        kind=UploadKind.CASE,
        way=sender.way,
        code=code,
        device=sender.device,
        subject=code.subject,
        body_digest=body_digest,
        consent=dict(consent),
        history_name=name,
        history_rows=rows,
        unusable_rows=unusable,
        received_at=at,
        expires_on=expiry_of(at),
    )


def _keep_keys(upload: Upload, keys: Sequence[Reported]) -> None:
    """A key that was handed in before stays with the upload it came with."""
    digests = {keyed.of_day_key(one.key.key, one.key.start_s): one for one in keys}
    known = set(DayKey.objects.filter(key_digest__in=digests).values_list("key_digest", flat=True))
    DayKey.objects.bulk_create(
        DayKey(
            upload=upload,
            key=one.key.key.hex(),
            day_key=one.day_key.hex() if one.day_key else "",
            key_digest=digest,
            starts_at=datetime.fromtimestamp(one.key.start_s, UTC),
            ends_at=datetime.fromtimestamp(one.key.end_s, UTC),
        )
        for digest, one in digests.items()
        if digest not in known
    )


def in_window(keys: Sequence[Reported], since_on: date) -> list[Reported]:
    """The keys from the first infectious day on, local time; the day it begins in is cut at that hour.

    A slot key gives all later ones of its day, so what lies before can be left out without asking the phone.
    """
    since_s = int(datetime.combine(since_on, time(), clock.VIETNAM).timestamp())
    found = []
    for one in keys:
        if one.key.end_s < since_s:
            continue
        cut = max(0, -(-(since_s - one.key.start_s) // SLOT_S))
        found.append(Reported(_later(one.key, cut), None if cut else one.day_key))
    return [one for one in found if one.key.start_s <= one.key.end_s]


def _later(key: SlotKey, slots: int) -> SlotKey:
    current = key.key
    for _slot in range(slots):
        current = sha256(current).digest()
    return SlotKey(current, key.start_s + slots * SLOT_S, key.end_s)


def expiry_of(at: datetime) -> date:
    """The day from which what is handed in now is deleted."""
    return clock.day_of(at) + limits(settings.KEEP_DAYS)["uploads"] + timedelta(days=1)
