"""Records by the whole of a pseudonym, code or number, on whichever list they stand or on none (tìm đúng hồ sơ)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from vungxanh.apps.cases import naming, policies
from vungxanh.apps.cases.models import Case, Person, Standing
from vungxanh.apps.cases.queries.lists import digests_of
from vungxanh.apps.org.officers import Officer

_MOST = 10


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody's record, and their level; None for who is nobody's contact now."""

    person: Person
    level: int | None


def cases_called(officer: Officer, words: str) -> list[Case]:
    """Cases of the officer's place with this code or national number (1 query, none where the words are neither)."""
    code, number = naming.case_code_in(words), naming.national_number(words)
    meant = Q(code=code) if code else Q(number=number)
    if not code and not number:
        return []
    rows = Case.objects.filter(meant, path__under=policies.area(officer)).select_related("person__commune")
    return list(rows.order_by("-entered_at", "pk")[:_MOST])


def people_called(
    officer: Officer, words: str, *, by_number: bool = False, besides: Collection[int] = ()
) -> list[Found]:
    """People of the officer's place with this pseudonym, or this number (2 queries, none where the words are neither).

    Of a record that was merged, the one it became. `by_number` is for who has written down that they ask.
    """
    meant = Q(pseudonym=name) if (name := naming.pseudonym_in(words)) else Q(pk__in=())
    for column, digest in digests_of(words).items() if by_number else ():
        meant |= Q(**{column: digest}) & ~Q(**{column: ""})
    if not name and not by_number:
        return []
    rows = Person.objects.filter(meant, path__under=policies.area(officer))
    rows = rows.select_related("commune", "merged_into__commune").order_by("pk")[:_MOST]
    kept = {(row.merged_into or row).pk: row.merged_into or row for row in rows}
    people = [row for key, row in kept.items() if key not in besides and policies.may_see(officer, row)]
    levels = dict(Standing.objects.filter(person__in=people).values_list("person", "level")) if people else {}
    return [Found(row, levels.get(row.pk)) for row in people]
