"""The exact bytes an audit entry's hash covers, and the hash itself.

The form is the UTF-8 text of one JSON array without spaces, non-ASCII characters written as themselves:

    [seq, at, actor_key, actor_name, unit_code, verb, object_type, object_id, data, previous]

`at` is UTC with six decimals (`2020-07-28T08:04:05.000000Z`), `data` is the stored text itself, `previous` is the
hash of the entry before, or 64 zeros for entry 1. The hash is SHA-256 in lower-case hexadecimal. It has no key:
someone who owns the whole database can rewrite the whole chain, which is why `vungxanh audit head` prints a count
and hash to note down on paper, and `vungxanh audit verify --head` looks for that note in the chain.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

GENESIS = "0" * 64


class Line(NamedTuple):
    """One entry as it is hashed, without its own hash."""

    seq: int
    at: datetime
    actor_key: str
    actor_name: str
    unit_code: str
    verb: str
    object_type: str
    object_id: str
    data: str
    previous: str


def name_of(thing: Model) -> tuple[str, str]:
    """How an object is written in an entry: `app.model` and its key; ValueError for one not saved yet."""
    if thing.pk is None:
        raise ValueError("an audit entry names a saved object")
    return thing._meta.label_lower, str(thing.pk)  # noqa: SLF001 (Django documents _meta)


def data_text(data: Mapping[str, object] | None) -> str:
    """The canonical JSON text of an entry's data: keys sorted, no spaces."""
    return json.dumps(
        data or {}, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def hash_of(line: Line) -> str:
    """The SHA-256 of a line's canonical form; TypeError or ValueError when a column is not of its type."""
    moment = line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    form = json.dumps((line.seq, moment, *line[2:]), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(form.encode("utf-8")).hexdigest()
