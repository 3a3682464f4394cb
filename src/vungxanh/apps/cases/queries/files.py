"""All that stands in one person's or one case's file (hồ sơ đầy đủ)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import (
    Case,
    Check,
    Decision,
    Derivation,
    Opening,
    Order,
    Person,
    Plan,
    Release,
    Ring,
    Sample,
    Standing,
)
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework import standing as core
from vungxanh.core.casework import standing_json
from vungxanh.core.casework.small_numbers import all_shown

MOST_DERIVATIONS = 12
MOST_CONTACTS = 50


@dataclass(frozen=True, slots=True)
class PersonFile:
    """One person: standing and plan where there are any, and the rows that belong to them, the latest first."""

    person: Person
    row: Standing | None
    standing: core.Standing | None
    plan: Plan | None
    checks: Sequence[Check]
    samples: Sequence[Sample]
    decisions: Sequence[Decision]
    orders: Sequence[Order]
    tokens: Sequence[Release]
    openings: Sequence[Opening]
    cases: Sequence[Case]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case: its rings, how many it reached at each level, its F1, and the runs it caused or that moved them.

    None is a number that points at somebody, for who reads no identities.
    """

    case: Case
    rings: Sequence[Ring]
    reached: Mapping[int, int | None]
    contacts: Sequence[Standing]
    derivations: Sequence[Derivation]


def person_file(officer: Officer, person: Person) -> PersonFile:
    """The file of a person of the officer's place (9 queries)."""
    policies.must_see(officer, person)
    row = Standing.objects.filter(person=person).select_related("case").first()
    plan = Plan.objects.filter(person=person).select_related("unit", "unit__parent").first()
    return PersonFile(
        person,
        row,
        standing_json.from_json(row.detail) if row else None,
        plan,
        list(Check.objects.filter(plan=plan).select_related("by").order_by("day", "number")) if plan else [],
        list(Sample.objects.filter(person=person).order_by("due_on", "taken_on", "pk")),
        list(Decision.objects.filter(person=person).select_related("by").order_by("-at")),
        list(Order.objects.filter(plan=plan).select_related("issued_by").order_by("-made_at")) if plan else [],
        list(Release.objects.filter(person=person).select_related("case").order_by("until", "pk")),
        list(Opening.objects.filter(person=person).select_related("by", "unit").order_by("-at")),
        list(Case.objects.filter(person=person).order_by("-entered_at")),
    )


def decided_on(found: PersonFile) -> tuple[Sequence[str], Sequence[str]] | None:
    """By which cases a person is held as was decided, and by which, known later, as the policy says (1 query).

    Their codes, one in both where the person met that case again; None without a decision.
    """
    if found.standing is None or found.standing.override is None:
        return None
    terms = found.standing.terms
    codes = dict(Case.objects.filter(pk__in={term.case for term in terms}).values_list("pk", "code"))
    decided, derived = ({codes[each.case] for each in terms if each.is_decided is said} for said in (True, False))
    return sorted(decided), sorted(derived)


def case_file(officer: Officer, case: Case) -> CaseFile:
    """The file of a case of the officer's place; contacts of other places are left out (4 queries)."""
    policies.must_see(officer, case)
    reached = Standing.objects.filter(case=case).exclude(person=case.person_id)
    levels = dict(reached.values_list("level").annotate(Count("id")).order_by("level"))
    near = reached.filter(level=1, path__under=policies.area(officer)).order_by("-probability", "id")
    moved = case.derivations.order_by("-at", "-pk")
    return CaseFile(
        case,
        list(Ring.objects.filter(case=case).order_by("level")),
        levels if policies.counts_plainly(officer) else all_shown(levels),
        list(near.select_related("person", "person__commune", "person__plan")[:MOST_CONTACTS]),
        list(moved.select_related("policy")[:MOST_DERIVATIONS]),
    )
