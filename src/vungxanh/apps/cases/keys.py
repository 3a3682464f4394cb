"""Keyed digests of what people are found by again (khóa tìm người)."""

from vungxanh.core.casework.identity import Identity, blocking_keys
from vungxanh.kit.sealing.digests import keyed


def of(identity: Identity) -> dict[str, str]:
    """The three columns of a person; "" where nothing is known.

    The name column is for the whole name and the year of birth: names that only look alike are no reason to ask by
    themselves, and what is found under the key need not be opened to compare it.
    """
    found = blocking_keys(identity)
    return {
        "key_phone": keyed(found.phone, purpose="cases.person.phone"),
        "key_citizen": keyed(found.citizen_id, purpose="cases.person.citizen_id"),
        "key_name": keyed(found.name, purpose="cases.person.name"),
    }
