"""Reasons (lý do): those officers type stand in the audit log for good, so whom they name is taken out first."""

from collections.abc import Iterable

from vungxanh.apps.cases.models import Person
from vungxanh.apps.exposure.reasons import without_names

LONGEST = 200
TAKEN_BACK = "khai báo qua Bluezone đã thu hồi"
NOT_SEEN = "đối chiếu lại không còn thấy lần gặp đáng kể"
REPLACED = "đã có lần đối chiếu mới của lần gặp này"
BY_COMPARING = (TAKEN_BACK, NOT_SEEN, REPLACED)
"""Why comparing phones again withdraws a meeting; of these it may bring one back, of an officer's reasons never."""


def nameless(text: str, people: Iterable[Person]) -> str:
    """The reason with pseudonyms in place of names and homes, and without numbers as long as a telephone's."""
    known = list(people)
    homes = ((person.address, person.pseudonym) for person in known)
    return without_names(text, homes, people=[(person.full_name, person.pseudonym) for person in known])[:LONGEST]
