"""Lifting a lock-out."""

from datetime import datetime

from axes.utils import reset
from django.db import transaction

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.policies import must_be_able_to_manage
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor


def unlock(user: User, *, by: Actor, at: datetime) -> int:
    """Let a locked-out person sign in again (mở khóa); returns how many records of wrong passwords were removed."""
    must_be_able_to_manage(by, user)
    with transaction.atomic():
        removed = forget_failures(user)
        audit.record("accounts.unlock", by=by, on=user, at=at, data={"records": removed})
    return removed


def forget_failures(user: User) -> int:
    """Remove the records of wrong passwords inside the caller's transaction."""
    return int(reset(username=user.username))
