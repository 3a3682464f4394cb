"""Keyed digests of what people are found by again (khóa tìm người)."""

from vungxanh.core.casework.identity import Identity, blocking_keys
from vungxanh.kit.sealing.digests import keyed


def of(identity: Identity) -> dict[str, str]:
    """The three columns of a person; "" where nothing is known.

    The name column holds initials and birth year: equal names have equal initials, and so have names mistyped a little.
    """
    found = blocking_keys(identity)
    return {
        "key_phone": keyed(found.phone, purpose="cases.person.phone"),
        "key_citizen": keyed(found.citizen_id, purpose="cases.person.citizen_id"),
        "key_name": keyed(found.initials, purpose="cases.person.name"),
    }
