"""Reads of the audit log."""

from django.db.models import Model, QuerySet

from vungxanh.kit.audit.canonical import name_of
from vungxanh.kit.audit.models import Entry, Head


def history_of(thing: Model) -> QuerySet[Entry]:
    """What happened to an object, oldest first (lịch sử); the caller has already checked who may read the object."""
    object_type, object_id = name_of(thing)
    return Entry.objects.filter(object_type=object_type, object_id=object_id).order_by("seq")


def head() -> Head:
    """The count and hash to note down; an unsaved empty head when nothing was ever written."""
    return Head.objects.filter(pk=1).first() or Head()
