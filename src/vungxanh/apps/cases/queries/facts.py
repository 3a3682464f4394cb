"""Rows as the facts that `core.casework` derives from (dữ kiện)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from vungxanh.apps.cases.models import Case, CaseState, Classification, Decision, Exposure, Order, OrderState, Person
from vungxanh.core.casework import facts
from vungxanh.core.casework.policy import Place
from vungxanh.core.tracing.risk import Class
from vungxanh.kit.clock import day_of

# A suspected case is somebody to test, not a source of contacts yet.
_SOURCES = (Classification.PROBABLE, Classification.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a derivation of some people rests on."""

    exposures: list[facts.Exposure]
    cases: list[facts.Case]
    overrides: list[facts.Override]
    isolated: dict[int, datetime]
    vaccinated: set[int]


def of(persons: Collection[int]) -> Facts:
    """What is known of these people (5 queries); the ties of anyone outside are not followed."""
    return Facts(
        exposures=_exposures(persons),
        cases=[case(row) for row in sources().filter(person__in=persons)],
        overrides=[_override(row) for row in Decision.objects.filter(person__in=persons, undone_at=None)],
        isolated=_isolated(persons),
        vaccinated=set(Person.objects.filter(pk__in=persons, is_vaccinated=True).values_list("pk", flat=True)),
    )


def kept_apart(persons: Collection[int]) -> tuple[list[facts.Case], dict[int, datetime]]:
    """What ends the time in which these people infect others, as `core.casework.windows.isolations` takes it (2 queries)."""
    return [case(row) for row in sources().filter(person__in=persons)], _isolated(persons)


def sources() -> QuerySet[Case]:
    """The cases that expose others, or were thought to, each with `open_rings`, the rings beyond F1."""
    return Case.objects.filter(Q(classification__in=_SOURCES) | Q(turned_negative=True)).annotate(
        open_rings=Count("rings", filter=Q(rings__closed_at=None))
    )


def _exposures(persons: Collection[int]) -> list[facts.Exposure]:
    """Their meetings with each other, as columns alone: what was noted of them stays sealed."""
    columns = ("pk", "source", "target", "started_at", "ended_at", "level", "probability", "origin", "withdrawn_at")
    rows = Exposure.objects.filter(source__in=persons, target__in=persons).values_list(*columns)
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
        )
        for key, source, target, start, end, level, chance, origin, taken_back in rows.iterator(chunk_size=10_000)
    ]


def case(row: Case) -> facts.Case:
    """One source; without a test the day it was entered stands in for it."""
    return facts.Case(
        key=row.pk,
        person=row.person_id,
        tested=row.tested_on or row.sampled_on or day_of(row.entered_at),
        onset=row.onset_on if row.has_symptoms is not False else None,
        isolated_at=row.isolated_at,
        ended=row.ended_on,
        state=_state(row),
        ring=1 + row.open_rings,  # type: ignore[attr-defined]  # annotated by `sources`
    )


def _state(row: Case) -> facts.CaseState:
    if row.turned_negative:
        return facts.CaseState.NEGATIVE
    return facts.CaseState.OPEN if row.state == CaseState.ACTIVE else facts.CaseState.ENDED


def _override(row: Decision) -> facts.Override:
    return facts.Override(
        person=row.person_id,
        reason=row.why,
        level=row.level,
        place=Place(row.place) if row.place else None,
        quarantine_until=row.quarantine_until,
        monitoring_until=row.monitoring_until,
    )


def _isolated(persons: Collection[int]) -> dict[int, datetime]:
    """From when contacts kept apart: the first order that was delivered and not taken back."""
    kept = Order.objects.filter(
        plan__person__in=persons, delivered_at__isnull=False, state__in=(OrderState.DELIVERED, OrderState.ENDED)
    )
    rows = kept.values("plan__person").annotate(since=Min("delivered_at")).values_list("plan__person", "since")
    return dict(rows)
