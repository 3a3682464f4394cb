"""The administrator's acts on one account, and the list of locked people."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vungxanh.apps.accounts import secret_text
from vungxanh.apps.accounts.access import AdministratorRequest
from vungxanh.apps.accounts.actions.factors import remove_factors
from vungxanh.apps.accounts.actions.locks import unlock
from vungxanh.apps.accounts.actions.people import deactivate, reactivate
from vungxanh.apps.accounts.actions.reset_links import issue_reset_link
from vungxanh.apps.accounts.actions.sessions import end_all_sessions
from vungxanh.apps.accounts.actions.tokens import revoke_token
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.policies import visible_users
from vungxanh.apps.accounts.queries.locks import locks
from vungxanh.apps.accounts.queries.tokens import tokens_of
from vungxanh.apps.accounts.views.signin import shown
from vungxanh.kit import clock
from vungxanh.kit.actors import Actor

Act = Callable[[User, Actor, datetime], str]


def _unlock(user: User, by: Actor, at: datetime) -> str:
    unlock(user, by=by, at=at)
    return _("Đã mở khóa đăng nhập cho %(name)s.") % {"name": user.full_name}


def _deactivate(user: User, by: Actor, at: datetime) -> str:
    deactivate(user, by=by, at=at)
    return _("Đã ngừng tài khoản và kết thúc mọi phiên đăng nhập.")


def _reactivate(user: User, by: Actor, at: datetime) -> str:
    reactivate(user, by=by, at=at)
    return _("Đã mở lại tài khoản.")


def _remove_factors(user: User, by: Actor, at: datetime) -> str:
    remove_factors(user, by=by, at=at)
    return _("Đã gỡ xác thực hai lớp; người dùng thiết lập lại khi đăng nhập.")


def _end_sessions(user: User, by: Actor, at: datetime) -> str:
    return _("Đã kết thúc %(count)d phiên đăng nhập và thu hồi mọi mã truy cập.") % {
        "count": end_all_sessions(user, by=by, at=at)
    }


ACTS: dict[str, Act] = {
    "mo-khoa": _unlock,
    "ngung": _deactivate,
    "mo-lai": _reactivate,
    "go-xac-thuc": _remove_factors,
    "ket-thuc-phien": _end_sessions,
}


@require_POST
def act(request: AdministratorRequest, pk: int, name: str) -> HttpResponse:
    """Do one act on one account and come back to where it was asked for."""
    user = get_object_or_404(visible_users(request.officer), pk=pk)
    messages.success(request, ACTS[name](user, request.officer, clock.now()))
    if request.POST.get("back") == "locks":
        return redirect("accounts:locks")
    return redirect("accounts:person", user.pk)


@require_POST
def revoke_access(request: AdministratorRequest, pk: int, token: int) -> HttpResponse:
    """Take one program's access away from a person."""
    user = get_object_or_404(visible_users(request.officer), pk=pk)
    found = get_object_or_404(tokens_of(user).select_related("user"), pk=token)
    revoke_token(found, by=request.officer, at=clock.now())
    messages.success(request, _("Đã thu hồi mã “%(name)s”.") % {"name": found.name})
    return redirect("accounts:person", user.pk)


@never_cache
@require_POST
def reset_link(request: AdministratorRequest, pk: int) -> HttpResponse:
    """Make a reset link and show it once, to be handed over in person or by a known telephone."""
    user = get_object_or_404(visible_users(request.officer), pk=pk)
    secret = secret_text.mint()
    link = issue_reset_link(user, secret=secret, by=request.officer, at=clock.now())
    address = settings.PUBLIC_URL.rstrip("/") + reverse("accounts:reset", args=[secret])
    return render(request, "accounts/reset_link.html", {"person": user, "link": link, "address": address})


@require_safe
def lock_list(request: AdministratorRequest) -> HttpResponse:
    """The people of my unit who are locked out."""
    rows = [
        {"user": lock.user, "address": lock.address, "failures": lock.failures, "until": shown(lock.until)}
        for lock in locks(request.officer, clock.machine_now())
    ]
    return render(request, "accounts/locks.html", {"rows": rows})
