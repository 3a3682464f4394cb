"""What is to be done with a contact on which day (lịch theo dõi).

The schedule ends on its day. What was not done in time is overdue, a flag for the officer; it never lengthens a
quarantine. Only a decision with a reason moves a day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from vungxanh.core.casework.plan import Plan
from vungxanh.core.casework.policy import LONGEST_DAYS, Place, Policy
from vungxanh.core.casework.standing import Standing
from vungxanh.core.casework.times import day_of
from vungxanh.core.casework.words import Said, dated


class Duty(StrEnum):
    """What falls due (việc theo dõi)."""

    CHECK = "check"
    TEST = "test"
    QUARANTINE_ENDS = "quarantine_ends"
    MONITORING_ENDS = "monitoring_ends"


@dataclass(frozen=True, slots=True)
class Due:
    """One duty on a day; `number` counts checks within the day and tests within the plan, from 1."""

    day: date
    duty: Duty
    number: int = 1


def schedule(standing: Standing, policy: Policy, *, since: date | None = None) -> tuple[Due, ...]:
    """Every duty from the day after the last exposure, or from `since` (when the person was found) if that is later.

    Tests whose day had passed by then fall due on `since`, once. Who is found after the last day owes nothing but the
    ends. A case has no schedule here. People of one level, one plan and one first day are given one and the same tuple.
    """
    plan = standing.plan
    last = plan.last_day
    if standing.level == 0 or last is None:
        return ()
    begin = None if since and since > last else _begin(standing, last, since)
    return _duties(plan, policy.for_level(standing.level).checks_a_day, begin, last)


@lru_cache(maxsize=4096)
def _duties(plan: Plan, checks: int, begin: date | None, last: date) -> tuple[Due, ...]:
    """In the order of days; a province has few such plans at a time, and thousands of people under each."""
    due = [] if begin is None else _asked(plan, checks, begin, last)
    if plan.quarantine_until:
        due.append(Due(plan.quarantine_until, Duty.QUARANTINE_ENDS))
    if plan.monitoring_until and plan.monitoring_until == last:
        due.append(Due(plan.monitoring_until, Duty.MONITORING_ENDS))
    return tuple(sorted(due, key=lambda one: (one.day, list(Duty).index(one.duty), one.number)))


def _asked(plan: Plan, checks: int, begin: date, last: date) -> list[Due]:
    """Checks and tests from one day to another."""
    tests = sorted({max(day, begin) for day in plan.tests if max(day, begin) <= last})
    return [
        *(
            Due(begin + timedelta(day), Duty.CHECK, number)
            for day in range((last - begin).days + 1)
            for number in range(1, checks + 1)
        ),
        *(Due(day, Duty.TEST, number) for number, day in enumerate(tests, 1)),
    ]


def _begin(standing: Standing, last: date, since: date | None) -> date:
    """The first day with a duty, never after the last."""
    asking = [term for term in standing.terms if term.measure.quarantine_until or term.measure.monitoring_until]
    lasts = [term.measure.quarantine_from or day_of(term.last) for term in asking]
    first = min(lasts) + timedelta(1) if lasts else since or last
    return min(max(first, since or first), last)


@dataclass(frozen=True, slots=True)
class Move:
    """An officer's wish to change last days, with the reason; None leaves a day as it is (đổi ngày có lý do)."""

    reason: str
    quarantine_until: date | None = None
    monitoring_until: date | None = None


class Objection(NamedTuple):
    """Why a change of days cannot be made, and which part of the `Move` it is about; "" for who is moved."""

    about: str
    said: Said


def objections(standing: Standing, move: Move, on: date) -> list[Objection]:
    """Why a change of days cannot be made; nothing when it can."""
    ends = {"quarantine_until": move.quarantine_until, "monitoring_until": move.monitoring_until}
    given = {name: day for name, day in ends.items() if day}
    found = []
    if not move.reason.strip():
        found.append(Objection("reason", Said("Cần ghi lý do.", "A reason is needed.")))
    if standing.level == 0:
        found.append(Objection("", Said("Người này là ca bệnh (F0).", "This person is a case (F0).")))
    if not given:
        found.append(Objection("quarantine_until", Said("Chưa chọn ngày mới.", "No new day was chosen.")))
    if move.quarantine_until and standing.plan.place is Place.NONE:
        said = Said("Người này không phải cách ly.", "This person is not in quarantine.")
        found.append(Objection("quarantine_until", said))
    latest = (day_of(standing.last) if standing.last else on) + timedelta(LONGEST_DAYS)
    for name, day in given.items():
        if day < on:
            said = Said(f"Ngày mới phải từ {dated(on)}.", f"The new day must be {dated(on)} or later.")
            found.append(Objection(name, said))
        elif day > latest:
            said = Said(f"Ngày mới không quá {dated(latest)}.", f"The new day must be {dated(latest)} or earlier.")
            found.append(Objection(name, said))
    return found
