"""What it would mean to let a case go: who leaves, which orders end, what is revoked (xem trước khi loại trừ)."""

from dataclasses import dataclass, replace
from datetime import date

from vungxanh.apps.cases.models import Case, Order, Plan
from vungxanh.apps.cases.models import Standing as Row
from vungxanh.apps.cases.queries import facts
from vungxanh.apps.cases.queries.neighbourhood import around
from vungxanh.apps.cases.queries.orders import LIVE
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.exposure.queries.uploads import live_of
from vungxanh.core.casework.standing import Standing
from vungxanh.kit.among import among


@dataclass(frozen=True, slots=True)
class LetGo:
    """How many people leave follow-up or fall to a further level, how many orders end, and how often keys came in."""

    people: int
    fallen: int
    orders: int
    keys: int


def let_go(case: Case, *, on: date, negative_on: date | None = None) -> LetGo:
    """What happens when a case exposes nobody any more (some 17 queries); whom another case holds stays.

    `negative_on` is the day of the sample of theirs that is found negative with it, which may free others too.
    """
    scope = around({case.person_id})
    _row, policy = in_force(on)
    known = facts.of(scope.surroundings)
    if negative_on:
        last = max(negative_on, known.negative.get(case.person_id, negative_on))
        known = replace(known, negative={**known.negative, case.person_id: last})
    held = known.derived(policy, only=scope.persons, without=case.pk).standings
    open_plans = Plan.objects.filter(among("person_id", scope.persons), ended_on=None).values_list("pk", "person")
    free = [plan for plan, person in open_plans if _is_free(held.get(person), on)]
    levels = Row.objects.filter(among("person_id", held)).values_list("person", "level")
    fallen = sum(level < held[person].level and not _is_free(held[person], on) for person, level in levels)
    orders = Order.objects.filter(among("plan_id", free), state__in=LIVE).count()
    return LetGo(len(free), fallen, orders, live_of(case.person.subject))


def _is_free(standing: Standing | None, on: date) -> bool:
    """As `actions.planning` ends plans."""
    return standing is None or standing.plan.last_day is None or standing.plan.last_day < on
