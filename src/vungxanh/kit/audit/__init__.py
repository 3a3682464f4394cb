"""The append-only, hash-chained audit log (nhật ký kiểm toán).

Actions write it in the transaction of the change they describe, so that a change without its entry, or an entry
without its change, cannot be committed. `docs` of the hashed form: `vungxanh.kit.audit.canonical`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model

    from vungxanh.kit.actors import Actor
    from vungxanh.kit.audit.models import Entry

GUARDED = "audit.guard"
"""The verb of the entry that triggers were put back."""


def record(
    verb: str, *, by: "Actor", on: "Model | None", at: datetime, data: Mapping[str, object] | None = None
) -> "Entry":
    """Append one entry to the chain (ghi nhật ký); RuntimeError outside a transaction."""
    from vungxanh.kit.audit import chain

    return chain.append(verb, by=by, on=[on], at=at, data=data)[0]


def record_many(
    verb: str, *, by: "Actor", on: "Sequence[Model]", at: datetime, data: Mapping[str, object] | None = None
) -> "list[Entry]":
    """Append one entry per object with one lock of the head and one bulk insert."""
    from vungxanh.kit.audit import chain

    return chain.append(verb, by=by, on=on, at=at, data=data)


def hold() -> None:
    """Take the head of the chain before the entry is written (giữ nhật ký); RuntimeError outside a transaction.

    Locks have one order everywhere, or two actions wait for each other until the database fails one of them:

    1. rows of every feature but case work: the entry, which takes the head, comes after them;
    2. the head of the chain;
    3. rows of case work, which nobody locks, changes or deletes without the head: its counts and derivations are read
       and written again.

    So an action of case work calls this first, and an action of exposure that it needs before that. An action that is
    about to change keys which rows of other writers point to calls it too: those writers hold the head when the
    database checks their pointers at the end, so whoever takes the keys first and the head later waits for ever.
    """
    from vungxanh.kit.audit import chain

    chain.hold()
