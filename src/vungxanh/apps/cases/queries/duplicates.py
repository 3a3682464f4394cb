"""Who may be the same person: asked of one record, under its keys; never of all pairs (hồ sơ có thể trùng)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from vungxanh.apps.cases import keys, policies
from vungxanh.apps.cases.models import Merge, NotSame, Person, Sex
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity, Likeness, candidates, folded_name, likeness
from vungxanh.kit.problems import NotFound

LEAST = 0.5
"""From this likeness on an officer is asked."""
_MOST = 20
_KEYS = ("key_phone", "key_citizen", "key_name")
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
    near = [key for key in _near(policies.area(officer), {0: identity}, {0: digests}).get(0, ()) if key not in besides]
    people = Person.objects.select_related("commune").in_bulk(near)
    scored = candidates(identity, ((key, identity_of(person)) for key, person in people.items()), least=LEAST)
    return [Candidate(people[key], how) for key, how in scored[:_MOST]]


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
    """Who shares a number, or the name itself, with each (1 query): nobody else can be as like as `LEAST`.

    Names that only look alike and years of birth are not enough by themselves, so of the many who share initials and
    year nothing but the name is opened.
    """
    columns = ("pk", "full_name", *_KEYS)
    by_key: dict[str, list[tuple[int, str, str]]] = {}
    for key, name, *held in _under(area, digests.values()).values_list(*columns):
        for column, value in zip(_KEYS, held, strict=True):
            if value:
                by_key.setdefault(value, []).append((key, column, name))
    near = {}
    for number, identity in asked.items():
        own = folded_name(identity.name)
        shared = (row for column in _KEYS for row in by_key.get(digests[number][column], ()))
        found = dict.fromkeys(key for key, column, name in shared if column != "key_name" or folded_name(name) == own)
        if found:
            near[number] = list(found)
    return near


def _under(area: str, digests: Iterable[Mapping[str, str]]) -> QuerySet[Person]:
    """People who share a key; the empty key is shared by nobody, and said so that the partial indexes serve."""
    wanted: dict[str, set[str]] = {name: set() for name in _KEYS}
    for each in digests:
        for name in _KEYS:
            wanted[name].add(each[name])
    shared = Q(pk__in=())
    for name, values in wanted.items():
        if values := values - {""}:
            shared |= Q(**{f"{name}__in": values}) & ~Q(**{name: ""})
    return Person.objects.filter(shared, path__under=area, merged_into=None, erased_at=None)
