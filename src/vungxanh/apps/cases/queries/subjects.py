"""What phones' numbers of people stand for, asked by the feature below (người của một mã số)."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from vungxanh.apps.cases.models import Case, CaseState, Classification, Person
from vungxanh.apps.cases.queries.windows import begins
from vungxanh.apps.exposure import subjects
from vungxanh.apps.exposure.queries.uploads import ContactDetails
from vungxanh.core.casework.identity import Identity, phone
from vungxanh.core.casework.policy import LOOKBACK_DAYS
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict


def register() -> None:
    """Let `exposure` ask."""
    subjects.register(subjects.Register(is_ruled_out, called, infectious_since))


def is_ruled_out(subject: UUID) -> bool:
    """Whether all that this person was taken ill with turned out to be nothing, or what came last did.

    A case that only stood twice, and was closed when two records became one, says nothing either way.
    """
    cases = list(Case.objects.filter(person__in=_records(subject)))
    ill = [case for case in cases if case.classification != Classification.NOT_A_CASE]
    if not cases or not ill:
        return bool(cases)
    if any(case.state == CaseState.ACTIVE for case in ill):
        return False
    decided = [*ill, *(case for case in cases if case.turned_negative)]
    return max(decided, key=lambda case: (case.entered_at, case.pk)).classification == Classification.NOT_A_CASE


def infectious_since(onset: date | None, tested: date, on: date) -> date:
    """The first day of the window by the policy in force on a day; by the usual days before any was entered."""
    try:
        return day_of(begins(onset, tested, on=on))
    except Conflict:
        return (onset or tested) - timedelta(days=LOOKBACK_DAYS)


def called(subject: UUID) -> list[tuple[str, str]]:
    """Name and home of their record, of those that were merged into it and of the one that it became."""
    return [(person.full_name, person.address) for person in Person.objects.filter(pk__in=_records(subject))]


def record_of(subject: UUID) -> Person | None:
    """The record of this phone's person; of a merged one, the one that stayed (1 query)."""
    own = Person.objects.filter(subject=subject).select_related("merged_into").first()
    return (own.merged_into or own) if own else None


def reporter(told: ContactDetails) -> Identity:
    """What somebody who reported by phone is recognised by; a number that is none says nothing."""
    return Identity(told.full_name, phone=told.phone if phone(told.phone) else "")


def _records(subject: UUID) -> list[int]:
    found = Person.objects.filter(subject=subject).values_list("pk", "merged_into").first()
    if found is None:
        return []
    kept = found[1] or found[0]
    return list(Person.objects.filter(Q(pk=kept) | Q(merged_into=kept)).values_list("pk", flat=True))
