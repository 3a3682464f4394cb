"""Who may be the same person: asked of one record, under its keys; never of all pairs (hồ sơ có thể trùng)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from vungxanh.apps.cases import keys, policies
from vungxanh.apps.cases.models import Alike, Merge, NotSame, Person, Sex
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity, Likeness, candidates, folded_name, likeness
from vungxanh.kit.among import among
from vungxanh.kit.problems import NotFound

LEAST = 0.5
"""From this likeness on an officer is asked."""
_OPENED = 20
"""Opening a record takes as long as finding ten: so many at most are opened to be compared."""
Hint = tuple[str, object, int]
_KEYS = ("key_phone", "key_citizen", "key_name")
_WEIGHTS = (("key_citizen", 100), ("key_phone", 35), ("key_name", 40))
_SAME_NAME, _OTHER_YEAR = 40, 20
_EVERYWHERE = "/"
_COLUMNS = ("pk", "birth_year", "sex", *_KEYS)
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


def likeness_of(one: Person, other: Person) -> Likeness:
    """How alike two records are, and why."""
    return likeness(identity_of(one), identity_of(other))


def like(
    officer: Officer, identity: Identity, *, besides: Collection[int] = (), by_number: bool = False
) -> list[Candidate]:
    """Of the people of the officer's place those who may be this one, the likest first (2 queries, 3 for a common key).

    At entry, before there is a record; `besides` are records that are not asked about. With `by_number` the same
    telephone number is enough, whatever the name.
    """
    digests = keys.of(identity)
    hints = _hints(identity, digests)
    shared = {row["pk"]: row for row in _first_sharing(policies.area(officer), identity, digests, hints)}
    own = digests["key_phone"] if by_number else ""
    called = {key for key, row in shared.items() if own and row["key_phone"] == own}
    likely = [key for key, row in shared.items() if key in called or _at_most(identity, row, hints) >= LEAST]
    near = [key for key in likely if key not in besides]
    people = Person.objects.select_related("commune").in_bulk(_most_promising(near, shared, hints))
    scored = candidates(identity, ((key, identity_of(person)) for key, person in people.items()), least=0)
    return [Candidate(people[key], how) for key, how in scored if how.score >= LEAST or key in called]


def like_person(officer: Officer, person: Person) -> list[Candidate]:
    """The same of a record, without those of which an officer has said that they are somebody else (4 queries).

    With those that an officer has asked about, however little alike they are.
    """
    policies.must_follow_up(officer, person)
    if person.merged_into_id or person.erased_at:
        return []
    apart = NotSame.objects.filter(Q(one=person) | Q(other=person)).values_list("one", "other")
    found = like(officer, identity_of(person), besides={person.pk, *(key for pair in apart for key in pair)})
    listed = {each.person.pk for each in found}
    asked = Alike.objects.filter(Q(one=person) | Q(other=person), path__under=policies.area(officer))
    pairs = asked.select_related("one__commune", "other__commune").order_by("pk")
    others = (pair.other if pair.one_id == person.pk else pair.one for pair in pairs)
    return found + [Candidate(other, likeness_of(person, other)) for other in others if other.pk not in listed]


def told_apart(officer: Officer, person: Person) -> Sequence[NotSame]:
    """What was said of other people that they are not this one, the latest first (1 query).

    As far as the officer may take it back, and of records that stand: none that was merged into another, or erased.
    """
    living = {f"{end}__{name}": None for end in ("one", "other") for name in ("merged_into", "erased_at")}
    rows = NotSame.objects.filter(Q(one=person) | Q(other=person), **living).select_related("one", "other", "by")
    return [row for row in rows.order_by("-at", "-pk") if policies.may_ask_again(officer, row)]


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


def pairs_of(people: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of records, the lower key first, with one of these in it and alike enough to ask about (3 queries).

    Of the whole province and for nobody's eyes: who may see a pair is asked when it is shown. Only records that share a
    key are opened.
    """
    rows = _living(_EVERYWHERE).filter(among("pk", people)).values(*_COLUMNS)
    own = {row["pk"]: row for row in rows if any(row[name] for name in _KEYS)}
    near = {key: [other for other in found if other != key] for key, found in _near_records(own).items()}
    opened = Person.objects.in_bulk({key for one, found in near.items() if found for key in (one, *found)})
    known = {key: identity_of(person) for key, person in opened.items()}
    return {
        (min(one, other), max(one, other))
        for one, found in near.items()
        for other in found
        if likeness(known[one], known[other]).score >= LEAST
    }


def certainly(identity: Identity) -> Person | None:
    """The record of this telephone number and this very name; None where there is none, or more than one (1 query)."""
    digests = keys.of(identity)
    if not digests["key_phone"]:
        return None
    sharing = _living(_EVERYWHERE).filter(~Q(key_phone=""), key_phone=digests["key_phone"])[: _OPENED + 1]
    same = [person for person in sharing if folded_name(person.full_name) == folded_name(identity.name) != ""]
    return same[0] if len(same) == 1 else None


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


def _first_sharing(
    area: str, identity: Identity, digests: Mapping[str, str], hints: Sequence[Hint]
) -> list[dict[str, Any]]:
    """Enough of those who share a key, nobody opened yet (1 query).

    Where thousands share it, the first and those of them who have more in common (1 query more): reading them all
    would take longer than an officer at entry may wait. Another sex alone rules out who shares but the name.
    """
    sharing = {}
    for name in (name for name in _KEYS if digests[name]):
        rows = _living(area).filter(~Q(**{name: ""}), **{name: digests[name]})
        if name == "key_name" and identity.female is not None:
            rows = rows.exclude(sex=_other_sex(identity))
        sharing[name] = rows
    found = _together([rows[: _OPENED + 1] for rows in sharing.values()])
    common = [name for name in sharing if sum(row[name] == digests[name] for row in found) > _OPENED]
    closer = [
        sharing[name].filter(**{column: value})[:_OPENED]
        for name in common
        for column, value, weight in hints
        if weight > 0 and column != name and (name, column) != ("key_name", "birth_year")  # the year is in that key
    ]
    return found + _together(closer)


def _together(ranges: Sequence[QuerySet[Person]]) -> list[dict[str, Any]]:
    """The columns of some short ranges of indexes, asked for at once; Django's `union` takes none with a limit."""
    if not ranges:
        return []
    asked = [rows.values_list(*_COLUMNS).query.sql_with_params() for rows in ranges]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part" for sql, _values in asked),  # noqa: S608 - Django's own
            [value for _sql, values in asked for value in values],
        )
        return [dict(zip(_COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def _at_most(identity: Identity, row: Mapping[str, Any], hints: Sequence[Hint]) -> float:
    """The likeness that the columns leave possible, where names of other keys may be the same but for the year."""
    most = sum(weight for name, value, weight in hints if row[name] == value)
    if not any(name == "key_name" and row[name] == value for name, value, _weight in hints):
        most += _SAME_NAME
    own, its = identity.birth_year, row["birth_year"]
    return (most - (_OTHER_YEAR if own and its and abs(own - its) > 1 else 0)) / 100


def _near(area: str, asked: Mapping[int, Identity], digests: Mapping[int, Mapping[str, str]]) -> dict[int, list[int]]:
    """The most promising of all who share a key with each, nobody opened yet (1 query)."""
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in _sharing(area, digests.values()).values("pk", "birth_year", "sex", *_KEYS):
        for value in {row[name] for name in _KEYS} - {""}:
            by_key.setdefault(value, []).append(row)
    near = {}
    for number, identity in asked.items():
        own = digests[number]
        shared = {row["pk"]: row for name in _KEYS for row in by_key.get(own[name], ())}
        if shared:
            near[number] = _most_promising(shared, shared, _hints(identity, own))
    return near


def _near_records(own: Mapping[int, Mapping[str, Any]]) -> Mapping[int, list[int]]:
    """The same of records by their columns; of one, which may share a key with thousands, not all are read."""
    asked = {key: Identity("", year=row["birth_year"], female=_FEMALE.get(row["sex"])) for key, row in own.items()}
    digests = {key: {name: row[name] for name in _KEYS} for key, row in own.items()}
    if len(own) != 1:
        return _near(_EVERYWHERE, asked, digests) if own else {}
    ((key, identity),) = asked.items()
    hints = _hints(identity, digests[key])
    shared = {row["pk"]: row for row in _first_sharing(_EVERYWHERE, identity, digests[key], hints) if row["pk"] != key}
    return {key: _most_promising(shared, shared, hints)}


def _most_promising(keys_of: Iterable[int], rows: Mapping[int, Mapping[str, Any]], hints: Sequence[Hint]) -> list[int]:
    def promise(key: int) -> tuple[int, int]:
        return -sum(weight for name, value, weight in hints if rows[key][name] == value), key

    return nsmallest(_OPENED, keys_of, key=promise)


def _hints(identity: Identity, digests: Mapping[str, str]) -> list[Hint]:
    """What columns that need no opening say for or against a record, in hundredths, as `likeness` weighs it."""
    hints: list[Hint] = [(name, digests[name], weight) for name, weight in _WEIGHTS if digests[name]]
    if identity.birth_year:
        hints.append(("birth_year", identity.birth_year, 20))
    if identity.female is not None:
        hints.append(("sex", _other_sex(identity), -30))
    return hints


def _other_sex(identity: Identity) -> str:
    return (Sex.MALE if identity.female else Sex.FEMALE).value


def _living(area: str) -> QuerySet[Person]:
    return Person.objects.filter(path__under=area, merged_into=None, erased_at=None)


def _sharing(area: str, digests: Iterable[Mapping[str, str]]) -> QuerySet[Person]:
    """People who share a key; the empty key is shared by nobody, and said so that the partial indexes serve."""
    wanted: dict[str, set[str]] = {name: set() for name in _KEYS}
    for each in digests:
        for name in _KEYS:
            wanted[name].add(each[name])
    shared = Q(pk__in=())
    for name, values in wanted.items():
        if values := values - {""}:
            shared |= Q(among(name, values)) & ~Q(**{name: ""})
    return _living(area).filter(shared)
