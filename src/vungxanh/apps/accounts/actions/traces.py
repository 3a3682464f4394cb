"""Writing down what allauth and axes did: sign-ins, locks, changes of factors and passwords."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from vungxanh.apps.accounts.actions.tokens import forget_tokens
from vungxanh.apps.accounts.actors import AccountHolder
from vungxanh.apps.accounts.models import User
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor


def trace(user: User, verb: str, *, at: datetime, data: Mapping[str, object] | None = None) -> None:
    """Record what a person did with their own account through the sign-in library (ghi vết)."""
    with transaction.atomic():
        audit.record(verb, by=AccountHolder(user), on=user, at=at, data=data)


def trace_password(user: User, *, at: datetime) -> None:
    """Record that a person changed their own password; who knew the old one may have made tokens, so they all end."""
    with transaction.atomic():
        data = {"tokens": forget_tokens(user, at=at)}
        audit.record("accounts.change_password", by=AccountHolder(user), on=user, at=at, data=data)


def trace_lock(user: User, *, address: str, at: datetime) -> None:
    """Record that the system locked a person out after wrong passwords from an address."""
    with transaction.atomic():
        audit.record("accounts.lock", by=SystemActor("sign-in"), on=user, at=at, data={"address": address})
