"""What a person has been told, and how they want to be."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q, QuerySet

from vungxanh.kit.notices.models import Delivery, DeliveryState, Notice, Preference


def notices_of(user_id: int) -> QuerySet[Notice]:
    """The person's notices that still hold, newest first."""
    return Notice.objects.filter(user_id=user_id, withdrawn_at__isnull=True).order_by("-created_at", "-pk")


def unread_count(user_id: int) -> int:
    """How many of them are unread (số thông báo chưa đọc)."""
    return Notice.objects.filter(user_id=user_id, withdrawn_at__isnull=True, read_at__isnull=True).count()


def preference_of(user_id: int) -> Preference:
    """The person's choices, or the defaults as an unsaved row."""
    return preferences_of([user_id])[user_id]


def preferences_of(user_ids: Collection[int]) -> dict[int, Preference]:
    """The choices of many people by user id."""
    saved = {row.user_id: row for row in Preference.objects.filter(user_id__in=list(user_ids))}
    return {user_id: saved.get(user_id) or Preference(user_id=user_id) for user_id in user_ids}


def undelivered() -> QuerySet[Delivery]:
    """What could not be sent or whose fate is unknown, newest first; for the operator."""
    return Delivery.objects.filter(state__in=[DeliveryState.FAILED, DeliveryState.UNKNOWN]).order_by("-pk")


def keys_beginning(prefix: str) -> Q:
    """Notices whose key begins so, in a form that each database answers from its index."""
    condition = Q(key__startswith=prefix)
    if connection.vendor == "sqlite":  # its LIKE ignores the index; keys compare by code point there
        condition &= Q(key__gte=prefix, key__lt=prefix + "\U0010ffff")
    return condition
