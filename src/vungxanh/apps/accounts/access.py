"""The doors of the accounts pages: each view names its policy, as org's `officer_required` does elsewhere."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts import policies
from vungxanh.apps.accounts.actors import AccountHolder, Administrator
from vungxanh.apps.accounts.models import User
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import NotAllowed

View = Callable[..., HttpResponseBase]


class AccountRequest(HttpRequest):
    """A request of a signed-in person."""

    user: User


class AdministratorRequest(AccountRequest):
    """A request of an administrator acting in a unit."""

    officer: Administrator


def actor_of(request: AccountRequest) -> Actor:
    """The officer when the person acts in a post, else the holder of the account."""
    officer: Actor | None = getattr(request, "officer", None)
    return officer or AccountHolder(request.user)


def everyone(view: View) -> View:
    """Let anybody in."""

    @wraps(view)
    def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return _marked(open_view, policies.anyone)


def signed_in(view: View) -> View:
    """Let the signed-in in, with or without a post; others go to sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.account_holder(request.user):
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return _marked(guarded, policies.account_holder)


def administrators(view: View) -> View:
    """Let administrators of a unit in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not policies.may_administer(getattr(request, "officer", None)):
            raise NotAllowed(_("Trang này dành cho quản trị của đơn vị."))
        return view(request, *args, **kwargs)

    return _marked(guarded, policies.may_administer)


def _marked(view: View, policy: Callable[..., bool]) -> View:
    cast(Any, view).access_policy = policy
    return view
