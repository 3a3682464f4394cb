"""Tables of work."""

from vungxanh.apps.work.models.assignment import (
    LETTER_BODY,
    NO_DEADLINE,
    OF_EVERYONE,
    OPEN_STATES,
    Assignment,
    State,
    Turn,
)
from vungxanh.apps.work.models.entry import Entry, EntryFile, EntryKind
from vungxanh.apps.work.models.extension import Extension

__all__ = [
    "LETTER_BODY",
    "NO_DEADLINE",
    "OF_EVERYONE",
    "OPEN_STATES",
    "Assignment",
    "Entry",
    "EntryFile",
    "EntryKind",
    "Extension",
    "State",
    "Turn",
]
