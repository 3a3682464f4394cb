"""Who is locked out after wrong passwords, and until when (khóa đăng nhập)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.policies import visible_users
from vungxanh.kit.actors import Actor

COOL_OFF: timedelta = settings.AXES_COOLOFF_TIME


@dataclass(frozen=True, slots=True)
class Lock:
    """One user name that may not sign in from one address for a while; `user` is None for an unknown name."""

    username: str
    address: str
    failures: int
    until: datetime
    user: User | None


def locks(by: Actor, at: datetime) -> list[Lock]:
    """The locks of the people this actor looks after, the newest first (2 queries); `at` is the machine's time."""
    rows = _locked(at)
    users = visible_users(by).in_bulk([row.username for row in rows], field_name="username")
    return [_lock(row, users[row.username]) for row in rows if row.username in users]


def all_locks(at: datetime) -> list[Lock]:
    """Every lock, unknown names too; for the command line."""
    rows = _locked(at)
    users = User.objects.in_bulk([row.username for row in rows], field_name="username")
    return [_lock(row, users.get(row.username)) for row in rows]


def is_locked(user: User, at: datetime) -> bool:
    """Whether the person is locked out from some address."""
    return bool(_locked(at, username=user.username))


def locked_until(username: str, address: str, at: datetime) -> datetime:
    """When the lock of this name at this address ends; a whole period from now when it has just begun."""
    rows = _locked(at, username=username, ip_address=address)
    return (rows[0].latest if rows else at) + COOL_OFF


@dataclass(frozen=True, slots=True)
class _Failures:
    username: str
    address: str
    count: int
    latest: datetime


def _locked(at: datetime, **only: str) -> list[_Failures]:
    recent = AccessAttempt.objects.filter(attempt_time__gte=at - COOL_OFF, **only).order_by()
    grouped = recent.values_list("username", "ip_address").annotate(Sum("failures_since_start"), Max("attempt_time"))
    locked = grouped.filter(failures_since_start__sum__gte=settings.AXES_FAILURE_LIMIT)
    rows = locked.order_by("-attempt_time__max", "username", "ip_address")
    return [_Failures(username or "", address or "", *rest) for username, address, *rest in rows]


def _lock(row: _Failures, user: User | None) -> Lock:
    return Lock(row.username, row.address, row.count, row.latest + COOL_OFF, user)
