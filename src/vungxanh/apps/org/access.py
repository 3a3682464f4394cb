"""The door of every page: who acts, in which unit, and whether the page's policy lets them in (quyền vào trang)."""

from collections.abc import Callable, Sequence
from functools import wraps
from inspect import signature
from typing import Any, Protocol, cast, overload

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import NotAllowed
from vungxanh.kit.web import wants_json

SEAT_KEY = "org_seat"

Policy = Callable[[Officer], bool]


class OfficerRequest(HttpRequest):
    """A request whose officer is known; `seats` are all units and stand-ins the person may switch to."""

    officer: Officer
    seats: Sequence[Officer]


class OfficerView(Protocol):
    """A view that a law test can ask for its policy."""

    access_policy: Policy

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request."""


View = Callable[..., HttpResponseBase]


def any_officer(_officer: Officer) -> bool:
    """The policy of pages that every officer may read."""
    return True


@overload
def officer_required(view: View, /) -> OfficerView: ...


@overload
def officer_required(policy: Policy | None = None) -> Callable[[View], OfficerView]: ...


def officer_required(policy: Any = None) -> Any:
    """Let an officer in whom the policy accepts: `@officer_required` or `@officer_required(may_write)`.

    Anonymous people go to sign-in, people without a current post to a page that says so; a refusing policy is a 403.
    """
    if policy is not None and _is_view(policy):
        return _guarded(policy, any_officer)
    rule: Policy = policy or any_officer
    return lambda view: _guarded(view, rule)


def _is_view(function: Callable[..., object]) -> bool:
    """A view's first parameter is called `request`; a policy's is the officer."""
    return next(iter(signature(function).parameters), "") == "request"


def _guarded(view: View, rule: Policy) -> OfficerView:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        officer: Officer | None = getattr(request, "officer", None)
        if officer is None:
            return _without_post(request)
        if not rule(officer):
            raise NotAllowed(_("Vai trò của anh/chị tại đơn vị này không mở được trang này."))
        return view(request, *args, **kwargs)

    marked = cast(OfficerView, guarded)
    marked.access_policy = rule
    return marked


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(resolve_url("account_login"))
    return redirect_to_login(request.get_full_path())


def _without_post(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        raise NotAllowed(_("Tài khoản chưa được bổ nhiệm vào đơn vị nào."))
    return render(request, "org/no_post.html", status=403)
