"""Tables of work."""

from vungxanh.apps.work.models.assignment import Assignment, State
from vungxanh.apps.work.models.entry import Entry, EntryFile, EntryKind
from vungxanh.apps.work.models.extension import Extension

__all__ = ["Assignment", "Entry", "EntryFile", "EntryKind", "Extension", "State"]
