"""Giving programs access, and taking it back."""

import logging
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts import secret_text
from vungxanh.apps.accounts.models import ApiToken, Scope, User
from vungxanh.apps.accounts.policies import must_be_able_to_manage, must_be_oneself
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import Conflict, FieldError, Invalid
from vungxanh.kit.sqlite import impatient

logger = logging.getLogger(__name__)

LONGEST_DAYS = 365
MOST_TOKENS = 20
NOTED_EVERY = timedelta(minutes=10)


def issue_token(user: User, *, name: str, scope: Scope, days: int, secret: str, by: Actor, at: datetime) -> ApiToken:
    """Give a program access in one's own name and present unit (cấp mã truy cập); the secret is shown once."""
    must_be_oneself(by, user)
    if not by.unit_code:
        raise Conflict(_("Tài khoản chưa có chức vụ nên chưa tạo được mã truy cập."))
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(errors=[FieldError("days", _("Chọn thời hạn từ 1 đến 365 ngày."))])
    if user.api_tokens.filter(revoked_at=None, expires_at__gt=at).count() >= MOST_TOKENS:
        raise Conflict(_("Đã có 20 mã còn hiệu lực; hãy thu hồi mã không dùng."))
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=user,
            unit_code=by.unit_code,
            name=name,
            scope=scope,
            start=secret[:8],
            digest=secret_text.digest(secret),
            created_at=at,
            expires_at=at + timedelta(days=days),
        )
        audit.record("accounts.issue_token", by=by, on=token, at=at, data={"name": name, "scope": scope, "days": days})
    return token


def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> ApiToken:
    """Take a program's access away at once (thu hồi); revoking twice is no error.

    One's own, or as an administrator that of a person one looks after.
    """
    if by.actor_key != f"user:{token.user_id}":
        must_be_able_to_manage(by, token.user)
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
            token.revoked_at = at
            audit.record("accounts.revoke_token", by=by, on=token, at=at, data={"name": token.name})
    return token


def forget_tokens(user: User, *, at: datetime) -> int:
    """Take the access of all the person's programs away inside the caller's transaction; returns how many."""
    return user.api_tokens.filter(revoked_at=None).update(revoked_at=at)


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Remember when a token was last used, at most once in ten minutes so that reads stay reads.

    A note is not worth a wait or a failure: where another writer is at work it is left to a later request.
    """
    if token.last_used_at is not None and token.last_used_at > at - NOTED_EVERY:
        return
    try:
        with impatient(), transaction.atomic():
            held = ApiToken.objects.select_for_update(skip_locked=True).filter(pk=token.pk)
            ApiToken.objects.filter(pk__in=list(held.values_list("pk", flat=True))).update(last_used_at=at)
    except OperationalError as busy:
        logger.info("use of token %s not noted: %s", token.pk, busy)
