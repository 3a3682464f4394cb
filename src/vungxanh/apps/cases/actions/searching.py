"""Looking somebody up by telephone or citizen id: an act of identifying, so it is written down (tra theo số)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases import keys
from vungxanh.apps.cases.models import Alike, Case, Person, Standing
from vungxanh.apps.cases.queries.duplicates import Candidate, identity_of
from vungxanh.apps.cases.queries.finding import Found, people_called
from vungxanh.apps.cases.queries.lists import Wanted, digests_of
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity
from vungxanh.kit import audit
from vungxanh.kit.paging import Page

VERB = "cases.identity.search"
ALIKE = "cases.identity.alike"
_NUMBERS = ("key_phone", "key_citizen")
Row = TypeVar("Row", Standing, Case)


def searched(wanted: Wanted, read: Callable[[Wanted], Page[Row]], *, by: Officer, at: datetime) -> Page[Row]:
    """The page that `read` finds, by number too where the words are one and the officer may open identities.

    Everybody on it whom the number is of has it in their history; for other officers it finds nobody.
    """
    digests = digests_of(wanted.words)
    if not digests or not by.has(Role.HEALTH_OFFICER):
        return read(wanted)
    page = read(replace(wanted, by_number=True))
    people = [row.person for row in page.items]
    hits = {person.pk: person for person in people if any(getattr(person, key) == digests[key] for key in digests)}
    with transaction.atomic():
        audit.record_many(VERB, by=by, on=list(hits.values()), at=at, data={"hits": len(hits)})
        if not hits:
            audit.record(VERB, by=by, on=None, at=at, data={"hits": 0})
    return page


def told_like(person: Person, found: Iterable[Candidate], *, by: Officer, at: datetime) -> None:
    """Write down that the question of one record named others that it is like."""
    identity = identity_of(person)
    told_alike(((identity, each.person) for each in found), by=by, at=at)


def called(wanted: Wanted, listed: Iterable[Person], *, by: Officer, at: datetime) -> list[Found]:
    """Whom the words name exactly and who is not `listed`, as who is on no list any more.

    Whom a number found has it in their history, as on the list.
    """
    digests = digests_of(wanted.words) if by.has(Role.HEALTH_OFFICER) else {}
    besides = {person.pk for person in listed}
    found = people_called(by, wanted.words, by_number=bool(digests), besides=besides)
    hits = [each.person for each in found] if digests else []
    with transaction.atomic():
        audit.record_many(VERB, by=by, on=hits, at=at, data={"hits": len(hits)})
    return found


def told_pairs(pairs: Iterable[Alike], *, by: Officer, at: datetime) -> None:
    """Write down that records were shown to the officer beside those they are like, both of each pair."""
    asked = [(pair.one, pair.other) for pair in pairs]
    both = [*asked, *((other, one) for one, other in asked)]
    told_alike(((identity_of(person), beside) for person, beside in both), by=by, at=at)


def told_alike(asked: Iterable[tuple[Identity, Person]], *, by: Officer, at: datetime) -> None:
    """Write down that the question at entry named records to the officer: each pair is what was typed, and whom.

    Who was found by a number has been looked up by it; who was found by name and year has been found all the same.
    """
    found: dict[str, dict[int, Person]] = {VERB: {}, ALIKE: {}}
    for identity, person in asked:
        digests = keys.of(identity)
        is_number = any(digests[name] and digests[name] == getattr(person, name) for name in _NUMBERS)
        found[VERB if is_number else ALIKE][person.pk] = person
    with transaction.atomic():
        for verb, people in found.items():
            audit.record_many(verb, by=by, on=list(people.values()), at=at, data={"hits": len(people)})
