"""What opening a ring costs and finds, before it is opened (xem trước khi mở vòng)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.facts import Case, Exposure, Isolation
from vungxanh.core.casework.policy import Policy
from vungxanh.core.casework.schedule import Duty, schedule
from vungxanh.core.casework.standing import Standing


@dataclass(frozen=True, slots=True)
class Workload:
    """Minutes of an officer's work; a rule of the house, to be replaced by what the province measures (định mức).

    hours = Σ over persons of (find + order·[quarantine] + check·checks + test·tests) / 60, over the whole plan.
    `hazard` scales every probability, 1 - (1 - p)^hazard: above 1 for a variant that spreads more, below 1 among the
    vaccinated.
    """

    find_minutes: float = 25.0
    order_minutes: float = 15.0
    check_minutes: float = 4.0
    test_minutes: float = 12.0
    hazard: float = 1.0


@dataclass(frozen=True, slots=True)
class Preview:
    """Opening `ring` of a case: who is new, where, how much work, how many infections may be expected among them.

    `people` come the likeliest first. `by_commune` counts new people; None is a commune that is not known.
    `deepened` stood already and would get another term.
    """

    case: int
    ring: int
    people: tuple[Standing, ...]
    deepened: int
    by_commune: Mapping[int | None, int]
    officer_hours: float
    expected_infections: float
    quarantine_days: int

    @property
    def hours_per_infection(self) -> float | None:
        """Hours of work for one expected infection, None when none is expected: what rings are compared by."""
        return self.officer_hours / self.expected_infections if self.expected_infections else None


def preview(
    exposures: Iterable[Exposure],
    cases: Iterable[Case],
    policy: Policy,
    *,
    case: int,
    ring: int,
    communes: Mapping[int, int],
    workload: Workload = Workload(),
    isolated: Collection[Isolation] = (),
    vaccinated: Collection[int] = (),
    negative: Mapping[int, date] | None = None,
    died: Mapping[int, date] | None = None,
    now: Mapping[int, Standing] | None = None,
) -> Preview:
    """What changes when a case's contacts are traced `ring` deep; `communes` says where persons live.

    `now` is everybody's standing as derived from these facts; it is derived when it is not handed in. KeyError when
    there is no such case; ValueError when the policy allows no such ring.
    """
    if not 1 <= ring <= policy.max_ring:
        raise ValueError(f"the policy allows rings 1 to {policy.max_ring}")
    held, known = list(exposures), {one.key: one for one in cases}
    opened = known | {case: replace(known[case], ring=ring)}
    derived = partial(
        derive, held, policy=policy, isolated=isolated, vaccinated=vaccinated, negative=negative, died=died
    )
    before = derived(cases=known.values()).standings if now is None else now
    after = derived(cases=opened.values(), follow={case}).standings
    new = sorted((after[who] for who in after.keys() - before.keys()), key=lambda one: (-one.probability, one.person))
    return Preview(
        case,
        ring,
        tuple(new),
        sum(1 for who, one in after.items() if who in before and not set(one.terms) <= set(before[who].terms)),
        dict(Counter(communes.get(one.person) for one in new).most_common()),
        sum(officer_minutes(one, policy, workload) for one in new) / 60,
        expected_infections(new, workload.hazard),
        sum(quarantine_days(one) for one in new),
    )


def officer_minutes(standing: Standing, policy: Policy, workload: Workload = Workload()) -> float:
    """An officer's minutes for one person over the whole plan."""
    duties = Counter(due.duty for due in schedule(standing, policy))
    return (
        workload.find_minutes
        + (workload.order_minutes if standing.plan.quarantine_until else 0)
        + workload.check_minutes * duties[Duty.CHECK]
        + workload.test_minutes * duties[Duty.TEST]
    )


def expected_infections(standings: Iterable[Standing], hazard: float = 1.0) -> float:
    """Σ 1 - (1 - p)^hazard, which is Σ p at hazard 1."""
    return sum((1 - pow(1 - one.probability, hazard) for one in standings), 0.0)


def quarantine_days(standing: Standing) -> int:
    """Days of quarantine that one person is asked for."""
    plan = standing.plan
    return (plan.quarantine_until - plan.quarantine_from).days if plan.quarantine_from and plan.quarantine_until else 0
