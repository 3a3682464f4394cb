"""What the entries of a unit's history are called (diễn biến)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "org.import_unit": _("Nhập từ danh bạ"),
    "org.rename": _("Đổi tên"),
    "org.move": _("Chuyển cấp trên"),
    "org.end": _("Kết thúc hoạt động"),
    "org.merge": _("Sáp nhập"),
    "org.add_alias": _("Thêm tên gọi khác"),
    "org.remove_alias": _("Bỏ tên gọi khác"),
    "org.appoint": _("Bổ nhiệm"),
    "org.end_post": _("Thôi giữ chức vụ"),
    "org.ask_stand_in": _("Cử người thay thế"),
    "org.accept_stand_in": _("Nhận thay thế"),
    "org.decline_stand_in": _("Từ chối thay thế"),
}
