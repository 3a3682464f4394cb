"""Rows as the facts that `core.casework` derives from (dữ kiện)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db.models import Count, Max, Min, Q, QuerySet

from vungxanh.apps.cases.models import (
    Case,
    CaseState,
    Classification,
    Decision,
    Exposure,
    Order,
    Person,
    Sample,
    SampleResult,
    Setting,
)
from vungxanh.apps.cases.models import Place as PlaceOf
from vungxanh.core.casework import facts
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.policy import Place, Policy
from vungxanh.core.casework.standing import Derivation
from vungxanh.core.casework.times import midnight, minute_of
from vungxanh.core.casework.windows import infectious_until, isolations
from vungxanh.core.tracing.risk import Class
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of

# A suspected case is somebody to test, not a source of contacts yet.
SOURCES = (Classification.PROBABLE, Classification.CONFIRMED)
"""How sure a case is that exposes others."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a derivation of some people rests on."""

    exposures: list[facts.Exposure]
    cases: list[facts.Case]
    overrides: list[facts.Override]
    isolated: list[facts.Isolation]
    vaccinated: set[int]
    negative: dict[int, date]
    died: dict[int, date]

    def derived(self, policy: Policy, *, only: Collection[int], without: int | None = None) -> Derivation:
        """What they mean for these people, as if there were not the case `without`."""
        return derive(
            self.exposures,
            [each for each in self.cases if each.key != without],
            policy,
            overrides=self.overrides,
            isolated=self.isolated,
            vaccinated=self.vaccinated,
            negative=self.negative,
            died=self.died,
            only=only,
        )


def of(persons: Collection[int]) -> Facts:
    """What is known of these people (8 queries); the ties of anyone outside are not followed."""
    return Facts(
        exposures=_exposures(persons),
        cases=[case(row) for row in sources().filter(among("person_id", persons))],
        overrides=_overrides(persons),
        isolated=isolated(persons),
        vaccinated=set(Person.objects.filter(among("pk", persons), is_vaccinated=True).values_list("pk", flat=True)),
        negative=_negative(persons),
        died=_died(persons),
    )


def isolated(persons: Collection[int]) -> list[facts.Isolation]:
    """When orders kept these people apart, each from its delivery until its last day or its end (1 query)."""
    columns = ("plan__person", "delivered_at", "until_on", "over_at", "place")
    rows = Order.objects.filter(among("plan__person_id", persons), delivered_at__isnull=False).values_list(*columns)
    return [
        facts.Isolation(
            person,
            since,
            min(filter(None, (midnight(last + timedelta(days=1)), over))),
            at_home=place == PlaceOf.HOME,
        )
        for person, since, last, over, place in rows.order_by("pk")
    ]


def kept_apart(persons: Collection[int], *, of: int, at: datetime) -> dict[int, int]:
    """Since which minute each of these people exposes nobody, for the contact graph, which knows no end (2 queries).

    An isolation that is over at `at` hides nobody met after it, so it is left out; the illness of the case `of` itself
    ends once and for all.
    """
    cases, now = [case(row) for row in sources().filter(among("person_id", persons))], minute_of(at)
    held = isolations(cases, isolated(persons))
    since = {person: [one.start for one in apart if one.start <= now < one.end] for person, apart in held.items()}
    for one in cases:
        if one.key == of and (until := infectious_until(one)) is not None:
            since.setdefault(one.person, []).append(until)
    return {person: min(starts) for person, starts in since.items() if starts}


def sources() -> QuerySet[Case]:
    """The cases that expose others, or were thought to, each with `open_rings`, the rings beyond F1."""
    return Case.objects.filter(Q(classification__in=SOURCES) | Q(turned_negative=True)).annotate(
        open_rings=Count("rings", filter=Q(rings__closed_at=None))
    )


def _exposures(persons: Collection[int]) -> list[facts.Exposure]:
    """Their meetings with each other, as columns alone: what was noted of them stays sealed."""
    columns = (
        *("pk", "source", "target", "started_at", "ended_at", "level", "probability", "origin"),
        *("withdrawn_at", "setting"),
    )
    rows = Exposure.objects.filter(among("source_id", persons), among("target_id", persons)).values_list(*columns)
    return [
        facts.Exposure(
            key,
            source,
            target,
            start,
            end,
            Class(level),
            chance,
            facts.Origin(origin),
            withdrawn=taken_back is not None,
            household=setting == Setting.HOUSEHOLD,
        )
        for key, source, target, start, end, level, chance, origin, taken_back, setting in rows.iterator(
            chunk_size=10_000
        )
    ]


class Course(Protocol):
    """What says when somebody fell ill: a case, or what is told of one."""

    @property
    def has_symptoms(self) -> bool | None:
        """None while nobody knows."""

    @property
    def onset_on(self) -> date | None:
        """The first day of symptoms."""


FELT = ~Q(has_symptoms=False)
"""Cases whose onset counts, as `onset` says of one."""


def onset(known: Course) -> date | None:
    """The onset that counts: none of who had no symptoms, whatever was written down."""
    return known.onset_on if known.has_symptoms is not False else None


def tested(row: Case) -> date:
    """The day of its test: when the sample was taken, which is the day of what it found.

    Without it the day of the result stands in, and without that the day the case was entered.
    """
    return row.sampled_on or row.tested_on or day_of(row.entered_at)


def case(row: Case) -> facts.Case:
    """One source."""
    return facts.Case(
        key=row.pk,
        person=row.person_id,
        tested=tested(row),
        onset=onset(row),
        isolated_at=row.isolated_at,
        ended=row.ended_on,
        state=_state(row),
        ring=1 + row.open_rings,  # type: ignore[attr-defined]  # annotated by `sources`
    )


def _state(row: Case) -> facts.CaseState:
    if row.turned_negative:
        return facts.CaseState.NEGATIVE
    if row.state == CaseState.DIED:
        return facts.CaseState.DIED
    return facts.CaseState.OPEN if row.state == CaseState.ACTIVE else facts.CaseState.ENDED


def _overrides(persons: Collection[int]) -> list[facts.Override]:
    rows = Decision.objects.filter(among("person_id", persons), undone_at=None).prefetch_related("sources")
    return [_override(row) for row in rows]


def _override(row: Decision) -> facts.Override:
    sources = list(row.sources.all())
    return facts.Override(
        person=row.person_id,
        reason=row.why,
        level=row.level,
        place=Place(row.place) if row.place else None,
        quarantine_until=row.quarantine_until,
        monitoring_until=row.monitoring_until,
        known=facts.Known(
            levels={source.case_id: source.level for source in sources},
            ways={source.case_id: frozenset(source.ways) for source in sources},
            exposures=frozenset(row.known),
            alone_from=row.level_from,
        ),
    )


def _negative(persons: Collection[int]) -> dict[int, date]:
    """The day each one's last negative sample was taken."""
    rows = Sample.objects.filter(among("person_id", persons), result=SampleResult.NEGATIVE, taken_on__isnull=False)
    return dict(rows.values("person").annotate(last=Max("taken_on")).values_list("person", "last"))


def _died(persons: Collection[int]) -> dict[int, date]:
    """The day each one died on, of whatever case: also of one that was only suspected, or was none."""
    rows = Case.objects.filter(among("person_id", persons), state=CaseState.DIED, ended_on__isnull=False)
    return dict(rows.values("person").annotate(first=Min("ended_on")).values_list("person", "first"))
