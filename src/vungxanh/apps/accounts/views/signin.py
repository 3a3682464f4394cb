"""Signing in, being locked out, setting a password by a link, and the demonstration's short way in."""

from datetime import datetime
from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vungxanh.apps.accounts import demonstration
from vungxanh.apps.accounts.actions.reset_links import reset_password
from vungxanh.apps.accounts.forms.signin import ResetForm
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.queries.locks import locked_until
from vungxanh.apps.accounts.queries.tokens import link_for
from vungxanh.kit import clock


class SignInView(LoginView):  # type: ignore[misc]  # allauth ships no types
    """allauth's sign-in with the demonstration's people beside it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sample people, in groups by role."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = {"samples": demonstration.samples(), "sample_password": demonstration.PASSWORD}
        return context | (shown if settings.DEMONSTRATION else {})


def locked_out(
    request: HttpRequest, _refused: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Tell a locked-out person until when, and whom to ask; axes calls this."""
    username = str((credentials or {}).get("username") or "")
    until = locked_until(username, request.META.get("REMOTE_ADDR", ""), clock.machine_now())
    context = {"username": username, "until": shown(until), "minutes": _minutes_to(until)}
    return render(request, "accounts/locked.html", context, status=429)


def shown(moment: datetime) -> datetime:
    """A moment of the machine in the province's time, which the demonstration has moved."""
    return moment + settings.CLOCK_OFFSET


def _minutes_to(until: datetime) -> int:
    return max(1, -int(-(until - clock.machine_now()).total_seconds() // 60))


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How one gets an account or a new password: from the unit's administrator."""
    return render(request, "accounts/help.html")


@never_cache
@sensitive_post_parameters()
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, secret: str) -> HttpResponse:
    """Set a new password by a link."""
    at = clock.now()
    link = link_for(secret, at)
    form = ResetForm(link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        reset_password(secret, password=form.cleaned_data["password1"], at=at)
        logout(request)
        messages.success(request, _("Đã đặt mật khẩu mới. Hãy đăng nhập."))
        return redirect("account_login")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/reset.html", {"form": form, "link": link}, status=status)


@require_POST
def demonstrate(request: HttpRequest) -> HttpResponseBase:
    """Become a sample person unless the name is locked out here; there is no such page outside the demonstration."""
    if not settings.DEMONSTRATION:
        raise Http404
    people = User.objects.filter(is_sample=True, is_active=True)
    user = get_object_or_404(people, username=request.POST.get("username", ""))
    credentials = {"username": user.username}
    if not AxesProxyHandler.is_allowed(request, credentials):
        return locked_out(request, credentials=credentials)
    logout(request)
    response: HttpResponseBase = perform_login(request, user, redirect_url=settings.LOGIN_REDIRECT_URL)
    return response
