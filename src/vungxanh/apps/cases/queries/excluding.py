"""What it would mean to let a case go: who leaves, which orders end, what is revoked (xem trước khi loại trừ)."""

from dataclasses import dataclass
from datetime import date

from vungxanh.apps.cases.models import Case, Order, Plan
from vungxanh.apps.cases.queries import facts
from vungxanh.apps.cases.queries.neighbourhood import around
from vungxanh.apps.cases.queries.orders import LIVE
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.exposure.queries.uploads import live_of
from vungxanh.core.casework.standing import Standing
from vungxanh.kit.among import among


@dataclass(frozen=True, slots=True)
class LetGo:
    """How many people leave follow-up, how many of their orders end, how many times keys were handed in."""

    people: int
    orders: int
    keys: int


def let_go(case: Case, *, on: date) -> LetGo:
    """What happens when a case exposes nobody any more (some 16 queries); whom another case holds stays."""
    scope = around({case.person_id})
    _row, policy = in_force(on)
    held = facts.of(scope.surroundings).derived(policy, only=scope.persons, without=case.pk).standings
    open_plans = Plan.objects.filter(among("person_id", scope.persons), ended_on=None).values_list("pk", "person")
    free = [plan for plan, person in open_plans if _is_free(held.get(person), on)]
    orders = Order.objects.filter(among("plan_id", free), state__in=LIVE).count()
    return LetGo(len(free), orders, live_of(case.person.subject))


def _is_free(standing: Standing | None, on: date) -> bool:
    """As `actions.planning` ends plans."""
    return standing is None or standing.plan.last_day is None or standing.plan.last_day < on
