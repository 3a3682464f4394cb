"""From when and until when a case exposes others (thời gian lây)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from vungxanh.core.casework.facts import Case, CaseState, Isolation
from vungxanh.core.casework.policy import Policy
from vungxanh.core.casework.reach import Apart, Isolated
from vungxanh.core.casework.times import midnight, minute_of
from vungxanh.core.tracing.graph import NEVER

_OVER = (CaseState.ENDED, CaseState.DIED)
_NOBODY: Mapping[int, date] = {}


def infectious_since(case: Case, policy: Policy) -> datetime:
    """The midnight so many days before onset, or before the test of who had no symptoms then.

    Who was tested before they fell ill infected others by that test already: the earlier of both windows holds.
    """
    by_test = midnight(case.tested - timedelta(policy.lookback_days_symptomless))
    if case.onset is None:
        return by_test
    by_onset = midnight(case.onset - timedelta(policy.lookback_days))
    return min(by_onset, by_test) if case.tested < case.onset else by_onset


def infectious_until(case: Case) -> int | None:
    """The minute from which nobody gets this illness any more: isolation or the end, whichever was first."""
    ends = (case.isolated_at, midnight(case.ended) if case.ended else None)
    return min((minute_of(at) for at in ends if at), default=None)


def isolations(cases: Iterable[Case], told: Iterable[Isolation], died: Mapping[int, date] = _NOBODY) -> Isolated:
    """When each person exposes nobody: as told, from each case's isolation until it ends, and after their death."""
    found: dict[int, list[Apart]] = defaultdict(list)
    for one in told:
        found[one.person].append(Apart(minute_of(one.since), minute_of(one.until) if one.until else NEVER, one.at_home))
    for case in cases:
        if case.isolated_at:
            end = minute_of(midnight(case.ended)) if case.ended else NEVER
            found[case.person].append(Apart(minute_of(case.isolated_at), end))
        if case.state is CaseState.DIED and case.ended:
            found[case.person].append(_after(case.ended))
    for person, day in died.items():
        found[person].append(_after(day))
    return found


def unreachable(cases: Iterable[Case], died: Mapping[int, date] = _NOBODY) -> tuple[Isolated, set[int]]:
    """When no case reaches those whose own illness is over, or who `died` of whatever, by person; and who is ill.

    The day an illness ended on is its own: a ward is full of cases. Nobody falls ill after their death, though a
    telephone that others carry on goes on meeting people.
    """
    held = list(cases)
    ill = {case.person for case in held if case.state not in _OVER or case.ended is None}
    found: dict[int, list[Apart]] = defaultdict(list)
    for case in held:
        if case.person not in ill and case.ended:
            well = minute_of(midnight(case.ended + timedelta(1)))
            found[case.person].append(Apart(-NEVER, NEVER if case.state is CaseState.DIED else well))
    for person, day in died.items():
        found[person].append(_after(day))
    return found, ill


def _after(death: date) -> Apart:
    return Apart(minute_of(midnight(death + timedelta(1))), NEVER)


def own_isolations(case: Case, told: Isolated) -> list[Apart]:
    """When a case exposes nobody by its own illness: never again after that, and while kept apart as told before."""
    until = infectious_until(case)
    return [*told.get(case.person, ()), *([] if until is None else [Apart(until, NEVER)])]
