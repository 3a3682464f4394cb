"""Drafts of quarantine orders and what they would say if they were drafted now (dự thảo đã cũ)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from vungxanh.apps.cases.models import Order, OrderState, Place, Plan
from vungxanh.apps.cases.queries.orders import LIVE
from vungxanh.core.casework.policy import Place as PlaceOf
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of

_OF_PLANS = ("starts_on", "quarantine_ends_on", "place", "ended_on")


class Asked(NamedTuple):
    """What a draft would say now."""

    place: str
    from_on: date
    until_on: date


def outdated(orders: Collection[Order], *, on: date) -> dict[int, Asked | None]:
    """Of the drafts among these that say otherwise than a plan asks on a day, what each would say (2 queries).

    By the order's key; None where nobody is to be kept apart any more. What the orders drafted before reach is left to
    them, and the days after its own to one drafted later.
    """
    drafts = [order for order in orders if order.state == OrderState.DRAFT]
    if not drafts:
        return {}
    keys = {draft.plan_id for draft in drafts}
    plans = {plan.pk: plan for plan in Plan.objects.filter(among("pk", keys)).only(*_OF_PLANS)}
    others: dict[int, list[Order]] = defaultdict(list)
    for row in Order.objects.filter(among("plan_id", keys)).only("plan_id", "state", "until_on"):
        others[row.plan_id].append(row)
    asked = {draft.pk: _asked(draft, plans[draft.plan_id], others[draft.plan_id], on) for draft in drafts}
    says = {draft.pk: Asked(draft.place, draft.from_on, draft.until_on) for draft in drafts}
    return {key: found for key, found in asked.items() if found != says[key]}


def without_facility(orders: Iterable[Order]) -> int:
    """How many send somebody to be kept apart in a facility, but not to which."""
    return sum(order.place == Place.FACILITY and not order.facility for order in orders)


def begin_of(plan: Plan, until: date | None, earliest: date | None) -> date:
    """The first day of the next order: after those in force, and not before the earliest."""
    after = until + timedelta(days=1) if until else None
    return max(filter(None, (plan.starts_on, after, earliest)))


def _asked(draft: Order, plan: Plan, orders: Iterable[Order], on: date) -> Asked | None:
    """As `actions.ordering.draft` would draft it, had it been asked on the day it was and of what is known now."""
    before = [order for order in orders if order.pk < draft.pk]
    is_followed = any(order.pk > draft.pk and order.state in LIVE for order in orders)
    ends = plan.quarantine_ends_on
    until = max((order.until_on for order in before if order.state in LIVE), default=None)
    if plan.ended_on or ends is None or ends < on or plan.place == PlaceOf.NONE or (until and until >= ends):
        return None
    begin = begin_of(plan, until, day_of(draft.made_at) if before else None)
    last = min(draft.until_on, ends) if is_followed else ends
    return Asked(plan.place, begin, max(last, begin))
