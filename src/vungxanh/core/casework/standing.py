"""What every person is, and why (cấp F và kế hoạch của một người).

What one case means for one person is a term. The person's level is the least of the terms, the plan the greatest.
Of one case only the exposures of the least level make the term: contacts of it who meet again, as a family does that
stays at home, do not hold one another longer. When one of them falls ill, their meeting is a term of that case.
Whoever has a case of their own is F0 whatever else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from vungxanh.core.casework.facts import Override
from vungxanh.core.casework.plan import NOTHING, Measure, Plan, measure, together
from vungxanh.core.casework.plan import place_on as strictest_on
from vungxanh.core.casework.policy import Place, Policy
from vungxanh.core.casework.times import day_of
from vungxanh.core.tracing.risk import Class


class Refused(StrEnum):
    """Why an exposure says nothing (tiếp xúc không tính)."""

    SELF = "self"
    BACKWARDS = "backwards"
    WITHDRAWN = "withdrawn"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Step:
    """One person of a chain: level, when exposed (or ill from), by whom and in which exposure; None for the case."""

    person: int
    level: int
    at: datetime
    source: int | None = None
    exposure: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """What one case means for one person: the level by it, the exposures that give it, the way, the measure.

    `is_freed`: everyone in between tested negative, which is all that the level waited for; nothing is asked any more.
    `is_decided`: the measure is as an officer decided. What became known after that is a term of its own.
    """

    case: int
    level: int
    first: datetime
    last: datetime
    sources: tuple[int, ...]
    exposures: tuple[int, ...]
    probability: float
    chain: tuple[Step, ...]
    measure: Measure
    is_freed: bool = False
    is_decided: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is: level 0 is F0; `case` and `chain` say why, by the least level and the earliest exposure.

    `first`, `last` and `sources` (distinct persons) are of the least level; `probability` is of all exposures together.
    `alone` is what a decision asks of who was reached by no case when it was made.
    """

    person: int
    level: int
    case: int | None
    chain: tuple[Step, ...]
    terms: tuple[Term, ...]
    first: datetime | None
    last: datetime | None
    sources: int
    probability: float
    strongest: Class | None
    plan: Plan
    override: Override | None = None
    alone: Measure | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All that is asked, of which the plan is the greatest."""
        return (*(term.measure for term in self.terms), *([self.alone] if self.alone else []))

    def place_on(self, on: date) -> Place:
        """Where the person stays apart on a day: the strictest that still runs."""
        if self.plan.quarantine_until is None or on > self.plan.quarantine_until:
            return Place.NONE
        running = strictest_on(self.measures, on)
        return self.plan.place if running is Place.NONE else running


@dataclass(frozen=True, slots=True)
class Derivation:
    """Every person's standing, and the exposures that say nothing with the reason, by their keys."""

    standings: Mapping[int, Standing]
    refused: Mapping[int, Refused]
    policy: str

    def of_level(self, level: int) -> list[Standing]:
        """Those of a level, the likeliest first, then by person: never by the alphabet."""
        held = [one for one in self.standings.values() if one.level == level]
        return sorted(held, key=lambda one: (-one.probability, one.person))


def level_of(term: Term, decision: Override | None) -> int:
    """The level that a term gives, by the decision that speaks of it or as derived."""
    return decision.level if decision and decision.level and term.is_decided else term.level


def decided(standing: Standing, decision: Override, policy: Policy, vaccinated: bool = False) -> Standing:
    """A standing as an officer's decision changes it; what the decision leaves open stays derived.

    It changes the terms that it speaks of (`is_decided`) and no other: who meets a case later is held by that as the
    policy says. A level for who was reached by no case asks what the policy does of it from the day it was first given,
    also beside the cases that a later decision speaks of.
    """
    terms = tuple(_term(term, decision, policy, vaccinated) if term.is_decided else term for term in standing.terms)
    levels = [level_of(term, decision) for term in terms]
    alone, since = None, decision.known.alone_from if decision.known else None
    if decision.level and decision.stands_alone and (since or not any(term.is_decided for term in terms)):
        asked = measure(policy, decision.level, since, vaccinated=vaccinated) if since else NOTHING
        alone, levels = _changed(asked, decision), [*levels, decision.level]
    held = replace(standing, level=min(levels, default=0), terms=terms, override=decision, alone=alone)
    return replace(held, plan=together(held.measures))


def _term(term: Term, decision: Override, policy: Policy, vaccinated: bool) -> Term:
    asked, is_freed = term.measure, term.is_freed
    if decision.level:
        asked, is_freed = measure(policy, decision.level, day_of(term.last), vaccinated=vaccinated), False
    return replace(term, measure=_changed(asked, decision), is_freed=is_freed)


def _changed(asked: Measure, decision: Override) -> Measure:
    """An end of quarantine for who had none means at home, unless the decision names a place; place NONE ends it.

    No test is asked for after the last day that is left.
    """
    place = decision.place or asked.place
    if decision.quarantine_until and decision.place is None and place is Place.NONE:
        place = Place.HOME
    is_kept = place is not Place.NONE
    until = (decision.quarantine_until or asked.quarantine_until) if is_kept else None
    monitoring = decision.monitoring_until or asked.monitoring_until
    last = max((day for day in (until, monitoring) if day), default=date.min)
    tests = asked.tests if decision.tests is None else decision.tests
    since = asked.quarantine_from if is_kept else None
    return Measure(place, since, until, monitoring, tuple(day for day in tests if day <= last))
