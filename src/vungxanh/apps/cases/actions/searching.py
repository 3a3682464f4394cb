"""Looking somebody up by telephone or citizen id: an act of identifying, so it is written down (tra theo số)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.models import Person
from vungxanh.apps.cases.policies import area
from vungxanh.apps.cases.queries.lists import Wanted, digests_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit

VERB = "cases.identity.search"


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
