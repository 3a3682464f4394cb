"""Taking away second factors from a person who lost the device."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.actions.sessions import forget_sessions
from vungxanh.apps.accounts.actions.tokens import forget_tokens
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.policies import must_be_able_to_manage
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import Conflict


def remove_factors(user: User, *, by: Actor, at: datetime) -> int:
    """Remove all factors, end sessions and tokens (gỡ xác thực hai lớp); returns how many factors there were."""
    must_be_able_to_manage(by, user)
    if by.actor_key == f"user:{user.pk}":
        raise Conflict(_("Hãy gỡ tại trang xác thực hai lớp của mình, nơi hệ thống hỏi lại mật khẩu."))
    with transaction.atomic():
        removed, _each = Authenticator.objects.filter(user_id=user.pk).delete()
        forget_sessions(user)
        forget_tokens(user, at=at)
        audit.record("accounts.remove_factors", by=by, on=user, at=at, data={"factors": removed})
    return int(removed)
