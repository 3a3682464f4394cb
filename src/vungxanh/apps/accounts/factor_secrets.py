"""Secrets of second factors, which the sign-in library keeps encrypted inside a JSON column (khóa xác thực hai lớp)."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from vungxanh.kit.sealing import rotation

PURPOSE = "accounts.factor"
_SECRETS = ("secret", "seed")  # of an authenticator app, of recovery codes


def register() -> None:
    """Let a change of the data key reach them."""
    rotation.register(rotation.Store("mfa_authenticator.data", PURPOSE, _values, _reseal))


def _values() -> Iterator[tuple[int, str]]:
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).iterator():
        yield from ((row.pk, value) for value in _of(row.data).values())


def _reseal(anew: rotation.Reseal, note: rotation.Note) -> int:
    changed, last = 0, 0
    rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")
    while True:
        with transaction.atomic():
            batch = list(rows.filter(pk__gt=last).select_for_update(of=("self",))[: rotation.BATCH])
            last = batch[-1].pk if batch else last  # a deleted row forgets its key
            for row in batch:
                _reseal_one(row, anew)
            changed += note()
        if not batch:
            return changed


def _reseal_one(row: Authenticator, anew: rotation.Reseal) -> None:
    fresh = {name: anew(value, PURPOSE, row.pk) for name, value in _of(row.data).items()}
    fresh = {name: value for name, value in fresh.items() if value is not None}
    if "" in fresh.values():  # given up with its key: the person sets the factor up again
        row.delete()
    elif fresh:
        row.data |= fresh
        row.save(update_fields=["data"])


def _of(data: dict[str, Any]) -> dict[str, str]:
    return {name: data[name] for name in _SECRETS if name in data}
