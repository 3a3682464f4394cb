"""Reasons that officers type stand in the audit log for good: whom they name is taken out first (lý do)."""

from collections.abc import Iterable

from vungxanh.apps.cases.models import Person
from vungxanh.apps.exposure.reasons import without_names

LONGEST = 200


def nameless(text: str, people: Iterable[Person]) -> str:
    """The reason with pseudonyms in place of names and homes, and without numbers as long as a telephone's."""
    known = list(people)
    homes = ((person.address, person.pseudonym) for person in known)
    return without_names(text, homes, people=[(person.full_name, person.pseudonym) for person in known])[:LONGEST]
