"""Which traces of signing in have been kept long enough."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from vungxanh.apps.accounts.models import ApiToken, ResetLink
from vungxanh.kit.retention import stores
from vungxanh.kit.retention.stores import Store


def register() -> None:
    """What the libraries write is dated by the machine, what our actions write by the province."""
    stores.register(
        stores.rows("sessions", "sessions", _sessions, dated_by="machine"),
        stores.rows("sessions", "devices", _devices, dated_by="machine"),
        *(
            stores.rows("sign_in_failures", model.__name__, _attempts(model), dated_by="machine")
            for model in (AccessAttempt, AccessFailureLog, AccessLog)
        ),
        stores.rows("reset_links", "links", _reset_links),
        stores.rows("tokens", "tokens", _tokens),
        Store("cache", "cache", _count_cached, _delete_cached, dated_by="machine"),
    )


def _sessions(before: datetime) -> "QuerySet[Session]":
    return Session.objects.filter(expire_date__lt=before)


def _devices(before: datetime) -> "QuerySet[UserSession]":
    """The address and browser of a session that has ended, however it did."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    found: QuerySet[UserSession] = UserSession.objects.filter(~Exists(alive), created_at__lt=before)
    return found


def _attempts(model: Any) -> Callable[[datetime], "QuerySet[Any]"]:
    def old(before: datetime) -> "QuerySet[Any]":
        found: QuerySet[Any] = model.objects.filter(attempt_time__lt=before)
        return found

    return old


def _reset_links(before: datetime) -> "QuerySet[ResetLink]":
    served = Q(used_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    return ResetLink.objects.filter(served)


def _tokens(before: datetime) -> "QuerySet[ApiToken]":
    return ApiToken.objects.filter(Q(revoked_at__lt=before) | Q(expires_at__lt=before))


def _count_cached(before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {_table()} WHERE expires < %s", [_stored(before)])  # noqa: S608
        return int(cursor.fetchone()[0])


def _delete_cached(before: datetime, at_most: int) -> int:
    """Django's cache forgets by itself only what is asked for again, or when it is full."""
    table, stored = _table(), _stored(before)
    some = f"SELECT cache_key FROM {table} WHERE expires < %s LIMIT %s"  # noqa: S608 (a quoted name of ours)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE cache_key IN ({some}) AND expires < %s",  # noqa: S608
            [stored, at_most, stored],
        )
        return int(cursor.rowcount)


def _table() -> str:
    return connection.ops.quote_name(getattr(caches["default"], "_table"))  # noqa: B009 (no public name)


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment.replace(microsecond=0))
