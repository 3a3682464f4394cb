"""API tokens and reset links by their secret."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts import secret_text
from vungxanh.apps.accounts.models import ApiToken, ResetLink, User
from vungxanh.kit.problems import Gone


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The person's tokens that are not revoked, newest first."""
    return ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at", "-pk")


def token_for(secret: str, at: datetime) -> ApiToken | None:
    """The token that this secret opens now; None when unknown, revoked, expired or its person inactive."""
    return (
        ApiToken.objects.select_related("user")
        .filter(digest=secret_text.digest(secret), revoked_at=None, expires_at__gt=at, user__is_active=True)
        .first()
    )


def link_for(secret: str, at: datetime) -> ResetLink:
    """The reset link of this secret; Gone, in one wording for every reason, when it cannot be used now."""
    link = (
        ResetLink.objects.select_related("user")
        .filter(digest=secret_text.digest(secret), used_at=None, withdrawn_at=None)
        .filter(expires_at__gt=at, user__is_active=True)
        .first()
    )
    if link is None:
        raise Gone(_("Liên kết đã dùng, đã hết hạn hoặc không đúng. Hãy xin quản trị đơn vị một liên kết mới."))
    return link


def open_link_of(user: User, at: datetime) -> ResetLink | None:
    """The link this person could still use, or None."""
    return user.reset_links.filter(used_at=None, withdrawn_at=None, expires_at__gt=at).first()
