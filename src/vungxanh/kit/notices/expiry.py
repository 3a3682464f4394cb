"""Which notices and deliveries have been kept long enough."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from vungxanh.kit.clock import day_of
from vungxanh.kit.notices.models import Delivery, DeliveryState, Digest, Notice
from vungxanh.kit.retention import stores

_OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)


def register() -> None:
    """Deliveries go first, digests last: a notice whose digest is gone would be taken for a new one."""
    stores.register(
        stores.rows("notices", "notices", _notices),
        stores.rows("notices", "digests", _digests),
        stores.rows("deliveries", "deliveries", _deliveries),
    )


def _notices(before: datetime) -> "QuerySet[Notice]":
    """Whatever their state, but never one that is on its way to somebody."""
    on_its_way = Delivery.objects.filter(Q(notice=OuterRef("pk")) | Q(digest__notices=OuterRef("pk")), state__in=_OPEN)
    return Notice.objects.filter(~Exists(on_its_way), created_at__lt=before)


def _digests(before: datetime) -> "QuerySet[Digest]":
    kept = Notice.objects.filter(digest=OuterRef("pk"))
    open_one = Delivery.objects.filter(digest=OuterRef("pk"), state__in=_OPEN)
    return Digest.objects.filter(~Exists(kept), ~Exists(open_one), day__lt=day_of(before))


def _deliveries(before: datetime) -> "QuerySet[Delivery]":
    """Settled long ago; a message that is not settled, of whatever age, belongs to the sender."""
    return Delivery.objects.exclude(state__in=_OPEN).filter(settled_at__lt=before)
