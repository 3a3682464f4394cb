"""Meetings with a case in which it could not infect, so that nothing follows from them (không tính)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vungxanh.apps.cases.models import Exposure, Setting
from vungxanh.apps.cases.queries import facts
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.core.casework.facts import Case as Known
from vungxanh.core.casework.policy import Policy
from vungxanh.core.casework.reach import Apart, counting
from vungxanh.core.casework.times import minute_of, moment_of
from vungxanh.core.casework.windows import infectious_since, infectious_until, isolations, own_isolations
from vungxanh.core.tracing.graph import NEVER


@dataclass(frozen=True, slots=True)
class Void:
    """Why a meeting counts for nothing: it lies outside the case's window, or, `is_apart`, inside an isolation.

    `since` and `until` are those of the window or of the isolation; `until` is None while it lasts.
    """

    since: datetime
    until: datetime | None
    is_apart: bool


@dataclass(frozen=True, slots=True)
class _Window:
    """From when a case infects others, until when, and when it was kept apart, all in minutes."""

    since: int
    until: int | None
    apart: list[Apart]

    def void(self, row: Exposure) -> Void | None:
        """None for a meeting that counts, by the rule that levels are derived by."""
        start, end = max(minute_of(row.started_at), self.since), minute_of(row.ended_at)
        household = row.setting == Setting.HOUSEHOLD
        if counting(start, end, self.apart, household=household):
            return None
        if start <= end and (self.until is None or start < self.until):
            met = next(one for one in self.apart if one.start <= start < one.end and not (household and one.at_home))
            return Void(moment_of(met.start), moment_of(met.end) if met.end != NEVER else None, is_apart=True)
        return Void(moment_of(self.since), moment_of(self.until) if self.until else None, is_apart=False)


def begins(onset: date | None, tested: date, *, on: date) -> datetime:
    """From when a case with these days infects others, by the policy in force on a day."""
    return begins_by(in_force(on)[1], onset, tested)


def begins_by(policy: Policy, onset: date | None, tested: date) -> datetime:
    """The same by a policy that was read already."""
    return infectious_since(Known(key=0, person=0, tested=tested, onset=onset), policy)


def outside(rows: Collection[Exposure], on: date) -> Mapping[int, Void]:
    """Of the live meetings of one source and one who is none, those that no case of the source counts, with why.

    By the key of the meeting (4 queries). Of several cases of a source the last one says why.
    """
    windows = _windows({person for row in rows for person in (row.source_id, row.target_id)}, on)
    found = {}
    for row in rows:
        known = [windows[person] for person in (row.source_id, row.target_id) if person in windows]
        if row.withdrawn_at is None and len(known) == 1:
            why = [window.void(row) for window in known[0]]
            if why[-1] is not None and None not in why:
                found[row.pk] = why[-1]
    return found


def _windows(persons: Collection[int], on: date) -> dict[int, list[_Window]]:
    """The windows of each of these people who is a source, by the policy in force on a day."""
    _row, policy = in_force(on)
    found = defaultdict(list)
    told = isolations((), facts.isolated(persons))
    for row in facts.sources().filter(person__in=persons, turned_negative=False).order_by("pk"):
        known = facts.case(row)
        since = minute_of(infectious_since(known, policy))
        found[row.person_id].append(_Window(since, infectious_until(known), own_isolations(known, told)))
    return dict(found)
