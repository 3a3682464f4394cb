"""Quarantine orders end with the plan that they rest on (chấm dứt quyết định cách ly)."""

from collections.abc import Collection
from datetime import datetime

from vungxanh.apps.cases.models import Order, OrderState
from vungxanh.apps.cases.queries.orders import LIVE
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor


def lift(plans: Collection[int], *, by: Actor, at: datetime) -> list[Order]:
    """End the live orders of plans whose people are free, drafts too; call it where the plans end (3 queries).

    Who is kept apart by one was so until now. Whoever fell ill is not free: do not name their plans here.
    """
    rows = list(Order.objects.select_for_update().filter(plan__in=plans, state__in=LIVE).order_by("pk"))
    if rows:
        Order.objects.filter(pk__in=[row.pk for row in rows]).update(state=OrderState.ENDED, over_at=at)
        audit.record_many("cases.order.end", by=by, on=rows, at=at)
    return rows
