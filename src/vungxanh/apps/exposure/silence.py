"""Phones that fell silent, what owners declared, messages that are over (thiết bị): deleted by the table of keeping."""

from datetime import datetime

from django.db.models import QuerySet

from vungxanh.apps.exposure.actions.register import NOTHING_DECLARED
from vungxanh.apps.exposure.models import Command, Device
from vungxanh.kit import clock
from vungxanh.kit.retention import stores
from vungxanh.kit.retention.stores import Store


def register() -> None:
    """Rules stand in `core.records.retention`; proofs and deliveries go with their phone and command."""
    stores.register(
        stores.rows("devices", "devices", _silent),
        Store("device_owners", "owners", lambda before: _declared(before).count(), _forget_owners),
        stores.rows("pushes", "commands", _over),
    )


def _silent(before: datetime) -> "QuerySet[Device]":
    return Device.objects.filter(seen_on__lt=clock.day_of(before))


def _declared(before: datetime) -> "QuerySet[Device]":
    return Device.objects.filter(declared_on__lt=clock.day_of(before))


def _forget_owners(before: datetime, at_most: int) -> int:
    """The phone stays known, for pushes and coverage; whose it is goes, number and proof too.

    Nothing of the app's protocol needs them: it never asks for them back, and names its number whenever it hands in.
    """
    locked = _declared(before).order_by("pk").select_for_update(of=("self",), skip_locked=True)
    keys = list(locked.values_list("pk", flat=True)[:at_most])
    return Device.objects.filter(pk__in=keys).update(**NOTHING_DECLARED)


def _over(before: datetime) -> "QuerySet[Command]":
    return Command.objects.filter(expires_at__lt=before)
