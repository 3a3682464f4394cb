"""Which receptions have been kept long enough: only those that became no directive, which are no record of work."""

from datetime import datetime

from django.db.models import QuerySet

from vungxanh.apps.directives.models import Reception, ReceptionState
from vungxanh.kit.retention import stores


def register() -> None:
    """The file goes under `files_unused`, once nothing names it."""
    stores.register(stores.rows("receptions_failed", "receptions", _failed))


def _failed(before: datetime) -> "QuerySet[Reception]":
    return Reception.objects.filter(state=ReceptionState.FAILED, directive=None, at__lt=before)
