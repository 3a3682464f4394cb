"""How allauth behaves here: no public sign-up, no mail, Vietnamese messages, factor secrets encrypted at rest."""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.factor_secrets import PURPOSE
from vungxanh.apps.accounts.language import remember_language
from vungxanh.apps.accounts.models import User
from vungxanh.kit.problems import Conflict
from vungxanh.kit.sealing.keys import Unopened
from vungxanh.kit.sealing.text import seal, unseal

logger = logging.getLogger(__name__)

_METHODS = {
    "reauthenticate": _("Dùng mật khẩu"),
    "mfa_reauthenticate": _("Dùng mã từ ứng dụng hoặc mã dự phòng"),
    "mfa_reauthenticate:webauthn": _("Dùng khóa truy cập"),
}


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by administrators only."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản đã ngừng hoạt động."),
        "enter_current_password": _("Mật khẩu hiện tại chưa đúng."),
        "incorrect_code": _("Mã chưa đúng hoặc đã dùng. Chờ ứng dụng hiện mã mới rồi nhập lại."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "too_many_login_attempts": _("Quá nhiều lần nhập sai. Thử lại sau 15 phút hoặc liên hệ quản trị đơn vị."),
        "rate_limited": _("Thao tác quá nhanh. Chờ một phút rồi thử lại."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never."""
        return False

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Answer in the language the person chose."""
        response: HttpResponse = super().post_login(request, user, **details)
        return remember_language(response, user.language)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """allauth's list with Vietnamese names."""
        return [
            method | {"description": _METHODS.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """TOTP keys and recovery seeds are encrypted as personal data is."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": ClosedAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("Không tắt được lớp xác thực này."),
        "cannot_generate_recovery_codes": _(
            "Thiết lập ứng dụng xác thực hoặc khóa truy cập trước khi tạo mã dự phòng."
        ),
    }

    def encrypt(self, text: str) -> str:
        """AES-256-GCM under the present data key."""
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Also under an older data key that is still held; Conflict tells the person whom to ask when it is gone."""
        try:
            return unseal(encrypted_text, purpose=PURPOSE)
        except Unopened as why:
            logger.warning("a factor's secret does not open: %s", why)
            message = _(
                "Hệ thống không đọc được lớp xác thực này. Nhờ quản trị đơn vị gỡ xác thực hai lớp để thiết lập lại."
            )
            raise Conflict(message) from why

    def get_totp_label(self, user: User) -> str:
        """The user name, which the authenticator app shows."""
        return user.username

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """The person as their device names them."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"name": user.username, "display_name": user.full_name}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  # allauth's name
        """`Khóa 1`, `Khóa 2` …"""
        present = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Khóa %(number)d") % {"number": present + 1}
