"""Drafts follow what is derived now: their days and places anew, or taken back (cập nhật dự thảo)."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Order, OrderState, Place
from vungxanh.apps.cases.queries.drafts import outdated
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of

NO_LONGER = "không còn phải cách ly"


class Redrafted(NamedTuple):
    """How many drafts say now what is asked, and how many were taken back since nothing is."""

    moved: int
    taken_back: int


def bring_up_to_date(orders: Collection[Order], *, by: Officer, at: datetime) -> Redrafted:
    """Let the outdated drafts among these say what their plans ask now; orders that are issued stay as they are.

    A second time there is nothing left to do. The facility stays where somebody is still sent to one.
    """
    for order in orders:
        policies.must_order(by, order)
    with transaction.atomic():
        audit.hold()
        keys = [order.pk for order in orders]
        rows = Order.objects.select_for_update().filter(among("pk", keys), state=OrderState.DRAFT).order_by("pk")
        held = {row.pk: row for row in rows}
        moved, over = [], []
        for key, asked in outdated(held.values(), on=day_of(at)).items():
            row = held[key]
            if asked is None:
                row.state, row.over_at = OrderState.REVOKED, at
                over.append(row)
                continue
            row.place, row.from_on, row.until_on = asked
            row.facility = row.facility if row.place == Place.FACILITY else ""
            moved.append(row)
        fields = ["place", "from_on", "until_on", "facility", "state", "over_at"]
        Order.objects.bulk_update([*moved, *over], fields, batch_size=500)
        audit.record_many("cases.order.redraft", by=by, on=moved, at=at)
        audit.record_many("cases.order.revoke", by=by, on=over, at=at, data={"why": NO_LONGER})
    return Redrafted(len(moved), len(over))
