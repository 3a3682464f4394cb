"""A case's keys come in with a code and consent (nhận khóa của ca bệnh).

Order: a body that was accepted before gets the same answer; then the try is counted; then the code is claimed and the
keys are kept in one transaction; a right code gives its tries back. Why a code is wrong is not said: unknown, used and
taken back are one. That it has expired is said only to the number it was bound to.

Six digits of the app that are bound to no number can be guessed: what they let in waits, published and compared with
nothing, until a health officer who has the person on the line confirms it (`actions.contacts`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Func, TextField
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.apps.exposure import histories, keyed, subjects
from vungxanh.apps.exposure.actions import alarm, attempts, quotas, typed
from vungxanh.apps.exposure.actions.day_keys import begin_of, in_window, keep_keys
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.codetext import kind_of
from vungxanh.apps.exposure.histories import Kept, Receiving
from vungxanh.apps.exposure.models import Aside, AsideWhy, Code, CodeKind, Device, Upload, UploadKind, UploadState, Way
from vungxanh.apps.exposure.turns import turn
from vungxanh.core.exposure.uploads import Reported
from vungxanh.core.records.retention import limits
from vungxanh.kit import audit, clock
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import Invalid, NotAllowed, Problem

SKEW = timedelta(minutes=15)
_AT_EASE = Func(template="set_config('synchronous_commit', 'off', true)", output_field=TextField())


class CodeWrong(NotAllowed):
    """No code that can be used: unknown, used, taken back or over (mã không dùng được)."""

    def __init__(self) -> None:
        super().__init__(_("Mã không dùng được. Hỏi cán bộ y tế đã cấp mã."))


class CodeExpired(CodeWrong):
    """The code was right and its time is over; only a code bound to a number is told apart (mã hết hạn)."""


class TryLater(Problem):
    """Too many wrong tries from here, right code or not (thử lại sau)."""

    slug, status, title = "try-later", 429, gettext_lazy("Thử lại sau")

    def __init__(self) -> None:
        super().__init__(_("Có quá nhiều lần thử sai. Thử lại sau một giờ."))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who hands in: the door, the address, the phone if it registered or what it calls itself, and its numbers."""

    way: Way
    address: str
    by: Actor
    device: Device | None = None
    device_name: str = ""
    phones: frozenset[str] = frozenset()

    @property
    def proved(self) -> frozenset[str]:
        """Those of the numbers that the phone has proved."""
        device = self.device
        return frozenset({device.phone_digest}) if device is not None and device.phone_proved_at else frozenset()


@dataclass(frozen=True, slots=True)
class _Handed:
    """What is handed in, as `accept_case` says."""

    keys: Sequence[Reported]
    consent: Mapping[str, object]
    body_digest: str
    history: Receiving | None


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
    device_name: str = "",
    phones: frozenset[str] = frozenset(),
    history: Receiving | None = None,
) -> Upload:
    """Keep the keys of the infectious window for the code's person (nhận khai báo); the same body again is the same.

    `consent` says which words were shown and what leaves; `phones` are keyed digests of the numbers that this phone has
    proved or names; of `history` the rows of the window are kept. `kind` limits what codes are looked at. Raises
    CodeWrong, CodeExpired, TryLater, and Invalid when no key lies in the window or one stands for two days; whatever it
    raises, nothing of the history stays. Keys that are somebody else's are left out, and nobody but officers hears it.
    """
    sender = Sender(way, address, by, device, device_name, phones)
    handed = _Handed(keys, consent, body_digest, history)
    seen = typed.seen(typed.digests_of(code_text, phones))
    again = typed.handed_in(seen, body_digest, at=at)
    if again is not None:
        return again
    ticket = _ticket(code_text, sender, at=at)
    try:
        digests = _open_digests(code_text, ticket)
        if kind is not None and kind_of(code_text) != kind:
            digests = []
        upload = _claimed(digests, seen, handed, sender, at=at)
    except CodeWrong:
        _after_wrong(ticket, at=at)
        raise
    except Exception:
        _unjudged(ticket, at=at)
        raise
    attempts.give_back(ticket, durably=True)  # and with it the upload: see `_took`
    return upload


def _ticket(code_text: str, sender: Sender, *, at: datetime) -> attempts.Ticket:
    return attempts.take(
        kind_of(code_text),
        address=sender.address,
        device=sender.device.token_digest if sender.device else sender.device_name,
        text=keyed.plain_code(code_text),
        said=sender.phones - sender.proved,
        proved=sender.phones & sender.proved,
        at=at,
    )


def _open_digests(code_text: str, ticket: attempts.Ticket) -> list[str]:
    """What may be looked up; raises TryLater when nothing may."""
    found = typed.digests_of(code_text, ticket.numbers, with_open=ticket.allowed)
    if not found:
        raise TryLater
    return found


def _after_wrong(ticket: attempts.Ticket, *, at: datetime) -> None:
    if ticket.repeated:
        attempts.give_back(ticket)
    else:
        alarm.after_wrong(ticket, at=at)


def _unjudged(ticket: attempts.Ticket, *, at: datetime) -> None:
    """Whether the code was right nobody knows, or it was: the phone tries again, and this try does not count.

    Else those who come late in a crowd behind one address would shut it for all by trying again.
    """
    alarm.after_wrong(ticket, at=at)
    attempts.give_back(ticket)


def weigh_chaff(
    code_text: str, *, keys: Sequence[Reported], body_digest: str, address: str, device_name: str = "", at: datetime
) -> None:
    """Do for chaff all that is done for a report, and take it back before it is seen (bản gửi giả); TryLater as there.

    So it costs what the real thing costs, up to so many an hour of an address: nobody is to keep the server busy so.
    """
    digests = typed.digests_of(code_text, ())
    typed.seen(digests)
    sender = Sender(Way.CHANNEL, address, Phone(), device_name=device_name)
    ticket = _ticket(code_text, sender, at=at)
    if not ticket.allowed:
        _unjudged(ticket, at=at)
        raise TryLater
    if attempts.is_worth_weighing(address, at=at):
        first = datetime.fromtimestamp(keys[0].key.start_s, UTC)
        nobodys = Code(pk=uuid4(), unit_id=0, subject=uuid4(), since_on=clock.day_of(first), issued_at=at)
        with turn():
            _claim(digests, nobodys, _Handed(keys, {}, body_digest, None), sender, Kept(), at=at, rehearsed=True)
    attempts.give_back(ticket, durably=True)


def _claimed(digests: Sequence[str], seen: Code | None, handed: _Handed, sender: Sender, *, at: datetime) -> Upload:
    """The history is written before the transaction begins: nobody waits for its disk. `seen` is the code as it was."""
    kept = Kept()
    seen = seen if typed.is_live(seen, at=at) and seen.digest in digests else None
    try:
        if handed.history is not None and handed.history.size and seen is not None:
            kept = handed.history.keep(begin_of(seen.since_on), at + SKEW)
        with turn():
            upload = _claim(digests, seen, handed, sender, kept, at=at)
    except BaseException:
        histories.remove(kept.name)
        raise
    kept.settle()  # a row names the file by now: it stays whatever the disk says
    if upload.history_name != kept.name:  # the twin of this body came in between
        histories.remove(kept.name)
    return upload


def _usable(code: Code | None, *, at: datetime) -> Code:
    """The code; raises CodeWrong or CodeExpired when it cannot be used."""
    if code is None or code.claimed_at or code.withdrawn_at:
        raise CodeWrong
    if code.expires_at <= at:
        raise CodeExpired if code.bound_phone_digest else CodeWrong
    return code


def _claim(
    digests: Sequence[str],
    seen: Code | None,
    handed: _Handed,
    sender: Sender,
    kept: Kept,
    *,
    at: datetime,
    rehearsed: bool = False,
) -> Upload:
    """What is `rehearsed`, with a code that stands in no table, is written and taken back."""
    with transaction.atomic():
        code = seen if seen is not None and (_took(seen, at=at) or rehearsed) else None
        if code is None:
            found = typed.held(digests)
            again = typed.handed_in(found, handed.body_digest, at=at)
            if again is not None:  # the twin of this body came in between
                return again
            code = _usable(found, at=at)
            Code.objects.filter(pk=code.pk).update(claimed_at=at)
        if subjects.is_ruled_out(code.subject):
            raise CodeWrong
        window = in_window(handed.keys, code.since_on)
        if not window:
            raise Invalid(_("Không có khóa nào trong những ngày cần khai báo."))
        upload = _kept(code, handed, sender, kept, at=at)
        taken = keep_keys(upload, window)
        quotas.claimed(code.unit_id, code.issued_at)
        facts = {"keys": len(window), **asdict(taken), "way": sender.way.value, "rows": kept.rows}
        audit.record("exposure.upload.accept", by=sender.by, on=upload, at=at, data=facts)
        if taken.others:
            Aside.objects.create(upload=upload, why=AsideWhy.OTHERS, keys=taken.others, at=at)
            alarm.of_others_keys(upload, taken.others, at=at)
        if upload.state == UploadState.WAITING:
            alarm.of_waiting_case(upload, at=at)
        if rehearsed:
            transaction.set_rollback(True)
    return upload


def _took(code: Code, *, at: datetime) -> bool:
    """Claim a code that was live a moment ago, in one statement; False when it is so no more."""
    rows = Code.objects.filter(pk=code.pk, claimed_at=None, withdrawn_at=None, expires_at__gt=at)
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        # The head of the audit chain is locked until this ends: nobody is to wait there for another's disk. What
        # gives the tries back waits for it, before the phone is answered. It stands in the condition to save a way.
        rows = rows.filter(Exact(_AT_EASE, "off"))
    return rows.update(claimed_at=at) == 1


def _kept(code: Code, handed: _Handed, sender: Sender, kept: Kept, *, at: datetime) -> Upload:
    waits = code.kind == CodeKind.APP and not code.bound_phone_digest
    return Upload.objects.create(
        kind=UploadKind.CASE,
        state=UploadState.WAITING if waits else UploadState.ACCEPTED,
        way=sender.way,
        code=code,
        device=sender.device,
        subject=code.subject,
        place_id=code.place_id,
        body_digest=handed.body_digest,
        consent=dict(handed.consent),
        history_name=kept.name,
        history_rows=kept.rows,
        unusable_rows=kept.unusable,
        left_out_rows=kept.left_out,
        received_at=at,
        expires_on=held_until(at) if waits else expiry_of(at),
    )


def held_until(at: datetime) -> date:
    """The day from which what is held since now, and nobody has agreed to, is deleted."""
    return clock.day_of(at) + limits(settings.KEEP_DAYS)["uploads_held"]


def expiry_of(at: datetime) -> date:
    """The day from which what is handed in now is deleted."""
    return clock.day_of(at) + limits(settings.KEEP_DAYS)["uploads"] + timedelta(days=1)
