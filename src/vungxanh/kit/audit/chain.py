"""Appending to the chain: the head row is locked, so entries of concurrent transactions are numbered without gaps."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from vungxanh.kit.actors import Actor
from vungxanh.kit.audit.canonical import GENESIS, Line, data_text, hash_of, name_of
from vungxanh.kit.audit.models import Entry, Head


def append(
    verb: str, *, by: Actor, on: Sequence[Model | None], at: datetime, data: Mapping[str, object] | None
) -> list[Entry]:
    """Write one entry per object, in order, in the caller's transaction."""
    text = data_text(data)
    head = hold()
    entries = []
    for thing in on:
        entry = _sealed(
            Line(head.count + 1, at, *_who(by), verb, *(name_of(thing) if thing else ("", "")), text, head.hash)
        )
        head.count, head.hash = entry.seq, entry.hash
        entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=500)
    if entries:
        head.save(update_fields=["count", "hash"])
    return entries


def hold() -> Head:
    """The head row, held until the transaction ends; made anew only for an empty log."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs to the transaction of its change: call it inside atomic()")
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        if Entry.objects.exists():
            raise RuntimeError("the audit log has entries but no head row: run `vungxanh audit verify`")
        Head.objects.get_or_create(pk=1, defaults={"count": 0, "hash": GENESIS})
        head = Head.objects.select_for_update().get(pk=1)
    return head


def _who(by: Actor) -> tuple[str, str, str]:
    return by.actor_key, by.actor_name, by.unit_code


def _sealed(line: Line) -> Entry:
    return Entry(**line._asdict(), hash=hash_of(line))
