"""Phones that fell silent and messages that are over (thiết bị ngừng liên lạc): deleted by the table of keeping."""

from datetime import datetime

from django.db.models import QuerySet

from vungxanh.apps.exposure.models import Command, Device
from vungxanh.kit import clock
from vungxanh.kit.retention import stores


def register() -> None:
    """Rules stand in `core.records.retention`; proofs and deliveries go with their phone and command."""
    stores.register(stores.rows("devices", "devices", _silent), stores.rows("pushes", "commands", _over))


def _silent(before: datetime) -> "QuerySet[Device]":
    return Device.objects.filter(seen_on__lt=clock.day_of(before))


def _over(before: datetime) -> "QuerySet[Command]":
    return Command.objects.filter(expires_at__lt=before)
