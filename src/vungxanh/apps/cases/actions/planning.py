"""One plan a person, settled after every derivation: its days, checks and tests (kế hoạch theo dõi).

What was done stays. What is due follows the derivation: checks and tests of days it no longer names go, new ones come.
Whether a plan is open follows the standing alone, so that who was freed by mistake is followed again. What frees
somebody (`core.casework.tokens`) is part of the standing, so no later derivation holds them again without a reason.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Case, Count, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from vungxanh.apps.cases.actions.lifting import lift
from vungxanh.apps.cases.models import ILL_FIRST, Check, Exposure, Outcome, Person, Plan, Sample
from vungxanh.apps.org.models import Unit
from vungxanh.core.casework.policy import Place, Policy
from vungxanh.core.casework.schedule import Due, Duty, schedule
from vungxanh.core.casework.standing import Standing
from vungxanh.kit import bulk
from vungxanh.kit.actors import Actor
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of

_BATCH = 1000
_FIELDS = (
    *("path", "level", "place", "found_on", "starts_on", "quarantine_ends_on", "ends_on"),
    *("ended_on", "ended_why", "updated_at", "version"),
)
NO_LONGER = gettext_noop("không còn phải theo dõi")
ILL = gettext_noop("đã thành ca bệnh")
BETWEEN = gettext_noop("người tiếp xúc ở giữa âm tính")
OVER = gettext_noop("hết thời gian theo dõi")


def settle(standings: Mapping[int, Standing | None], policy: Policy, *, by: Actor, at: datetime) -> None:
    """Make, move or end the plans of these people (some 10 queries); None stands for who is reached by no case now.

    Orders of whoever is free end with the plan; who fell ill stays bound until the order is over or revoked.
    """
    held = {plan.person_id: plan for plan in Plan.objects.filter(among("person_id", standings))}
    followed = {plan.pk for plan in held.values() if plan.ended_on is None}
    paths = dict(Person.objects.filter(among("pk", standings)).values_list("pk", "path"))
    units = dict(Unit.objects.filter(path__in=set(paths.values())).values_list("path", "pk"))
    due: dict[int, tuple[Due, ...]] = {}
    anew, new = _found_anew(held, standings), []
    for key, standing in standings.items():
        plan = held.get(key)
        if standing is None or standing.level == 0 or standing.plan.last_day is None:
            if plan:
                _end(plan, _why(standing), at)
                due[key] = ()
            continue
        found_on = plan.found_on if plan and key not in anew else day_of(at)
        due[key] = schedule(standing, policy, since=found_on)
        asked = _asked(paths[key], standing, found_on, due[key][0].day, at)  # duties are in the order of days
        asked |= _end_of(plan, asked["ends_on"], at)
        if plan:
            _fit(plan, asked)
        else:
            new.append({"person_id": key, "unit_id": units[paths[key]], **asked})
    Plan.objects.bulk_update(held.values(), _FIELDS, batch_size=_BATCH)
    bulk.insert(Plan, new)
    plans = dict(Plan.objects.filter(among("person_id", due)).values_list("person", "pk"))
    _settle_checks(
        {plans[key]: duties for key, duties in due.items()}, held=bool(held), followed=followed, on=day_of(at)
    )
    _settle_tests(standings, due)
    put_in_order(held, on=day_of(at))
    flag_overdue(Plan.objects.filter(pk__in=plans.values()), on=day_of(at))
    if free := [plan.pk for plan in held.values() if plan.ended_on and plan.ended_why != ILL]:
        lift(free, by=by, at=at)


def put_in_order(persons: Collection[int], *, on: date) -> None:
    """Let plans, and checks from today on, stand in the lists by what is known of their people now (2 queries).

    For whoever writes a standing's probability or a plan's `is_ill`.
    """
    if not persons:
        return
    likely = Subquery(Person.objects.filter(pk=OuterRef("person")).values("standing__probability"))
    plans = Plan.objects.filter(among("person_id", persons))
    plans.update(urgency=Coalesce(likely, 0.0) + Case(When(is_ill=True, then=ILL_FIRST), default=0.0))
    planned = Subquery(Plan.objects.filter(pk=OuterRef("plan")).values("urgency"))
    checks = Check.objects.filter(among("plan__person_id", persons), day__gte=on)
    checks.exclude(urgency=planned).update(urgency=planned)


def flag_overdue(plans: QuerySet[Plan], *, on: date) -> None:
    """Count the checks of past days that nobody did, and since when any waits; no day moves.

    2 queries, and one for each count that changes: plans of one day change alike.
    """
    waiting = Check.objects.filter(plan__in=plans, outcome=Outcome.DUE).values_list("plan")
    counted = waiting.annotate(since=Min("day"), late=Count("pk", filter=Q(day__lt=on))).order_by()
    found = {key: (since, late) for key, since, late in counted}
    moved: dict[tuple[date | None, int], list[int]] = defaultdict(list)
    for key, *held in plans.values_list("pk", "due_since", "overdue"):
        if tuple(held) != found.get(key, (None, 0)):
            moved[found.get(key, (None, 0))].append(key)
    for (since, late), keys in moved.items():
        Plan.objects.filter(among("pk", keys)).update(due_since=since, overdue=late)


def _found_anew(held: Mapping[int, Plan], standings: Mapping[int, Standing | None]) -> set[int]:
    """Whose plan had ended when their last exposure was told, whenever it was: that plan was another one (1 query).

    What was known all along, and freed them by a mistake, finds nobody anew.
    """
    over = {key: one for key, plan in held.items() if plan.ended_on and (one := standings.get(key))}
    keys = {each for one in over.values() for term in one.terms for each in term.exposures}
    rows = Exposure.objects.filter(among("pk", keys)).values_list("pk", "ended_at", "recorded_at") if keys else ()
    told = {key: (day_of(ended), day_of(recorded)) for key, ended, recorded in rows}
    return {key for key, one in over.items() if _is_anew(held[key], one, told)}


def _is_anew(plan: Plan, standing: Standing, told: Mapping[int, tuple[date, date]]) -> bool:
    """Plans that reach their end do so as the day begins: what is told on that day is told after it."""
    days = [told[each] for term in standing.terms for each in term.exposures if each in told]
    before = [
        ended
        for ended, recorded in days
        if plan.ended_on and (recorded < plan.ended_on or (recorded == plan.ended_on and plan.ended_why != OVER))
    ]
    return bool(days) and max(ended for ended, _recorded in days) > max(before, default=date.min)


def _fit(plan: Plan, asked: Mapping[str, Any]) -> None:
    for name, value in asked.items():
        setattr(plan, name, value)
    plan.version += 1


def _end_of(plan: Plan | None, ends_on: date, at: datetime) -> dict[str, Any]:
    """A plan with days to come is open, whatever had ended it; one without is over, and stays so since when it was."""
    if ends_on >= day_of(at):
        return {"ended_on": None, "ended_why": ""}
    since = plan.ended_on if plan and plan.ended_why == OVER else day_of(at)
    return {"ended_on": since, "ended_why": OVER}


def _asked(path: str, standing: Standing, found_on: date, begin: date, at: datetime) -> dict[str, Any]:
    """What the standing asks of a plan whose first duty falls on a day, as columns."""
    return {
        "path": path,
        "level": standing.level,
        "place": standing.place_on(day_of(at)).value,
        "found_on": found_on,
        "starts_on": begin,
        "quarantine_ends_on": standing.plan.quarantine_until,
        "ends_on": max(standing.plan.last_day or day_of(at), begin),
        "urgency": standing.probability,
        "updated_at": at,
    }


def _why(standing: Standing | None) -> str:
    """Why nothing is asked of somebody."""
    if standing and standing.level == 0:
        return ILL
    return BETWEEN if standing and any(term.is_freed for term in standing.terms) else NO_LONGER


def _end(plan: Plan, why: str, at: datetime) -> None:
    if plan.ended_on is None:
        plan.ended_on, plan.ended_why, plan.updated_at = day_of(at), why, at
        plan.place = Place.NONE.value
        plan.version += 1


def _settle_checks(due: Mapping[int, tuple[Due, ...]], *, held: bool, followed: Collection[int], on: date) -> None:
    """Of each plan; who has the same days to come is written together.

    Who is `followed` all along is owed no more checks of days that are over: nobody asked for them then.
    `schedule` gives people of one plan one and the same tuple, which is known by its place in memory.
    """
    columns = ("plan", "day", "number", "outcome", "pk")
    there = Check.objects.filter(plan__in=due).values_list(*columns) if held else []
    wanted = {
        id(duties): {(one.day, one.number) for one in duties if one.duty is Duty.CHECK} for duties in _distinct(due)
    }
    has: dict[int, set[tuple[date, int]]] = defaultdict(set)
    idle = []
    for plan, day, number, outcome, key in there:
        has[plan].add((day, number))
        if outcome == Outcome.DUE and (day, number) not in wanted[id(due[plan])]:
            idle.append(key)
    Check.objects.filter(pk__in=idle).delete()
    lacking = ((plan, wanted[id(duties)] - has[plan]) for plan, duties in due.items())
    new = ((plan, {one for one in days if one[0] >= on} if plan in followed else days) for plan, days in lacking)
    for missing, plans in _together(new):
        rows = [{"day": day, "number": number} for day, number in sorted(missing)]
        bulk.insert_under(Check, "plan", plans, rows, copied=("path", "urgency"))


def _settle_tests(people: Collection[int], due: Mapping[int, tuple[Due, ...]]) -> None:
    wanted: dict[int, set[date | None]] = {
        id(duties): {one.day for one in duties if one.duty is Duty.TEST} for duties in _distinct(due)
    }
    has: dict[int, set[date | None]] = defaultdict(set)
    idle = []
    planned = Sample.objects.filter(among("person_id", people), due_on__isnull=False)
    for person, day, taken, key in planned.values_list("person", "due_on", "taken_on", "pk"):
        has[person].add(day)
        if taken is None and day not in wanted.get(id(due.get(person)), ()):
            idle.append(key)
    Sample.objects.filter(pk__in=idle).delete()
    for missing, persons in _together((person, wanted[id(duties)] - has[person]) for person, duties in due.items()):
        bulk.insert_under(Sample, "person", persons, [{"due_on": day} for day in sorted(filter(None, missing))])


def _distinct(due: Mapping[int, tuple[Due, ...]]) -> Iterable[tuple[Due, ...]]:
    return {id(duties): duties for duties in due.values()}.values()


Days = TypeVar("Days")


def _together(missing: Iterable[tuple[int, set[Days]]]) -> Iterable[tuple[frozenset[Days], list[int]]]:
    """Keys by what they lack, those who lack nothing left out."""
    found: dict[frozenset[Days], list[int]] = defaultdict(list)
    for key, days in missing:
        if days:
            found[frozenset(days)].append(key)
    return found.items()
