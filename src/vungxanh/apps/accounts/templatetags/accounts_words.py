"""What happened to an account, in words."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

VERBS: dict[str, str | Promise] = {
    "accounts.create": _("Tạo tài khoản"),
    "accounts.correct": _("Quản trị sửa thông tin"),
    "accounts.correct_own": _("Tự sửa thông tin"),
    "accounts.deactivate": _("Ngừng tài khoản"),
    "accounts.reactivate": _("Mở lại tài khoản"),
    "accounts.sign_in": _("Đăng nhập"),
    "accounts.lock": _("Khóa đăng nhập vì sai mật khẩu nhiều lần"),
    "accounts.unlock": _("Mở khóa đăng nhập"),
    "accounts.wrong_code": _("Nhập sai mã xác thực"),
    "accounts.add_factor": _("Thêm lớp xác thực"),
    "accounts.remove_factor": _("Gỡ lớp xác thực"),
    "accounts.renew_factor": _("Tạo mã dự phòng mới"),
    "accounts.remove_factors": _("Quản trị gỡ xác thực hai lớp"),
    "accounts.change_password": _("Đổi mật khẩu"),
    "accounts.issue_reset_link": _("Cấp liên kết đặt mật khẩu"),
    "accounts.reset_password": _("Đặt mật khẩu bằng liên kết"),
    "accounts.end_session": _("Kết thúc phiên đăng nhập"),
}


@register.filter
def account_verb(verb: str) -> str:
    """The sentence for a verb of the audit log; the verb itself when another feature wrote it."""
    return str(VERBS.get(verb, verb))
