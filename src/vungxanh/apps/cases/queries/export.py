"""Line lists and contacts as rows of a file: the officer's place only, every identity through the faces (xuất tệp)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db.models import QuerySet

from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.exchange.writing import Row
from vungxanh.apps.cases.models import Case, Class, Classification, Person, Sex, Standing
from vungxanh.apps.cases.queries import lists
from vungxanh.apps.cases.queries.faces import Face, faces
from vungxanh.apps.cases.queries.lists import Wanted
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.clock import day_of

_CHUNK = 500
Thing = TypeVar("Thing", Case, Standing)


def rows(officer: Officer, kind: Kind, wanted: Wanted, *, at: datetime) -> Iterator[Row]:
    """The rows of a file, read as they are written: memory stays flat however long the list is (4 queries a chunk)."""
    if kind == Kind.CASES:
        yield from _each(officer, lists.cases(officer, wanted).select_related("person__commune__parent"), _case, at)
        return
    found = _contacts(officer, wanted)
    yield from _each(officer, found.select_related("person__commune__parent", "person__plan", "case"), _contact, at)


def listed(officer: Officer, kind: Kind, wanted: Wanted) -> QuerySet[Case] | QuerySet[Standing]:
    """What the file has a row of each."""
    return lists.cases(officer, wanted) if kind == Kind.CASES else _contacts(officer, wanted)


def _contacts(officer: Officer, wanted: Wanted) -> QuerySet[Standing]:
    return lists.standings(officer, wanted).exclude(level=0)


def _each(
    officer: Officer, found: QuerySet[Thing], row: Callable[[Thing], dict[str, Any]], at: datetime
) -> Iterator[Row]:
    things = found.order_by("pk").iterator(_CHUNK)
    while chunk := list(islice(things, _CHUNK)):
        shown = faces(officer, [thing.person for thing in chunk], at=at)
        for thing in chunk:
            yield row(thing) | _person(thing.person, shown[thing.person_id], day_of(at))


def _person(person: Person, face: Face, today: date) -> dict[str, Any]:
    """What may be told of the person, as the API tells it: where a pseudonym lives, not what sex they are.

    The age is what templates without a year of birth can carry of it: read in the same year it is that year again.
    """
    commune = person.commune
    told: dict[str, Any] = {
        "pseudonym": person.pseudonym,
        "sex": Sex.UNKNOWN,
        "commune": commune.name if commune else None,
        "district": commune.parent.name if commune and commune.parent else None,
        "disease": "CORONAVIRUS",
    }
    if not face.is_open:
        return told
    *family, given = face.full_name.split() or [""]
    born = face.facts.get("born")
    day = date.fromisoformat(born) if born else None
    return told | {
        "sex": Sex(person.sex),
        "full_name": face.full_name,
        "last_name": " ".join(family),
        "first_name": given,
        "phone": face.phone,
        "citizen_id": face.citizen_id,
        "address": face.address,
        "occupation": face.facts.get("occupation"),
        "is_vaccinated": person.is_vaccinated,
        "birth_year": face.birth_year,
        "age": today.year - face.birth_year if face.birth_year else None,
        "born_on": day,
        "birth_month": day.month if day else None,
        "birth_day": day.day if day else None,
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "code": case.code,
        "number": case.number,
        "classification": Classification(case.classification),
        "has_symptoms": case.has_symptoms,
        "onset_on": case.onset_on,
        "sampled_on": case.sampled_on,
        "tested_on": case.tested_on,
        "isolated_at": case.isolated_at,
        "reported_on": day_of(case.entered_at),
    }


def _contact(standing: Standing) -> dict[str, Any]:
    plan = getattr(standing.person, "plan", None)
    return {
        "case": standing.case.code if standing.case else None,
        "rank": f"F{standing.level}",
        "first_met": standing.first_at,
        "last_met": standing.last_at,
        "level": Class(standing.risk) if standing.risk else None,
        "quarantine_until": plan.quarantine_ends_on if plan else None,
        "follow_up_until": plan.ends_on if plan else None,
        "reported_on": day_of(standing.derived_at),
    }
