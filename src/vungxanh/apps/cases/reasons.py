"""Reasons that officers type stand in the audit log for good: whom they name is taken out first (lý do)."""

import re
from collections.abc import Iterable

from vungxanh.apps.cases.models import Person

_NUMBER = re.compile(r"\+?\d(?:[ .-]?\d){8,}")
_SHORTEST = 4
LONGEST = 200


def nameless(text: str, people: Iterable[Person]) -> str:
    """The reason with pseudonyms in place of names and homes, and without numbers as long as a telephone's."""
    for person in people:
        for known in (person.full_name, person.address):
            if len(known) >= _SHORTEST:
                text = re.sub(re.escape(known), person.pseudonym, text, flags=re.IGNORECASE)
    return _NUMBER.sub("…", text).strip()[:LONGEST]
