"""Records that a row of a file names by our own pseudonym or code, and what of its meeting is known (hồ sơ của ta)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Case, Exposure, Person, Standing
from vungxanh.apps.cases.queries.faces import faces
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import folded_name
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of

Pair = tuple[int | None, int]
"""Whose contact, and who that is."""


@dataclass(frozen=True, slots=True)
class Ours:
    """The person whom a row names; `is_open` where the officer may read who that is."""

    person: Person
    is_open: bool


@dataclass(slots=True)
class Meetings:
    """What is known of two people: when they met, from when to when the case of one reached the other and how far.

    `gone` are meetings that were withdrawn, each with why.
    """

    met: list[tuple[datetime, datetime]] = field(default_factory=list)
    gone: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    reached: tuple[datetime | None, datetime | None] = (None, None)
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A meeting as a row without a record's name tells it."""

    source: int
    place: int
    name: str
    started_at: datetime
    ended_at: datetime


def named(officer: Officer, pseudonyms: Collection[str], *, at: datetime) -> dict[str, Ours]:
    """The living records of the officer's place by the pseudonym that names them or what was merged into them.

    (5 queries.)
    """
    if not pseudonyms:
        return {}
    area = policies.area(officer)
    rows = Person.objects.filter(among("pseudonym", pseudonyms), path__under=area).select_related("merged_into")
    people = {row.pseudonym: row.merged_into or row for row in rows}
    people = {name: one for name, one in people.items() if one.path.startswith(area) and one.erased_at is None}
    shown = faces(officer, list({one.pk: one for one in people.values()}.values()), at=at)
    return {name: Ours(one, shown[one.pk].is_open) for name, one in people.items()}


def of_cases(officer: Officer, names: Collection[str], *, at: datetime) -> dict[str, Ours]:
    """Whose cases these codes and national numbers name, wherever they live (5 queries)."""
    if not names:
        return {}
    cases = Case.objects.select_related("person")
    people = {case.number: case.person for case in cases.filter(among("number", names)).exclude(number="")}
    people |= {case.code: case.person for case in cases.filter(among("code", names))}
    shown = faces(officer, list(people.values()), at=at)
    return {code: Ours(one, shown[one.pk].is_open) for code, one in people.items()}


def meetings(pairs: Collection[Pair]) -> dict[Pair, Meetings]:
    """What is known of each pair (2 queries)."""
    known = {pair: Meetings() for pair in pairs}
    if not known:
        return known
    people = {person for pair in known for person in pair if person}
    rows = Exposure.objects.filter(among("source_id", people), among("target_id", people)).order_by("pk")
    columns = ("source", "target", "started_at", "ended_at", "withdrawn_at", "withdrawn_why")
    for source, target, since, until, gone, why in rows.values_list(*columns):
        for pair in ((source, target), (target, source)):
            if pair in known and gone is None:
                known[pair].met.append((since, until))
            elif pair in known:
                known[pair].gone.append((since, until, why))
    standings = Standing.objects.filter(among("person_id", {person for _source, person in known}))
    for person, case, level, first, last in standings.values_list(
        "person", "case__person", "level", "first_at", "last_at"
    ):
        if (case, person) in known:
            known[case, person].reached, known[case, person].level = (first, last), level
    return known


def met_by_name(area: str, asked: Mapping[int, Told]) -> dict[int, int]:
    """Who of the same name and commune met the same case on the same day, by the number of the row (3 queries)."""
    if not asked:
        return {}
    met = _others(asked)
    places = {told.place for told in asked.values()}
    living = Person.objects.filter(path__under=area, merged_into=None, erased_at=None, commune_id__in=places)
    people: dict[tuple[int, str], list[int]] = {}
    found = living.filter(among("pk", {other for _source, other in met})).order_by("pk")
    for key, place, name in found.values_list("pk", "commune", "full_name"):
        people.setdefault((place, folded_name(name)), []).append(key)
    best = {}
    for number, told in asked.items():
        first, last = day_of(told.started_at), day_of(told.ended_at)
        same = [
            key
            for key in people.get((told.place, folded_name(told.name)), ())
            if any(since <= last and until >= first for since, until in met.get((told.source, key), ()))
        ]
        if told.name and same:
            best[number] = same[0]
    return best


def _others(asked: Mapping[int, Told]) -> dict[Pair, list[tuple[date, date]]]:
    """The days on which the sources of the rows met anybody about the time that the rows tell of (2 queries)."""
    sources = {told.source for told in asked.values()}
    day = timedelta(days=1)
    first = min(told.started_at for told in asked.values()) - day
    last = max(told.ended_at for told in asked.values()) + day
    near = Exposure.objects.filter(withdrawn_at=None, started_at__lte=last, ended_at__gte=first)
    found: dict[Pair, list[tuple[date, date]]] = {}
    for own, other in (("source", "target"), ("target", "source")):
        rows = near.filter(among(f"{own}_id", sources)).values_list(own, other, "started_at", "ended_at")
        for source, person, since, until in rows:
            found.setdefault((source, person), []).append((day_of(since), day_of(until)))
    return found
