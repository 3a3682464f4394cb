"""Where a person is signed in (phiên đăng nhập)."""

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from vungxanh.apps.accounts.models import User


def sessions_of(user: User) -> list[UserSession]:
    """The person's live sessions, newest first; rows whose session has ended are removed on the way."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda session: session.created_at, reverse=True)


def kept_sessions(user: User) -> QuerySet[UserSession]:
    """The rows of the person's sessions, ended ones included."""
    rows: QuerySet[UserSession] = UserSession.objects.filter(user_id=user.pk)
    return rows
