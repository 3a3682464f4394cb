"""One plan a person, settled after every derivation: its days, checks and tests (kế hoạch theo dõi).

What was done stays. What is due follows the derivation: checks and tests of days it no longer names go, new ones come.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db.models import QuerySet

from vungxanh.apps.cases.models import Check, Outcome, Person, Plan, Sample
from vungxanh.apps.org.models import Unit
from vungxanh.core.casework.policy import Policy
from vungxanh.core.casework.schedule import Due, Duty, schedule
from vungxanh.core.casework.standing import Standing
from vungxanh.kit.clock import day_of

_BATCH = 1000
NO_LONGER = "không còn phải theo dõi"
ILL = "đã thành ca bệnh"


def settle(standings: Mapping[int, Standing | None], policy: Policy, *, at: datetime) -> None:
    """Make, move or end the plans of these people (8 queries); None stands for who is reached by no case any more."""
    held = {plan.person_id: plan for plan in Plan.objects.filter(person__in=standings)}
    people = {person.pk: person for person in Person.objects.filter(pk__in=standings)}
    units = {unit.path: unit for unit in Unit.objects.filter(path__in={person.path for person in people.values()})}
    due: dict[int, tuple[Due, ...]] = {}
    for key, standing in standings.items():
        plan, person = held.get(key), people[key]
        if standing is None or standing.level == 0 or standing.plan.last_day is None:
            _end(plan, ILL if standing and standing.level == 0 else NO_LONGER, at)
            continue
        since = plan.starts_on if plan else day_of(at)
        due[key] = schedule(standing, policy, since=since)
        plan = plan or Plan(
            person=person, unit=units[person.path], starts_on=min(one.day for one in due[key]), version=0
        )
        held[key] = _fitted(plan, person, standing, at)
    _save(held.values())
    open_plans = {plan.person_id: plan for plan in Plan.objects.filter(person__in=due)}
    _settle_checks(open_plans, due)
    _settle_tests(standings, due)
    flag_overdue(Plan.objects.filter(pk__in=[plan.pk for plan in open_plans.values()]), on=day_of(at))


def flag_overdue(plans: QuerySet[Plan], *, on: date) -> None:
    """Count the checks of past days that nobody did; a flag only, no day moves (2 queries)."""
    waiting = Check.objects.filter(plan__in=plans, day__lt=on, outcome=Outcome.DUE).values_list("plan", flat=True)
    counted: dict[int, int] = {}
    for key in waiting:
        counted[key] = counted.get(key, 0) + 1
    moved = [plan for plan in plans.only("pk", "overdue") if plan.overdue != counted.get(plan.pk, 0)]
    for plan in moved:
        plan.overdue = counted.get(plan.pk, 0)
    Plan.objects.bulk_update(moved, ["overdue"], batch_size=_BATCH)


def _fitted(plan: Plan, person: Person, standing: Standing, at: datetime) -> Plan:
    """The plan as the standing asks; one that had ended comes back only when its last day moved on."""
    last = standing.plan.last_day or day_of(at)
    if plan.ended_on and last > plan.ends_on:
        plan.ended_on, plan.ended_why = None, ""
    plan.path, plan.level = person.path, standing.level
    plan.place = standing.place_on(day_of(at)).value
    plan.quarantine_ends_on, plan.ends_on = standing.plan.quarantine_until, max(last, plan.starts_on)
    plan.updated_at = at
    plan.version += 1
    return plan


def _end(plan: Plan | None, why: str, at: datetime) -> None:
    if plan and plan.ended_on is None:
        plan.ended_on, plan.ended_why, plan.updated_at = day_of(at), why, at
        plan.version += 1


def _save(plans: Iterable[Plan]) -> None:
    plans = list(plans)
    fields = ["path", "level", "place", "quarantine_ends_on", "ends_on", "ended_on", "ended_why", "updated_at"]
    Plan.objects.bulk_update([plan for plan in plans if plan.pk], [*fields, "version"], batch_size=_BATCH)
    Plan.objects.bulk_create([plan for plan in plans if not plan.pk], batch_size=_BATCH)


def _settle_checks(plans: Mapping[int, Plan], due: Mapping[int, Collection[Due]]) -> None:
    wanted = {
        (plans[person].pk, one.day, one.number): plans[person]
        for person, duties in due.items()
        for one in duties
        if one.duty is Duty.CHECK
    }
    held = Check.objects.filter(plan__in=[plan.pk for plan in plans.values()])
    there = {(row.plan_id, row.day, row.number): row for row in held}
    Check.objects.filter(
        pk__in=[row.pk for key, row in there.items() if key not in wanted and row.outcome == Outcome.DUE]
    ).delete()
    Check.objects.bulk_create(
        [
            Check(plan=plan, path=plan.path, day=day, number=number)
            for (key, day, number), plan in wanted.items()
            if (key, day, number) not in there
        ],
        batch_size=_BATCH,
    )


def _settle_tests(people: Collection[int], due: Mapping[int, Collection[Due]]) -> None:
    wanted = {(person, one.day) for person, duties in due.items() for one in duties if one.duty is Duty.TEST}
    planned = Sample.objects.filter(person__in=people, due_on__isnull=False)
    held = {(row.person_id, row.due_on): row for row in planned}
    idle = [row.pk for key, row in held.items() if key not in wanted and row.taken_on is None]
    Sample.objects.filter(pk__in=idle).delete()
    Sample.objects.bulk_create(
        [Sample(person_id=person, due_on=day) for person, day in sorted(wanted) if (person, day) not in held],
        batch_size=_BATCH,
    )
