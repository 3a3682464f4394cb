"""Whether who is being entered is somebody known already: the question, as forms and grids ask it (hỏi trùng)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vungxanh.apps.cases import keys, policies
from vungxanh.apps.cases.models import Case, CaseState, Classification, Person
from vungxanh.apps.cases.queries.duplicates import Candidate, like, likest
from vungxanh.apps.cases.queries.faces import Face, faces
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.alike_rows import alike_rows
from vungxanh.core.casework.identity import Identity, Likeness

_MOST = 3
OTHER = "new"
"""The answer that it is none of them, followed by the answers it declines."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Whom it may be: the answer that says so, by which name the officer may read them, and why.

    Somebody who cannot be the answer, such as whose contacts are told, has no label.
    """

    value: str
    told: str
    label: str
    why: str
    person: Person | None = None


def answered(said: str, doubts: Iterable[Doubt]) -> str:
    """What was answered if it answers these doubts, else ""; an answer is of whom was asked about, and of nobody else.

    Who types another person into the row afterwards is asked anew.
    """
    word, _blank, rest = said.partition(" ")
    if word == OTHER:
        return said if {each.value for each in doubts} <= {*rest.split()} else ""
    return said if any(each.label and each.value == said for each in doubts) else ""


def of_one(officer: Officer, identity: Identity, at: datetime) -> list[Doubt]:
    """Of one person the likest records of the officer's place, and any of the same number (5 queries, and 1 a key)."""
    found = like(officer, identity, by_number=True)[:_MOST]
    shown = _faces(officer, found, at)
    names = _names(shown)
    label = _("Cùng người: %(name)s")
    return [_known(each, names[each.person.pk], label % {"name": names[each.person.pk]}, shown) for each in found]


def of_rows(
    officer: Officer, asked: Mapping[int, Identity], told: Mapping[int, Identity], at: datetime
) -> dict[int, list[Doubt]]:
    """Whom the rows `asked` may be: somebody of the officer's place, or the person of a row above, of all `told`.

    Rows are known by their places in the grid, from 0 (6 queries).
    """
    found = likest(policies.area(officer), asked, {n: keys.of(each) for n, each in asked.items()}) if asked else {}
    shown = _faces(officer, found.values(), at)
    names = _names(shown)
    doubts: dict[int, list[Doubt]] = {
        n: [_known(one, names[one.person.pk], _("Cùng người"), shown)] for n, one in found.items()
    }
    places = sorted(told)
    for own, (other, likeness) in alike_rows([told[place] for place in places]).items():
        if places[own] in asked:
            doubts.setdefault(places[own], []).append(_row(places[other], likeness))
    return doubts


def _known(found: Candidate, name: str, label: str, shown: Mapping[int, Face]) -> Doubt:
    """Why is told of an open face alone: else it would say who the pseudonym is."""
    why = _why(found.likeness) if shown[found.person.pk].is_open else _("có thể trùng")
    return Doubt(str(found.person.pk), name, label, why, found.person)


def _row(place: int, likeness: Likeness) -> Doubt:
    of_row = {"row": place + 1}
    told, label = _("người ở dòng %(row)s") % of_row, _("Cùng người ở dòng %(row)s") % of_row
    return Doubt(f"r{place}", told, label, _why(likeness))


def _why(likeness: Likeness) -> str:
    language = get_language() or "vi"
    return ", ".join(each.told(language) for each in likeness.reasons)


def _faces(officer: Officer, found: Iterable[Candidate], at: datetime) -> dict[int, Face]:
    people = {each.person.pk: each.person for each in found}
    return faces(officer, list(people.values()), at=at)


def _names(shown: Mapping[int, Face]) -> dict[int, str]:
    """What each is called, with the case they have now (1 query)."""
    ill = Case.objects.filter(person__in=shown, state=CaseState.ACTIVE).exclude(
        classification=Classification.NOT_A_CASE
    )
    codes = dict(ill.values_list("person", "code"))
    return {key: f"{shown[key].name}, {codes[key]}" if key in codes else shown[key].name for key in shown}
