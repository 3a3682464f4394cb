"""Handing out a link for a new password, and using it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts import secret_text
from vungxanh.apps.accounts.actions.locks import forget_failures
from vungxanh.apps.accounts.actions.sessions import forget_sessions
from vungxanh.apps.accounts.actions.tokens import forget_tokens
from vungxanh.apps.accounts.actors import AccountHolder
from vungxanh.apps.accounts.models import ResetLink, User
from vungxanh.apps.accounts.policies import must_be_able_to_manage
from vungxanh.apps.accounts.queries.tokens import link_for
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import Conflict

VALID_FOR = timedelta(hours=24)


def issue_reset_link(user: User, *, secret: str, by: Actor, at: datetime) -> ResetLink:
    """Let a person set a new password once within 24 hours (cấp liên kết đặt lại mật khẩu); an earlier link ends."""
    must_be_able_to_manage(by, user)
    if not user.is_active:
        raise Conflict(_("Tài khoản đã ngừng hoạt động; hãy mở lại trước."))
    with transaction.atomic():
        user.reset_links.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=at)
        link = ResetLink.objects.create(
            user=user, digest=secret_text.digest(secret), created_at=at, expires_at=at + VALID_FOR
        )
        audit.record("accounts.issue_reset_link", by=by, on=user, at=at, data={"expires_at": link.expires_at})
    return link


def reset_password(secret: str, *, password: str, at: datetime) -> User:
    """Set the new password by a link: it is used up, sessions and tokens end, the lock is lifted; Gone when unusable.

    The caller has validated the password against the rules.
    """
    with transaction.atomic():
        link = link_for(secret, at)
        if not ResetLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
            raise Conflict(_("Liên kết vừa được sử dụng."))
        user = link.user
        user.set_password(password)
        user.save(update_fields=["password"])
        forget_sessions(user)
        forget_failures(user)
        data = {"link": link.pk, "tokens": forget_tokens(user, at=at)}
        audit.record("accounts.reset_password", by=AccountHolder(user), on=user, at=at, data=data)
    return user
