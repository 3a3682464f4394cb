"""Something is odd with codes: the province's health officers are told (cảnh báo)."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.actions.attempts import ALARM, MOST, REALM, REALM_APP, Ticket
from vungxanh.apps.exposure.models import CodeDay, Upload
from vungxanh.apps.exposure.policies import concerns, works_for_province
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.kit import clock
from vungxanh.kit.notices.actions import notify

BASELINE_DAYS, LEAST_ISSUED, FALLEN = 21, 20, 0.5


class Flood(StrEnum):
    """What may come so often that nobody is let in any more until the hour ends (quá tải)."""

    TEXTS = "texts"
    REPORTS = "reports"
    HELD = "held"


_FLOODS: dict[Flood, tuple[str | Promise, str | Promise]] = {
    Flood.TEXTS: (
        gettext_lazy("Tạm ngừng tin nhắn xác thực: quá nhiều yêu cầu"),
        gettext_lazy("Hết giờ này sẽ gửi lại. Người bệnh chưa xác thực số vẫn khai báo được bằng mã 6 số."),
    ),
    Flood.REPORTS: (
        gettext_lazy("Tạm ngừng nhận tự báo tiếp xúc: quá nhiều bản gửi"),
        gettext_lazy("Có thể ai đó gửi bản giả hàng loạt. Xem trang Chờ xác nhận."),
    ),
    Flood.HELD: (
        gettext_lazy("Tạm ngừng nhận máy tự gửi sau khi kiểm tra: quá nhiều lượt gửi"),
        gettext_lazy("Có thể ai đó gửi bản giả hàng loạt. Mã khai báo vẫn dùng được như thường."),
    ),
}


def after_wrong(ticket: Ticket, *, at: datetime) -> None:
    """Tell when wrong tries reach the alarm, and again when the door closes; the counter passes each number once."""
    if ticket.realm == ALARM:
        told = _("%(count)d lần thử mã sai trong một giờ") % {"count": ticket.realm}
        body = _("Có thể ai đó đang dò mã khai báo. Xem trang Mã khai báo.")
    elif ticket.realm == MOST.get(ticket.scope, 0) + 1 and ticket.scope == REALM:
        told = _("Tạm khóa mã 8 số: quá nhiều lần thử sai")
        body = _("Mã 8 số không dùng được đến hết giờ này. Hãy cấp mã liên kết 16 ký tự: mã này vẫn dùng được.")
    elif ticket.realm == MOST.get(ticket.scope, 0) + 1 and ticket.scope == REALM_APP:
        told = _("Tạm khóa mã 6 số không gắn số điện thoại: quá nhiều lần thử sai")
        body = _("Hãy ghi số điện thoại của người bệnh khi cấp mã: mã gắn số vẫn dùng được.")
    else:
        return
    _tell(told, body, key=f"exposure.wrong:{ticket.window:%Y%m%d%H}:{ticket.scope}:{ticket.realm}", at=at)


def too_many(what: Flood, *, at: datetime) -> None:
    """Tell, once an hour, that something is shut to everybody because there is too much of it."""
    told, body = _FLOODS[what]
    _tell(str(told), str(body), key=f"exposure.flood:{what}:{at:%Y%m%d%H}", at=at)


def of_report(upload: Upload, *, at: datetime) -> None:
    """Tell the health officers of the place, once an hour, that somebody says they were near a case."""
    people = [
        post.user_id
        for post in posts_on(clock.day_of(at)).filter(role=Role.HEALTH_OFFICER)
        if _is_nearest(Officer(user=post.user, unit=post.unit, roles=frozenset({Role.HEALTH_OFFICER})), upload.place)
    ]
    told = _("Có người tự báo tiếp xúc chờ xác nhận")
    body = _("Gọi cho người tự báo trước khi xác nhận: bản tự báo có thể là giả.")
    key = f"exposure.report:{upload.place_id or 0}:{at:%Y%m%d%H}"
    notify(people, kind="exposure.report", subject=told, body=body, url=reverse("exposure:reports"), at=at, key=key)


def of_waiting_case(upload: Upload, *, at: datetime) -> None:
    """Tell whoever issued the code that the person has handed in and waits to be confirmed (chờ xác nhận)."""
    if upload.code is None:
        return
    told = _("Người bệnh đã gửi khóa, chờ anh/chị xác nhận")
    body = _("Mã không gắn số điện thoại: xác nhận khi đang nói chuyện với người bệnh. Quá hạn thì khóa bị xóa.")
    url = reverse("exposure:report", args=[upload.pk])
    key = f"exposure.waiting:{upload.pk}"
    notify([upload.code.issued_by_id], kind="exposure.report", subject=told, body=body, url=url, at=at, key=key)


def of_others_keys(upload: Upload, count: int, *, at: datetime) -> None:
    """Tell the province that keys came with a code which are known as another's: somebody copied published ones."""
    told = _("Khai báo mang %(count)d khóa của người khác") % {"count": count}
    body = _("Các khóa này không được nhận, người gửi không được báo. Xem ai được cấp mã: có thể mã bị lộ, hoặc máy "
             "này đã khai báo bằng mã của hồ sơ khác.")  # fmt: skip
    _tell(told, body, key=f"exposure.others:{upload.pk}", page="exposure:asides", at=at)


def _is_nearest(officer: Officer, place: Unit | None) -> bool:
    """Whether the officer works for the place itself or for its district; for the province when there is no place."""
    return concerns(officer, place) and (place is None or not works_for_province(officer))


def watch_claims(*, at: datetime) -> bool:
    """Tell, once a day, when codes are used much less than before; whether they are."""
    share, usual = claim_shares(at=at)
    if share is None or usual is None or share >= FALLEN * usual:
        return False
    told = _("Tỷ lệ dùng mã giảm mạnh: %(share)d %% (thường %(usual)d %%)")
    subject = told % {"share": round(100 * share), "usual": round(100 * usual)}
    body = _("Mã cấp ra hôm qua và hôm nay ít được dùng hơn hẳn. Kiểm tra tin nhắn, ứng dụng và việc cấp mã.")
    _tell(subject, body, key=f"exposure.claims:{clock.day_of(at):%Y%m%d}", at=at)
    return True


def claim_shares(*, at: datetime) -> tuple[float | None, float | None]:
    """The share of codes used of yesterday and today, and of the three weeks before; None when there are too few."""
    today = clock.day_of(at)
    recent = today - timedelta(days=1)
    first = recent - timedelta(days=BASELINE_DAYS)
    rows = CodeDay.objects.filter(day__gte=first, day__lte=today)
    return _share(rows.filter(day__gte=recent)), _share(rows.filter(day__lt=recent))


def _share(rows: QuerySet[CodeDay]) -> float | None:
    found = rows.aggregate(issued=Sum("issued"), claimed=Sum("claimed"))
    return found["claimed"] / found["issued"] if (found["issued"] or 0) >= LEAST_ISSUED else None


def _tell(subject: str, body: str, *, key: str, at: datetime, page: str = "exposure:codes") -> None:
    posts = posts_on(clock.day_of(at)).filter(role=Role.HEALTH_OFFICER)
    people = [
        post.user_id
        for post in posts
        if works_for_province(Officer(user=post.user, unit=post.unit, roles=frozenset({Role.HEALTH_OFFICER})))
    ]
    notify(people, kind="exposure.alarm", subject=subject, body=body, url=reverse(page), at=at, key=key,
           urgent=True)  # fmt: skip
