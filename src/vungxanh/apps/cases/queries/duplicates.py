"""Who may be the same person: asked of one record, under its keys; never of all pairs (hồ sơ có thể trùng)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from vungxanh.apps.cases import keys, policies
from vungxanh.apps.cases.models import Merge, NotSame, Person, Sex
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity, Likeness, candidates, likeness
from vungxanh.kit.problems import NotFound

LEAST = 0.5
"""From this likeness on an officer is asked."""
_MOST = 20
_OPENED = 40
"""Opening a record takes as long as finding ten: so many are opened at most to be compared."""
_KEYS = ("key_phone", "key_citizen", "key_name")
_WEIGHTS = (("key_citizen", 100), ("key_phone", 35), ("key_name", 40))
_COMPARED = ("full_name", "birth_year", "phone", "citizen_id", "sex")
_FEMALE = {Sex.FEMALE.value: True, Sex.MALE.value: False}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the same person, and why."""

    person: Person
    likeness: Likeness


def identity_of(person: Person) -> Identity:
    """What somebody is recognised by."""
    return Identity(
        person.full_name,
        year=person.birth_year,
        phone=person.phone,
        citizen_id=person.citizen_id,
        female=_FEMALE.get(person.sex),
    )


def like(officer: Officer, identity: Identity, *, besides: Collection[int] = ()) -> list[Candidate]:
    """Of the people of the officer's place those who may be this one, the likest first (2 queries).

    At entry, before there is a record; `besides` are records that are not asked about.
    """
    digests = keys.of(identity)
    hints = _hints(identity, digests)
    promise = sum((Case(When(**{name: value}, then=weight), default=0) for name, value, weight in hints), Value(0))
    shared = _sharing(policies.area(officer), [digests]).exclude(pk__in=besides).annotate(promise=promise)
    first = shared.order_by("-promise", "pk").only(*_COMPARED)[:_OPENED]
    scored = candidates(identity, ((person.pk, identity_of(person)) for person in first), least=LEAST)[:_MOST]
    people = Person.objects.select_related("commune").in_bulk([key for key, _how in scored])
    return [Candidate(people[key], how) for key, how in scored]


def like_person(officer: Officer, person: Person) -> list[Candidate]:
    """The same of a record, without those of which an officer has said that they are somebody else (3 queries)."""
    policies.must_follow_up(officer, person)
    if person.merged_into_id or person.erased_at:
        return []
    apart = NotSame.objects.filter(Q(one=person) | Q(other=person)).values_list("one", "other")
    return like(officer, identity_of(person), besides={person.pk, *(key for pair in apart for key in pair)})


def likest(area: str, asked: Mapping[int, Identity], digests: Mapping[int, Mapping[str, str]]) -> dict[int, Candidate]:
    """For many at once the likest person of a place each, where there is one (2 queries a thousand)."""
    near = _near(area, asked, digests)
    people = Person.objects.in_bulk({key for found in near.values() for key in found})
    best = {}
    for number, found in near.items():
        scored = [Candidate(people[key], likeness(asked[number], identity_of(people[key]))) for key in found]
        top = max(scored, key=lambda one: (one.likeness.score, -one.person.pk), default=None)
        if top and top.likeness.score >= LEAST:
            best[number] = top
    return best


def merges_of(officer: Officer, person: Person) -> Sequence[Merge]:
    """What was merged into a record and not undone, the latest first (2 queries)."""
    policies.must_follow_up(officer, person)
    return list(Merge.objects.filter(kept=person, undone_at=None).select_related("absorbed", "by").order_by("-at"))


def merge_of(officer: Officer, key: int) -> Merge:
    """One merge of the officer's place; NotFound otherwise."""
    merge = Merge.objects.select_related("kept", "absorbed").filter(pk=key).first()
    if merge is None:
        raise NotFound
    policies.must_see(officer, merge.kept)
    return merge


def _near(area: str, asked: Mapping[int, Identity], digests: Mapping[int, Mapping[str, str]]) -> dict[int, list[int]]:
    """The most promising of those who share a key with each, nobody opened yet (1 query)."""
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in _sharing(area, digests.values()).order_by("pk").values("pk", "birth_year", "sex", *_KEYS):
        for value in {row[name] for name in _KEYS} - {""}:
            by_key.setdefault(value, []).append(row)
    near = {}
    for number, identity in asked.items():
        hints = _hints(identity, digests[number])
        shared = {row["pk"]: row for name in _KEYS for row in by_key.get(digests[number][name], ())}
        if shared:
            near[number] = nsmallest(_OPENED, shared, key=lambda key: (-_promise(shared[key], hints), key))  # noqa: B023 - used at once
    return near


def _hints(identity: Identity, digests: Mapping[str, str]) -> list[tuple[str, object, int]]:
    """What columns that need no opening say for or against a record, weighed as `likeness` weighs it, in hundredths.

    Of the thousands who share a common name, or a number written for want of any, only the first are opened.
    """
    hints: list[tuple[str, object, int]] = [(name, digests[name], weight) for name, weight in _WEIGHTS if digests[name]]
    if identity.birth_year:
        hints.append(("birth_year", identity.birth_year, 20))
    if identity.female is not None:
        hints.append(("sex", (Sex.MALE if identity.female else Sex.FEMALE).value, -30))
    return hints


def _promise(row: Mapping[str, object], hints: Iterable[tuple[str, object, int]]) -> int:
    return sum(weight for name, value, weight in hints if row[name] == value)


def _sharing(area: str, digests: Iterable[Mapping[str, str]]) -> QuerySet[Person]:
    """People who share a key; the empty key is shared by nobody, and said so that the partial indexes serve."""
    wanted: dict[str, set[str]] = {name: set() for name in _KEYS}
    for each in digests:
        for name in _KEYS:
            wanted[name].add(each[name])
    shared = Q(pk__in=())
    for name, values in wanted.items():
        if values := values - {""}:
            shared |= Q(**{f"{name}__in": values}) & ~Q(**{name: ""})
    return Person.objects.filter(shared, path__under_most=area, merged_into=None, erased_at=None)
