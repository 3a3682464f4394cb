"""Reasons that officers type stand in the audit log for good: whom they name is taken out first (lý do)."""

import re
from collections.abc import Iterable

from vungxanh.apps.exposure.models import Upload
from vungxanh.apps.exposure.queries.uploads import details_of

_NUMBER = re.compile(r"\+?\d(?:[ .-]?\d){8,}")
_SHORTEST = 4


def without_names(text: str, known: Iterable[tuple[str, str]]) -> str:
    """The reason with the second of each pair in place of the first, and without numbers as long as a telephone's."""
    for name, instead in known:
        if len(name) >= _SHORTEST:
            text = re.sub(re.escape(name), lambda _found, instead=instead: instead, text, flags=re.IGNORECASE)
    return _NUMBER.sub("…", text).strip()


def nameless(text: str, upload: Upload) -> str:
    """The reason without what the sender and the phone's owner call themselves and where they live."""
    said, device = details_of(upload), upload.device
    names = [said.full_name, said.address] if said else []
    names += [device.full_name, device.address] if device else []
    return without_names(text, ((name, "…") for name in names))
