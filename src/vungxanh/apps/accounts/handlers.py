"""Listens to the sign-in libraries and writes what happened to the audit log."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from vungxanh.apps.accounts.actions.traces import trace, trace_lock, trace_password
from vungxanh.apps.accounts.models import User
from vungxanh.kit import clock


@receiver(account.user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_details: Any) -> None:
    """A completed sign-in, with the methods used."""
    records = request.session.get("account_authentication_methods", [])
    methods = sorted({str(record.get("type") or record.get("method")) for record in records})
    data = {"methods": methods, "address": request.META.get("REMOTE_ADDR", "")}
    trace(user, "accounts.sign_in", at=clock.now(), data=data)


@receiver(user_locked_out)
def note_lock(request: HttpRequest, username: str | None, ip_address: str | None, **_details: Any) -> None:
    """The failure that locks a known person out; refusals while locked are not written again."""
    failures = getattr(request, "axes_failures_since_start", None) or 0
    user = User.objects.filter(username=username or "").first()
    if user is not None and failures >= settings.AXES_FAILURE_LIMIT:
        trace_lock(user, address=ip_address or "", at=clock.now())


@receiver(mfa.authenticator_added)
def note_added(user: User, authenticator: Authenticator, **_details: Any) -> None:
    """An app, a passkey or recovery codes were set up."""
    trace(user, "accounts.add_factor", at=clock.now(), data={"type": str(authenticator.type)})


@receiver(mfa.authenticator_removed)
def note_removed(user: User, authenticator: Authenticator, **_details: Any) -> None:
    """A factor was taken away by its holder."""
    trace(user, "accounts.remove_factor", at=clock.now(), data={"type": str(authenticator.type)})


@receiver(mfa.authenticator_reset)
def note_reset(user: User, authenticator: Authenticator, **_details: Any) -> None:
    """Recovery codes were made anew."""
    trace(user, "accounts.renew_factor", at=clock.now(), data={"type": str(authenticator.type)})


@receiver(mfa.authentication_failed)
def note_wrong_code(user: User, authenticator: Authenticator, **_details: Any) -> None:
    """A right password was followed by a wrong code: worth knowing."""
    trace(user, "accounts.wrong_code", at=clock.now(), data={"type": str(authenticator.type)})


@receiver([account.password_changed, account.password_set])
def note_password(user: User, **_details: Any) -> None:
    """A person changed their own password: their tokens end with it."""
    trace_password(user, at=clock.now())
