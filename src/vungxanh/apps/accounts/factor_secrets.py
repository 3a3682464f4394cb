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
    rotation.register(rotation.Store("accounts.factors", _values, _reseal))


def _values() -> Iterator[str]:
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).iterator():
        yield from _of(row.data).values()


def _reseal(anew: rotation.Reseal) -> int:
    changed = 0
    rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            row = rows.select_for_update().filter(pk=pk).first()
            fresh = {name: anew(value, PURPOSE) for name, value in _of(row.data).items()} if row else {}
            fresh = {name: value for name, value in fresh.items() if value is not None}
            if row is None or not fresh:
                continue
            if "" in fresh.values():  # given up with its key: the person sets the factor up again
                row.delete()
            else:
                row.data |= fresh
                row.save(update_fields=["data"])
            changed += len(fresh)
    return changed


def _of(data: dict[str, Any]) -> dict[str, str]:
    return {name: data[name] for name in _SECRETS if name in data}
