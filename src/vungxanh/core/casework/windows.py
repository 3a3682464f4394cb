"""From when and until when a case exposes others (thời gian lây)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from vungxanh.core.casework.facts import Case, Isolation
from vungxanh.core.casework.policy import Policy
from vungxanh.core.casework.reach import Apart, Isolated
from vungxanh.core.casework.times import midnight, minute_of
from vungxanh.core.tracing.graph import NEVER


def infectious_since(case: Case, policy: Policy) -> datetime:
    """The midnight so many days before onset, or before the test of who has no symptoms."""
    if case.onset:
        return midnight(case.onset - timedelta(policy.lookback_days))
    return midnight(case.tested - timedelta(policy.lookback_days_symptomless))


def infectious_until(case: Case) -> int | None:
    """The minute from which nobody gets this illness any more: isolation or the end, whichever was first."""
    ends = (case.isolated_at, midnight(case.ended) if case.ended else None)
    return min((minute_of(at) for at in ends if at), default=None)


def isolations(cases: Iterable[Case], told: Iterable[Isolation]) -> Isolated:
    """When each person exposes nobody: as told, and from each case's isolation until the case ends."""
    found: dict[int, list[Apart]] = defaultdict(list)
    for one in told:
        found[one.person].append(Apart(minute_of(one.since), minute_of(one.until) if one.until else NEVER, one.at_home))
    for case in cases:
        if case.isolated_at:
            end = minute_of(midnight(case.ended)) if case.ended else NEVER
            found[case.person].append(Apart(minute_of(case.isolated_at), end))
    return found


def own_isolations(case: Case, told: Isolated) -> list[Apart]:
    """When a case exposes nobody by its own illness: never again after that, and while kept apart as told before."""
    until = infectious_until(case)
    return [*told.get(case.person, ()), *([] if until is None else [Apart(until, NEVER)])]
