"""Quarantine orders of a place, and the plans picked for them (quyết định cách ly)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, Max, QuerySet

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Order, OrderState, Plan
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.policy import Place
from vungxanh.kit import paging
from vungxanh.kit.clock import day_of

LIVE = (OrderState.DRAFT, OrderState.ISSUED, OrderState.DELIVERED)
NEWEST = paging.Order("-made_at", "id")


def orders_of(
    officer: Officer, *, state: OrderState | None = None, cursor: str = "", size: int = 50
) -> paging.Page[Order]:
    """The orders of the officer's place, the newest first, with plan and person (1 query)."""
    rows = Order.objects.filter(path__under=policies.area(officer))
    rows = rows.filter(state=state) if state else rows
    rows = rows.select_related("plan__person__commune", "issued_by")
    return paging.page_of(rows, NEWEST, cursor=cursor, size=size)


def all_of(officer: Officer, state: OrderState) -> QuerySet[Order]:
    """Every order of one state in the officer's place, in the order drafted; the rows themselves, nobody's name."""
    return Order.objects.filter(path__under=policies.area(officer), state=state).order_by("pk")


def by_state(officer: Officer) -> dict[str, int]:
    """How many orders of the officer's place stand in each state, 0 where none does (1 query)."""
    rows = Order.objects.filter(path__under=policies.area(officer)).order_by().values_list("state")
    return dict.fromkeys(OrderState.values, 0) | dict(rows.annotate(n=Count("pk")))


def ordered_until(plans: Collection[Plan]) -> dict[int, date]:
    """To which day the live orders of each plan reach, by its key; plans without any are left out (1 query)."""
    rows = Order.objects.filter(plan__in=[plan.pk for plan in plans], state__in=LIVE).values_list("plan")
    return dict(rows.annotate(until=Max("until_on")).order_by())


def ordered_before(plans: Collection[Plan]) -> set[int]:
    """Those of the plans that were ordered anything before, over or revoked or in force (1 query)."""
    return set(Order.objects.filter(plan__in=[plan.pk for plan in plans]).values_list("plan", flat=True))


def last_day_of(order: Order) -> date:
    """To which day an order binds, or bound: one that ended before its time, to the day when it did."""
    return min(order.until_on, day_of(order.over_at)) if order.over_at else order.until_on


def falling_short(plans: Collection[Plan]) -> dict[int, date]:
    """Of open plans whose orders end before the quarantine in force does, the day they end on (1 query).

    Orders that have ended, with a plan that goes on again say, bind nobody: they count where none is in force.
    """
    quarantined = [plan for plan in plans if _quarantines(plan)]
    if not quarantined:
        return {}
    bound: dict[bool, dict[int, date]] = {True: {}, False: {}}
    for order in Order.objects.filter(plan__in=[plan.pk for plan in quarantined], state__in=(*LIVE, OrderState.ENDED)):
        held = bound[order.state in LIVE]
        held[order.plan_id] = max(last_day_of(order), held.get(order.plan_id, date.min))
    until = bound[False] | bound[True]
    return {
        plan.pk: until[plan.pk]
        for plan in quarantined
        if plan.pk in until and plan.quarantine_ends_on and until[plan.pk] < plan.quarantine_ends_on
    }


def goes_beyond(order: Order) -> bool:
    """Whether an order in force binds longer than an open plan now asks for, as after a shorter policy."""
    plan = order.plan
    if order.state not in LIVE or plan.ended_on is not None:
        return False
    return not _quarantines(plan) or order.until_on > (plan.quarantine_ends_on or order.until_on)


def _quarantines(plan: Plan) -> bool:
    return plan.ended_on is None and plan.quarantine_ends_on is not None and plan.place != Place.NONE


def outlasting(plans: Collection[Plan], *, on: date) -> dict[int, date]:
    """Of plans that ended by an illness, the day to which live orders still bind the person (1 query).

    Every other end of a plan ends its orders too (`actions.lifting`).
    """
    ended = [plan for plan in plans if plan.ended_on is not None]
    until = ordered_until(ended) if ended else {}
    return {key: day for key, day in until.items() if day >= on}


def ended_with(plans: Collection[Plan], at: datetime) -> set[int]:
    """The people of those plans of which a run at this moment ended an order, who are to be told (1 query)."""
    ended = Order.objects.filter(plan__in=plans, state=OrderState.ENDED, over_at=at)
    return set(ended.values_list("plan__person", flat=True))


def must_be_here(officer: Officer, kind: type[Order | Plan], picked: Collection[int]) -> None:
    """NotFound unless each of these stands in the officer's place, as a single one is answered (1 query)."""
    keys = set(picked)
    if kind.objects.filter(pk__in=keys, path__under=policies.area(officer)).count() < len(keys):
        raise policies.not_here()


def orders_by_key(officer: Officer, picked: Collection[int]) -> list[Order]:
    """Those of the picked orders that stand in the officer's place, in the order made (1 query)."""
    rows = Order.objects.filter(pk__in=picked, path__under=policies.area(officer))
    return list(rows.select_related("plan__person__commune").order_by("made_at", "pk"))


def plans_by_key(officer: Officer, picked: Collection[int]) -> list[Plan]:
    """Those of the picked plans that stand in the officer's place, the likeliest first (1 query)."""
    rows = Plan.objects.filter(pk__in=picked, path__under=policies.area(officer), ended_on=None)
    rows = rows.filter(person__standing__isnull=False).select_related("person__commune", "person__standing")
    return list(rows.order_by("-person__standing__probability", "pk"))
