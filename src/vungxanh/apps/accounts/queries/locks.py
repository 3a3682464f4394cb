"""Who is locked out after wrong passwords, and until when (khóa đăng nhập)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum

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
    rows = list(_locked(at))
    users = visible_users(by).in_bulk([row["username"] for row in rows], field_name="username")
    return [_lock(row, users[row["username"]]) for row in rows if row["username"] in users]


def all_locks(at: datetime) -> list[Lock]:
    """Every lock, unknown names too; for the command line."""
    rows = list(_locked(at))
    users = User.objects.in_bulk([row["username"] for row in rows], field_name="username")
    return [_lock(row, users.get(row["username"])) for row in rows]


def is_locked(user: User, at: datetime) -> bool:
    """Whether the person is locked out from some address."""
    return _locked(at).filter(username=user.username).exists()


def locked_until(username: str, address: str, at: datetime) -> datetime:
    """When the lock of this name at this address ends; a whole period from now when it has just begun."""
    row = _locked(at).filter(username=username, ip_address=address).first()
    return row["latest"] + COOL_OFF if row else at + COOL_OFF


def _locked(at: datetime) -> QuerySet[AccessAttempt, dict[str, object]]:
    recent = AccessAttempt.objects.filter(attempt_time__gte=at - COOL_OFF).order_by()
    grouped = recent.values("username", "ip_address").annotate(
        failures=Sum("failures_since_start"), latest=Max("attempt_time")
    )
    return grouped.filter(failures__gte=settings.AXES_FAILURE_LIMIT).order_by("-latest")


def _lock(row: dict[str, object], user: User | None) -> Lock:
    latest, failures = row["latest"], row["failures"]
    assert isinstance(latest, datetime)  # noqa: S101  # axes ships no types
    assert isinstance(failures, int)  # noqa: S101
    return Lock(str(row["username"]), str(row["ip_address"] or ""), failures, latest + COOL_OFF, user)
