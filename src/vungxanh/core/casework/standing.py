"""What every person is, and why (cấp F và kế hoạch của một người).

What one case means for one person is a term. The person's level is the least of the terms, the plan the greatest.
Whoever has a case of their own is F0 whatever else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from vungxanh.core.casework.facts import Override
from vungxanh.core.casework.plan import Measure, Plan, measure, together
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


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is: level 0 is F0; `case` and `chain` say why, by the least level and the earliest exposure.

    `first`, `last` and `sources` (distinct persons) are of the least level; `probability` is of all exposures together.
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

    def place_on(self, on: date) -> Place:
        """Where the person stays apart on a day, an officer's decision before the terms that still run."""
        if self.plan.quarantine_until is None or on > self.plan.quarantine_until:
            return Place.NONE
        if self.override and self.override.place:
            return self.override.place
        running = strictest_on((term.measure for term in self.terms), on)
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


def decided(standing: Standing, decision: Override, policy: Policy, vaccinated: bool = False) -> Standing:
    """A standing as an officer's decision changes it; what the decision leaves open stays derived.

    An end of quarantine for who had none means at home, unless the decision names a place; place NONE ends it.
    """
    level, terms = decision.level or standing.level, standing.terms
    if decision.level:
        terms = tuple(
            replace(term, measure=measure(policy, level, day_of(term.last), vaccinated=vaccinated), is_freed=False)
            for term in terms
        )
    plan = together(term.measure for term in terms)
    place = decision.place or plan.place
    if decision.quarantine_until and decision.place is None and place is Place.NONE:
        place = Place.HOME
    plan = replace(
        plan,
        place=place,
        quarantine_until=decision.quarantine_until or plan.quarantine_until,
        monitoring_until=decision.monitoring_until or plan.monitoring_until,
        tests=plan.tests if decision.tests is None else decision.tests,
    )
    if place is Place.NONE:
        plan = replace(plan, quarantine_from=None, quarantine_until=None)
    return replace(standing, level=level, terms=terms, plan=plan, override=decision)
