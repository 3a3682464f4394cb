"""Looking somebody up by telephone or citizen id: an act of identifying, so it is written down (tra theo số)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases import keys
from vungxanh.apps.cases.models import Person
from vungxanh.apps.cases.policies import area
from vungxanh.apps.cases.queries.lists import Wanted, digests_of
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity
from vungxanh.kit import audit

VERB = "cases.identity.search"
ALIKE = "cases.identity.alike"
_NUMBERS = ("key_phone", "key_citizen")


def identified(wanted: Wanted, *, by: Officer, at: datetime) -> Wanted:
    """The same list, by number too where the words are one and the officer is one of those who may open identities.

    Everybody of the officer's place whom the number is of has it in their history; for others it finds nobody.
    """
    digests = digests_of(wanted.words)
    if not digests or not by.has(Role.HEALTH_OFFICER):
        return wanted
    living = Person.objects.filter(path__under=area(by))
    hits = {person.pk: person for name, digest in digests.items() for person in living.filter(**{name: digest})}
    with transaction.atomic():
        audit.record_many(VERB, by=by, on=list(hits.values()), at=at, data={"hits": len(hits)})
        if not hits:
            audit.record(VERB, by=by, on=None, at=at, data={"hits": 0})
    return replace(wanted, by_number=True)


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
