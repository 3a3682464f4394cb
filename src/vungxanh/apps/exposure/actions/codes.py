"""Codes: issued by a health officer, shown once, taken back, and told apart from wrong ones (mã khai báo)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.exposure import keyed, subjects, texting
from vungxanh.apps.exposure.actions import attempts, quotas
from vungxanh.apps.exposure.codetext import LIFE, candidates, groups
from vungxanh.apps.exposure.models import Code, CodeKind, ReportType
from vungxanh.apps.exposure.policies import must_be_able_to_issue, must_be_able_to_take_back, must_concern
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit import audit, clock
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import Conflict, FieldError, Invalid

MOST_DAYS_BACK = 21


def issue(
    kind: CodeKind,
    subject: UUID,
    since_on: date,
    report_type: ReportType = ReportType.TEST,
    onset_on: date | None = None,
    tested_on: date | None = None,
    phone: str = "",
    *,
    by: Officer,
    at: datetime,
    entropy: bytes,
    place: Unit | None = None,
) -> tuple[Code, str]:
    """A single-use code for one person (cấp mã); the text is returned this once and kept nowhere.

    `since_on` is the first day whose keys are taken; `phone` binds an APP code to phones that name this number, whose
    wrong tries are forgotten. Without it what comes in waits for a health officer who speaks to the person. `place` is
    where the person is, the officer's own place when it is not said; a person who had a code in another place than the
    officer's is none of theirs: NotAllowed; who was ruled out gets none: Conflict. `entropy` is 16 fresh random bytes
    or more.
    """
    must_be_able_to_issue(by)
    place = place or place_of(by.unit)
    must_concern(by, place)
    must_be_sound(since_on, onset_on, tested_on, phone, at=at)
    with transaction.atomic():
        earlier = _earlier(subject, by)
        quotas.spend(by.unit, at=at)
        bound = keyed.of_phone(phone) if kind == CodeKind.APP and keyed.national(phone) else ""
        digest, text = _free(kind, bound, entropy)
        code = Code.objects.create(
            kind=kind,
            digest=digest,
            bound_phone_digest=bound,
            unit=by.unit,
            place=place,
            issued_by=by.user,
            issued_at=at,
            expires_at=at + LIFE[kind],
            subject=subject,
            report_type=report_type,
            onset_on=onset_on,
            tested_on=tested_on,
            since_on=since_on,
        )
        attempts.begin_anew({bound, *(before.bound_phone_digest for before in earlier)} - {""}, at=at)
        audit.record("exposure.code.issue", by=by, on=code, at=at, data={"kind": kind.value})
    return code, text


def _earlier(subject: UUID, by: Officer) -> list[Code]:
    """The codes that the person had; NotAllowed as `issue` says, Conflict when they are a case no more."""
    found = list(Code.objects.filter(subject=subject).select_related("place"))
    for code in found:
        must_concern(by, code.place)
    if subjects.is_ruled_out(subject):
        raise Conflict(_("Người này đã được loại trừ: sửa lại phân loại ca bệnh rồi mới cấp mã."))
    return found


def must_be_sound(since_on: date, onset_on: date | None, tested_on: date | None, phone: str, *, at: datetime) -> None:
    """Invalid names each day, and the number, that cannot be right; asked before a code is issued and by `issue`."""
    today, wrong = clock.day_of(at), []
    if not today - timedelta(days=MOST_DAYS_BACK) <= since_on <= today:
        wrong.append(FieldError("since_on", _("Chọn ngày trong %(days)d ngày gần đây.") % {"days": MOST_DAYS_BACK}))
    late = _("Ngày này ở tương lai. Ghi hôm nay hoặc một ngày trước đó.")
    wrong += [
        FieldError(name, late)
        for name, day in (("onset_on", onset_on), ("tested_on", tested_on))
        if day is not None and day > today
    ]
    if phone.strip() and not 9 <= len(keyed.national(phone)) <= 15:
        wrong.append(FieldError("phone", _("Số điện thoại không đúng. Gõ đủ các chữ số, ví dụ 0905 123 456.")))
    if wrong:
        raise Invalid(_("Chưa cấp được mã."), errors=wrong)


def _free(kind: CodeKind, bound: str, entropy: bytes) -> tuple[str, str]:
    """The first candidate that is nobody's; the number that six digits are bound to is part of the digest."""
    for text in candidates(kind, entropy):
        digest = digest_of(text, bound)
        if not Code.objects.filter(digest=digest).exists():
            return digest, text
    raise Conflict(_("Chưa tạo được mã. Thử lại."))


def digest_of(text: str, bound: str = "") -> str:
    """What is kept of a code; `bound` is the digest of the number that a six-digit one works for."""
    return keyed.of_code(text + bound)


def send_by_text(code: Code, text: str, phone: str, *, link: str = "") -> bool:
    """Try to send the code to a number (gửi mã qua tin nhắn), with the link that opens it when there is one.

    Whether it was handed over. The code is good either way.
    """
    minutes = round((code.expires_at - code.issued_at).total_seconds() / 60)
    told = _("Ma khai bao Bluezone: %(code)s. Dung mot lan, trong %(minutes)d phut. Khong dua ma cho ai khac.")
    said = told % {"code": " ".join(groups(text)), "minutes": minutes}
    return texting.send(keyed.national(phone), f"{said} {link}".rstrip())


def withdraw(code: Code, *, by: Officer, at: datetime) -> Code:
    """Take a code back that was not used yet (thu hồi mã)."""
    with transaction.atomic():
        found = Code.objects.select_for_update(of=("self",)).select_related("place").get(pk=code.pk)
        must_be_able_to_take_back(by, found)
        if found.claimed_at:
            raise Conflict(_("Mã đã được dùng: thu hồi lượt khai báo thay vì mã."))
        if found.withdrawn_at is None:
            close(found, by=by, at=at)
    return found


def close(code: Code, *, by: Actor, at: datetime) -> None:
    """The same for who has asked another policy, and holds the row of a code that nobody used."""
    code.withdrawn_at = at
    code.save(update_fields=["withdrawn_at"])
    audit.record("exposure.code.withdraw", by=by, on=code, at=at)
