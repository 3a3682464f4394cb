"""The audit's own entries of a record, newest first (nhật ký)."""

from collections.abc import Iterator

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.kit.audit.queries import history_of

SHOWN = 50
VERBS: dict[str, str | Promise] = {
    "cases.case.open": _("Mở ca bệnh"),
    "cases.case.change": _("Sửa thông tin ca"),
    "cases.case.end": _("Kết thúc ca"),
    "cases.person.enter": _("Thêm người"),
    "cases.person.change": _("Sửa thông tin người"),
    "cases.person.from_phone": _("Tự báo qua Bluezone"),
    "cases.person.not_same": _("Ghi là hai người khác nhau"),
    "cases.person.ask_again": _("Bỏ ghi khác người, xem lại"),
    "cases.identity.open": _("Mở danh tính"),
    "cases.identity.search": _("Tra theo số điện thoại hoặc số căn cước"),
    "cases.identity.alike": _("Hiện ra khi hỏi trùng hồ sơ"),
    "cases.plan.hand_on": _("Chuyển theo dõi"),
    "cases.plan.end": _("Kết thúc theo dõi"),
    "cases.plan.place": _("Đổi nơi cách ly theo ngày"),
    "cases.order.end": _("Hết hạn quyết định cách ly"),
    "cases.self_report.link": _("Tạo liên kết tự khai"),
    "exposure.upload.accept": _("Đã gửi khóa Bluezone"),
    "exposure.upload.revoke": _("Thu hồi khóa Bluezone đã gửi"),
    "exposure.report.confirm": _("Xác nhận khóa Bluezone đã gửi"),
    "exposure.report.refuse": _("Không xác nhận khóa Bluezone đã gửi"),
    "exposure.upload.check": _("Đối chiếu khóa Bluezone đã gửi"),
    "exposure.upload.set_aside": _("Có phần đã gửi không đối chiếu được"),
    "exposure.upload.history": _("Nhận lịch sử tiếp xúc Bluezone"),
}


def history_lines(*things: Model) -> Iterator[dict[str, object]]:
    """Who did what to these rows, when, for which unit."""
    entries = [entry for thing in things for entry in history_of(thing).order_by("-seq")[:SHOWN]]
    for entry in sorted(entries, key=lambda each: -each.seq)[:SHOWN]:
        by = f"{entry.actor_name} ({entry.unit_code})" if entry.unit_code else entry.actor_name
        yield {"at": entry.at, "title": VERBS.get(entry.verb, entry.verb), "by": by}
