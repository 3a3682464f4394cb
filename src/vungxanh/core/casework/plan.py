"""What a policy orders for one term of exposure, and one plan from all of them (kế hoạch cho một người)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from vungxanh.core.casework.policy import Place, Policy

_STRICTNESS = {place: rank for rank, place in enumerate(Place)}


@dataclass(frozen=True, slots=True)
class Measure:
    """What one term of exposure asks for; days are inclusive, None where nothing is ordered.

    `quarantine_from` is the day of the last exposure, from which all days count.
    """

    place: Place
    quarantine_from: date | None
    quarantine_until: date | None
    monitoring_until: date | None
    tests: tuple[date, ...]


NOTHING = Measure(Place.NONE, None, None, None, ())
"""What is asked of who waited only for a result that came."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan per person: never shorter than any term asks, and no sum of them."""

    place: Place = Place.NONE
    quarantine_from: date | None = None
    quarantine_until: date | None = None
    monitoring_until: date | None = None
    tests: tuple[date, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day of quarantine or monitoring, whichever is later."""
        return max((day for day in (self.quarantine_until, self.monitoring_until) if day), default=None)


def measure(policy: Policy, level: int, last: date, *, vaccinated: bool = False) -> Measure:
    """What a person of a level must do who was last exposed on a day."""
    rule = policy.for_level(level)
    days, tests = rule.quarantine_days, rule.test_days
    if vaccinated and rule.vaccinated_days is not None:
        days = rule.vaccinated_days
        tests = rule.vaccinated_test_days if rule.vaccinated_test_days is not None else tests
    kept = rule.place is not Place.NONE and days > 0
    until = last + timedelta(days) if kept else None
    return Measure(
        rule.place if kept else Place.NONE,
        last if kept else None,
        until,
        (until or last) + timedelta(rule.monitoring_days) if rule.monitoring_days else None,
        tuple(last + timedelta(day) for day in tests if day <= days + rule.monitoring_days),
    )


def together(measures: Iterable[Measure]) -> Plan:
    """The greatest of each: the strictest place, the earliest beginning, the latest ends, every test once.

    A test that is due before the last day of another term stays; two on one day are one.
    """
    held = list(measures)
    return Plan(
        min((one.place for one in held), key=_STRICTNESS.__getitem__, default=Place.NONE),
        min((one.quarantine_from for one in held if one.quarantine_from), default=None),
        max((one.quarantine_until for one in held if one.quarantine_until), default=None),
        max((one.monitoring_until for one in held if one.monitoring_until), default=None),
        tuple(sorted({day for one in held for day in one.tests})),
    )


def place_on(measures: Iterable[Measure], on: date) -> Place:
    """The strictest place of the terms that still run: a facility is left when only a stay at home is left to do."""
    open_ones = (one.place for one in measures if one.quarantine_until and on <= one.quarantine_until)
    return min(open_ones, key=_STRICTNESS.__getitem__, default=Place.NONE)
