"""Meetings with a case that lie outside the time it can infect, so that nothing follows from them (không tính)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vungxanh.apps.cases.models import Exposure
from vungxanh.apps.cases.queries import facts
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.core.casework.windows import infectious_since, isolations
from vungxanh.kit.clock import VIETNAM


@dataclass(frozen=True, slots=True)
class Window:
    """From when and until when a person can infect others; `until` is None while they still can."""

    since: datetime
    until: datetime | None

    def holds(self, row: Exposure) -> bool:
        """Whether a meeting, or part of it, lies within."""
        return row.ended_at >= self.since and (self.until is None or row.started_at < self.until)


def windows_of(persons: Collection[int], on: date) -> dict[int, list[Window]]:
    """The windows of each of these people who is a source, by the policy in force on a day (3 queries)."""
    _row, policy = in_force(on)
    found = defaultdict(list)
    for row in facts.sources().filter(person__in=persons, turned_negative=False).order_by("pk"):
        known = facts.case(row)
        until = isolations([known], {}).get(row.person_id)
        ends = datetime.fromtimestamp(until * 60, VIETNAM) if until is not None else None
        found[row.person_id].append(Window(infectious_since(known, policy), ends))
    return dict(found)


def outside(rows: Collection[Exposure], on: date) -> Mapping[int, Window]:
    """Of the live meetings of one source and one who is none, those outside the source's windows, with the last one.

    By the key of the meeting (3 queries).
    """
    windows = windows_of({person for row in rows for person in (row.source_id, row.target_id)}, on)
    found = {}
    for row in rows:
        known = [windows[person] for person in (row.source_id, row.target_id) if person in windows]
        if row.withdrawn_at is None and len(known) == 1 and not any(window.holds(row) for window in known[0]):
            found[row.pk] = known[0][-1]
    return found
