"""From when and until when a case exposes others (thời gian lây)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from vungxanh.core.casework.facts import Case
from vungxanh.core.casework.policy import Policy
from vungxanh.core.casework.times import midnight, minute_of


def infectious_since(case: Case, policy: Policy) -> datetime:
    """The midnight so many days before onset, or before the test of who has no symptoms."""
    if case.onset:
        return midnight(case.onset - timedelta(policy.lookback_days))
    return midnight(case.tested - timedelta(policy.lookback_days_symptomless))


def isolations(cases: Iterable[Case], isolated: Mapping[int, datetime]) -> dict[int, int]:
    """From which minute each person exposes nobody: as told, and by the earliest of their cases' isolation or end."""
    found = {person: minute_of(at) for person, at in isolated.items()}
    for case in cases:
        ends = (case.isolated_at, midnight(case.ended) if case.ended else None)
        for minute in (minute_of(at) for at in ends if at):
            found[case.person] = min(minute, found.get(case.person, minute))
    return found
