"""Holds officials to a second factor where the deployment asks for it (bắt buộc xác thực hai lớp)."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.queries.factors import has_second_factor
from vungxanh.kit.problems import NotAllowed
from vungxanh.kit.web import respond, wants_json

Answer = Callable[[HttpRequest], HttpResponseBase]

# The pages on which a person sets up a factor, proves who they are, changes language or leaves.
SET_UP_PAGES = frozenset(
    {
        *("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_view_recovery_codes"),
        *("mfa_download_recovery_codes", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        *("account_reauthenticate", "account_login", "account_logout", "account_set_password", "set_language"),
        *("health", "prometheus-django-metrics"),
    }
)


def second_factor(answer: Answer) -> Answer:
    """Send a signed-in person without TOTP or passkey to set one up; programs get a 403 problem."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not settings.SECOND_FACTOR_REQUIRED or not isinstance(request.user, User):
            return answer(request)
        if _is_set_up_page(request.path_info) or has_second_factor(request.user):
            return answer(request)
        if wants_json(request):
            return respond(request, NotAllowed(_("Hãy thiết lập xác thực hai lớp trước khi sử dụng hệ thống.")))
        messages.warning(
            request, _("Đơn vị yêu cầu xác thực hai lớp. Hãy thiết lập một trong các cách dưới đây để tiếp tục.")
        )
        return redirect("mfa_index")

    return middleware


def _is_set_up_page(path: str) -> bool:
    try:
        return resolve(path).view_name in SET_UP_PAGES
    except Resolver404:
        return False
