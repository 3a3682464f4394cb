"""One person or case with all that belongs to them (hồ sơ)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Case, Change, Exposure, Person, Plan, Standing
from vungxanh.apps.cases.reasons import REPLACED
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework import standing_json
from vungxanh.core.casework.standing import Step
from vungxanh.kit.audit.queries import history_of


@dataclass(frozen=True, slots=True)
class Link:
    """One hop of the chain that explains a level: who, when, and by which exposure (mắt xích)."""

    person: Person
    level: int
    at: datetime
    exposure: Exposure | None


def person_of(officer: Officer, key: int) -> Person:
    """A person of the officer's place, or who took them over by a merge; NotFound otherwise (2 queries)."""
    person = Person.objects.select_related("commune", "merged_into").filter(pk=key).first()
    if person is None:
        raise policies.not_here()
    policies.must_see(officer, person)
    return person.merged_into or person


def case_of(officer: Officer, code: str) -> Case:
    """A case of the officer's place; NotFound otherwise (1 query)."""
    case = Case.objects.select_related("person", "person__commune", "reported_by").filter(code=code).first()
    if case is None:
        raise policies.not_here()
    policies.must_see(officer, case)
    return case


def chain_of(officer: Officer, person: Person) -> list[Link]:
    """Why somebody stands where they stand, from the case on, with times (chuỗi lây); empty for nobody's contact.

    The chain is part of the answer, so people of other places stand in it too, by their pseudonyms (3 queries).
    """
    policies.must_see(officer, person)
    standing = Standing.objects.filter(person=person).first()
    return links(standing_json.from_json(standing.detail).chain) if standing else []


def links(steps: Sequence[Step]) -> list[Link]:
    """Steps with the rows they name (2 queries)."""
    people = Person.objects.select_related("commune").in_bulk([step.person for step in steps])
    met = Exposure.objects.in_bulk([step.exposure for step in steps if step.exposure])
    return [Link(people[step.person], step.level, step.at, met.get(step.exposure or 0)) for step in steps]


def exposures_of(officer: Officer, person: Person) -> list[Exposure]:
    """Every meeting of a person, withdrawn ones too, the latest first (2 queries).

    Of one that was found again otherwise only what stands now: it is one meeting.
    """
    policies.must_see(officer, person)
    rows = Exposure.objects.filter(Q(source=person) | Q(target=person)).exclude(withdrawn_why=REPLACED)
    rows = rows.select_related("source", "target")
    return list(rows.order_by("-started_at", "-id"))


@dataclass(frozen=True, slots=True)
class Handing:
    """How a person came into the care of who has them now (chuyển, trả lại); `source` is None for a unit gone since."""

    source: Unit | None
    why: str
    by: str
    at: datetime


def handing_of(plan: Plan, *, at: datetime | None = None) -> Handing | None:
    """The last hand-on of a plan, or that of a moment, as the audit log has it (2 queries); None without one."""
    entries = history_of(plan).filter(verb="cases.plan.hand_on")
    entry = (entries.filter(at=at) if at else entries).last()
    if entry is None:
        return None
    told = json.loads(entry.data)
    source = Unit.objects.filter(code=told.get("from", "")).first()
    return Handing(source, told["why"], entry.who, entry.at)


def reachable(unit: Unit) -> Unit:
    """The unit, or the nearest above it that has a telephone (a query a level); the unit itself when none has."""
    found: Unit | None = unit
    while found and not found.phone:
        found = found.parent
    return found or unit


def changes_of(officer: Officer, person: Person) -> list[Change]:
    """What derivations changed for a person, the latest first."""
    policies.must_see(officer, person)
    return list(Change.objects.filter(person=person).select_related("derivation").order_by("-id"))
