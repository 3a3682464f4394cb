"""What the entries of histories (diễn biến) and the columns of a units sheet are called."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.org.models import Level

_LIBRARY = re.compile(r"holidays (?P<version>[0-9][0-9.]*)")

VERBS: dict[str, str | Promise] = {
    "org.import_unit": _("Nhập từ danh bạ"),
    "org.rename": _("Đổi tên"),
    "org.move": _("Chuyển cấp trên"),
    "org.end": _("Kết thúc hoạt động"),
    "org.merge": _("Sáp nhập"),
    "org.withdraw": _("Hủy thay đổi đã định"),
    "org.take_effect": _("Thay đổi đã nhập trước có hiệu lực"),
    "org.add_alias": _("Thêm tên gọi khác"),
    "org.remove_alias": _("Bỏ tên gọi khác"),
    "org.appoint": _("Bổ nhiệm"),
    "org.withdraw_appointment": _("Hủy bổ nhiệm đã định"),
    "org.end_post": _("Thôi giữ chức vụ"),
    "org.ask_stand_in": _("Cử người thay thế"),
    "org.accept_stand_in": _("Nhận thay thế"),
    "org.decline_stand_in": _("Từ chối thay thế"),
    "org.end_stand_in": _("Kết thúc thay thế"),
    "calendar.seed": _("Nạp lịch làm việc"),
    "calendar.confirm": _("Xác nhận ngày nghỉ của năm"),
    "calendar.close": _("Ngừng làm việc"),
    "calendar.open": _("Thêm ngày làm bù"),
    "calendar.clear": _("Bỏ ngày ngừng làm việc, làm bù"),
}

COLUMNS: dict[str, str | Promise] = {
    "code": _("Mã đơn vị"),
    "name": _("Tên"),
    "kind": _("Loại"),
    "level": _("Cấp"),
    "parent": _("Mã cấp trên"),
    "lat": _("Vĩ độ"),
    "lon": _("Kinh độ"),
    "sector": _("Lĩnh vực"),
    "aliases": _("Tên gọi khác"),
    "population": _("Dân số"),
    "starts_on": _("Từ ngày"),
    "email": _("Thư điện tử"),
    "phone": _("Điện thoại"),
    "address": _("Địa chỉ"),
    "is_sample": _("Đơn vị mẫu"),
}
PARTS: dict[str, str | Promise] = {"file": _("Cả tệp"), "header": _("Dòng tiêu đề"), "row": _("Cả dòng")}


def column(name: str) -> str:
    """A column in words with its name in the file in brackets: "Vĩ độ (lat)"; parts of a file by their words."""
    if name in COLUMNS:
        return f"{COLUMNS[name]} ({name})"
    return str(PARTS.get(name, name))


def level_word(text: str) -> str:
    """A level as a file writes it ("mass-organisation") in words; what is no level stays as it is."""
    value = text.strip().lower().replace("-", "_")
    return str(Level(value).label) if value in Level.values else text


def source_word(source: str) -> str:
    """Where a day of the calendar comes from: the packaged table in words, a decision as it was entered."""
    packaged = _LIBRARY.fullmatch(source)
    if packaged is None:
        return source
    return gettext("Bảng ngày lễ kèm phần mềm (thư viện holidays %(version)s)") % packaged.groupdict()
