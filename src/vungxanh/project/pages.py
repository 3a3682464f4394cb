"""The pages that Ctrl K leads to: the navigation's and those a step behind it (trang)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import resolve, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.policies import account_holder
from vungxanh.apps.org.officers import Officer
from vungxanh.project.navigation import PLACES


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what it is called, where it stands, and other words people look for it by."""

    label: str | Promise
    route: str
    words: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.route)

    @property
    def names(self) -> tuple[str, ...]:
        """The label in the reader's language and in Vietnamese, and the other words."""
        with translation.override("vi"):
            vietnamese = str(self.label)
        return (str(self.label), vietnamese, *self.words)

    def opens_for(self, officer: Officer) -> bool:
        """Whether the page's own policy lets the officer in."""
        policy = getattr(resolve(self.url).func, "access_policy")  # noqa: B009 - set by the doors of the views
        return policy is account_holder or bool(policy(officer))


PAGES = (
    *(Page(place.label, place.route) for place in PLACES),
    Page(_("Tiếp nhận văn bản"), "directives:receive", ("nhận văn bản", "tải lên", "upload")),
    Page(_("Danh sách nhiệm vụ"), "work:list"),
    Page(_("Việc không còn nơi thực hiện"), "work:orphans"),
    Page(_("Thông báo"), "work:notices"),
    Page(_("Nhóm đơn vị"), "org:groups", ("các nhóm",)),
    Page(_("Thay thế"), "org:stand_ins", ("người thay thế", "ủy quyền", "vắng mặt")),
    Page(_("Nhập danh bạ"), "org:import", ("csv", "import")),
    Page(_("Lịch làm việc"), "org:calendar", ("ngày nghỉ", "ngày lễ", "holidays")),
    Page(_("Người dùng"), "accounts:people", ("tài khoản người dùng",)),
    Page(_("Tạo tài khoản"), "accounts:add_person", ("thêm người dùng",)),
    Page(_("Người bị khóa"), "accounts:locks", ("mở khóa",)),
    Page(_("Tài khoản và bảo mật"), "account", ("hồ sơ của tôi", "ngôn ngữ")),
    Page(_("Đổi mật khẩu"), "account_change_password"),
    Page(_("Xác thực hai lớp"), "mfa_index", ("totp", "2fa", "ứng dụng xác thực", "khóa truy cập", "passkey")),
    Page(_("Phiên đăng nhập"), "usersessions_list", ("thiết bị",)),
    Page(_("Cách nhận thông báo"), "accounts:notices", ("giờ yên lặng", "email")),
    Page(_("Mã truy cập API"), "accounts:tokens", ("token", "khóa API")),
)


def open_to(officer: Officer) -> Iterator[Page]:
    """The pages the officer may open, the navigation's first."""
    return (page for page in PAGES if page.opens_for(officer))
