"""Ending sessions."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from vungxanh.apps.accounts.actions.tokens import forget_tokens
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.policies import must_be_able_to_manage, must_be_oneself
from vungxanh.apps.accounts.queries.sessions import kept_sessions
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor


def end_session(session: UserSession, *, by: Actor, at: datetime) -> None:
    """Sign a person out in one place (kết thúc phiên)."""
    must_be_oneself(by, session.user)
    with transaction.atomic():
        session.end()
        audit.record("accounts.end_session", by=by, on=session.user, at=at, data={"sessions": 1})


def end_other_sessions(user: User, *, except_key: str, by: Actor, at: datetime) -> int:
    """Sign oneself out everywhere but here; programs lose their access too."""
    must_be_oneself(by, user)
    with transaction.atomic():
        ended, tokens = forget_sessions(user, except_key=except_key), forget_tokens(user, at=at)
        audit.record("accounts.end_session", by=by, on=user, at=at, data={"sessions": ended, "tokens": tokens})
    return ended


def end_all_sessions(user: User, *, by: Actor, at: datetime) -> int:
    """Sign a person out everywhere and take their programs' access away; an administrator's act."""
    must_be_able_to_manage(by, user)
    with transaction.atomic():
        ended, tokens = forget_sessions(user), forget_tokens(user, at=at)
        audit.record("accounts.end_session", by=by, on=user, at=at, data={"sessions": ended, "tokens": tokens})
    return ended


def forget_sessions(user: User, *, except_key: str = "") -> int:
    """Delete the person's sessions inside the caller's transaction; returns how many."""
    ended = list(kept_sessions(user).exclude(session_key=except_key))
    for session in ended:
        session.end()
    return len(ended)
