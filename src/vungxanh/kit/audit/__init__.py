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
