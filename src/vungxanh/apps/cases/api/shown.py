"""Rows as the API shows them; every identity goes through the faces."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from vungxanh.apps.cases.models import (
    Alike,
    Case,
    Check,
    Decision,
    Exposure,
    Import,
    ImportRow,
    Merge,
    Order,
    Person,
    Plan,
    Sample,
    Sex,
    Standing,
)
from vungxanh.apps.cases.queries.duplicates import Candidate, likeness_of
from vungxanh.apps.cases.queries.faces import Face, faces
from vungxanh.apps.cases.queries.staged import Progress, problems_of, progress_of
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.paging import Page
from vungxanh.kit.said import told

Shown = dict[str, Any]


class Eyes:
    """What one officer may read of some people, asked once for a whole answer."""

    def __init__(self, officer: Officer, people: Iterable[Person], at: datetime) -> None:
        self._faces: Mapping[int, Face] = faces(officer, list({person.pk: person for person in people}.values()), at=at)

    def is_open(self, found: Person) -> bool:
        """Whether the officer may read who they are."""
        return self._faces[found.pk].is_open

    def ref(self, found: Person) -> Shown:
        """A person by pseudonym."""
        return {"id": found.pk, "pseudonym": found.pseudonym, "name": self._faces[found.pk].full_name}

    def person(self, found: Person) -> Shown:
        """A person with what of their identity is open."""
        face = self._faces[found.pk]
        facts = ("is_open", "phone", "citizen_id", "address", "birth_year")
        told = {"sex": found.sex, "is_vaccinated": found.is_vaccinated} if face.is_open else {}
        return (
            self.ref(found)
            | {name: getattr(face, name) for name in facts}
            | {"sex": Sex.UNKNOWN, "is_vaccinated": None}
            | told
            | {"version": found.version, "commune": place(found.commune)}
        )


def place(unit: Unit | None) -> Shown | None:
    """A unit by code and name."""
    return {"code": unit.code, "name": unit.name} if unit else None


def columns(row: object, *names: str) -> Shown:
    """Some columns of a row by their names."""
    return {name: getattr(row, name) for name in names}


def page(found: Page[Any], show: Callable[[Any], Shown]) -> Shown:
    """A page of rows as `show` gives them."""
    return {"items": [show(each) for each in found.items], "next": found.next, "previous": found.previous}


def plan(row: Plan) -> Shown:
    """A follow-up."""
    names = ("level", "place", "starts_on", "quarantine_ends_on", "ends_on", "overdue", "ended_on", "ended_why")
    return columns(row, *names) | {"id": row.pk, "unit": place(row.unit)}


def standing(row: Standing, eyes: Eyes) -> Shown:
    """Where somebody stands."""
    names = ("level", "first_at", "last_at", "sources", "probability", "risk", "is_decided")
    where = {"person": eyes.ref(row.person), "commune": place(row.person.commune)}
    return columns(row, *names) | where | {"case": row.case.code if row.case else None}


def case(row: Case, eyes: Eyes) -> Shown:
    """A case."""
    names = ("code", "number", "classification", "state", "has_symptoms", "onset_on", "sampled_on", "tested_on")
    more = ("result_at", "isolated_at", "ended_on", "turned_negative", "entered_at", "version")
    where = {"person": eyes.ref(row.person), "commune": place(row.person.commune)}
    return columns(row, *names, *more) | where | {"id": row.pk}


def exposure(row: Exposure, eyes: Eyes) -> Shown:
    """A meeting."""
    names = ("started_at", "ended_at", "is_timed", "minutes", "level", "probability", "origin", "setting", "is_mutual")
    ends = {"source": eyes.ref(row.source), "target": eyes.ref(row.target)}
    return columns(row, *names, "withdrawn_at", "withdrawn_why") | ends | {"id": row.pk}


def check(row: Check, eyes: Eyes) -> Shown:
    """A check of a day."""
    person = row.plan.person
    where = {"id": row.pk, "person": eyes.ref(person), "commune": place(person.commune)}
    return columns(row, "day", "number", "outcome", "temperature", "symptoms", "version") | where


def sample(row: Sample, moved: Case | None = None) -> Shown:
    """A sample, with the case that its result opened or changed."""
    names = ("due_on", "taken_on", "result", "laboratory", "version")
    return columns(row, *names) | {"id": row.pk, "case": moved.code if moved else None}


def decision(row: Decision) -> Shown:
    """An officer's decision."""
    names = ("level", "place", "quarantine_until", "monitoring_until", "why", "at")
    return columns(row, *names) | {"id": row.pk}


def order(row: Order, eyes: Eyes) -> Shown:
    """An order."""
    names = ("number", "place", "facility", "from_on", "until_on", "state", "made_at", "issued_at", "delivered_at")
    return columns(row, *names) | {"id": row.pk, "person": eyes.ref(row.plan.person)}


def candidates(asked: Person | None, found: Collection[Candidate], eyes: Eyes) -> list[Shown]:
    """Records that may be the same person; how much and why is told only where both are open, else it tells who.

    `asked` is None for somebody who has no record yet: the caller has told who that is.
    """
    return [{"person": eyes.person(each.person)} | _likeness(asked, each, eyes) for each in found]


def alike(row: Alike, eyes: Eyes) -> Shown:
    """A pair of records that may be one person."""
    ends = {"id": row.pk, "one": eyes.person(row.one), "other": eyes.person(row.other), "found_at": row.found_at}
    return ends | _likeness(row.one, Candidate(row.other, likeness_of(row.one, row.other)), eyes)


def _likeness(asked: Person | None, each: Candidate, eyes: Eyes) -> Shown:
    if not ((asked is None or eyes.is_open(asked)) and eyes.is_open(each.person)):
        return {"score": None, "reasons": []}
    reasons = [{"vi": reason.vi, "en": reason.en} for reason in each.likeness.reasons]
    return {"score": each.likeness.score, "reasons": reasons}


def merge(row: Merge) -> Shown:
    """A merge."""
    return columns(row, "at", "undone_at") | {"id": row.pk, "kept": row.kept_id, "absorbed": row.absorbed_id}


def staged(row: Import, far: Progress | None = None) -> Shown:
    """An import with its rows by state (1 query where it is not given)."""
    names = ("kind", "template", "state", "made_at", "done_at")
    return columns(row, *names) | {"id": row.pk, "name": row.name or "", "rows": (far or progress_of(row)).rows}


def staged_row(row: ImportRow, eyes: Eyes) -> Shown:
    """A row of an import; what it says stays in the file it came from, as why it may be a pseudonym's."""
    told_of = problems_of(row, is_open=row.person is not None and eyes.is_open(row.person))
    problems = [{"column": each.get("column", ""), "message": told(each)} for each in told_of]
    person = eyes.ref(row.person) if row.person else None
    return {"number": row.number, "state": row.state, "person": person, "problems": problems}
