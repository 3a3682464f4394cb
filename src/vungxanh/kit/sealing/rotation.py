"""Bringing every encrypted value under the present key (đổi khóa), a batch and its audit entry in one transaction.

Columns are found by their field; features register what they keep encrypted elsewhere. A second run, or one after a
kill, goes on where values are still under an older key.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, TextField, Value
from django.db.models.functions import Cast

from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.sealing.fields import SealedTextField
from vungxanh.kit.sealing.keys import Unopened, names
from vungxanh.kit.sealing.text import Tampered, key_of, seal, unseal

BATCH = 500

Reseal = Callable[[str, str, object], str | None]
"""Given a stored value, its purpose and its row: the value to store instead, None to leave it, empty when given up."""

Note = Callable[[], int]
"""Called at the end of a batch, in its transaction: writes down what was changed since the last call, says how much."""


@dataclass(frozen=True, slots=True)
class Store:
    """Encrypted values that are not a column of their own: `values` reads (row, value), `reseal` writes them anew."""

    name: str
    purpose: str
    values: Callable[[], Iterator[tuple[int, str]]]
    reseal: Callable[[Reseal, Note], int]


_stores: dict[str, Store] = {}


def register(store: Store) -> None:
    """Let rotation reach a store; a second one of that name replaces it."""
    _stores[store.name] = store


def columns() -> list[tuple[type[Model], SealedTextField]]:
    """Every encrypted column there is."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields  # noqa: SLF001 (Django documents _meta)
        if isinstance(field, SealedTextField)
    ]


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that does not open: table and column, the row's id, and why not."""

    place: str
    row: object
    why: str

    def __str__(self) -> str:
        return f"{self.place} id={self.row}: {self.why}"


def counts() -> dict[str, int]:
    """How many values stand under each key; what is no encrypted value stands under none."""
    found: Counter[str] = Counter()
    for _place, _purpose, _row, value in _every():
        with suppress(Tampered):
            found[key_of(value)] += 1
    return dict(found)


def unread() -> Iterator[Unread]:
    """Each value that does not open; opens all of them."""
    for place, purpose, row, value in _every():
        try:
            unseal(value, purpose=purpose)
        except Unopened as why:
            yield Unread(place, row, str(why))


def _every() -> Iterator[tuple[str, str, object, str]]:
    """Place, purpose, row and stored text of every value."""
    for model, field in columns():
        for row, value in _raw(model, field).iterator(chunk_size=BATCH):
            yield _place(model, field), field.purpose, row, value
    for store in _stores.values():
        yield from ((store.name, store.purpose, row, value) for row, value in store.values())


def _place(model: type[Model], field: SealedTextField) -> str:
    return f"{model._meta.db_table}.{field.column}"  # noqa: SLF001 (Django documents _meta)


def rotate(*, by: Actor, at: datetime, forget_unreadable: bool = False) -> int:
    """Encrypt under the present key what is still under another; returns how many values.

    Unopened, with table, column and row, when an older key is gone or a value was changed, unless `forget_unreadable`
    says that those values are given up; then those under the present key are opened too.
    """
    batch = _Batch(forget_unreadable)
    changed = 0
    for model, field in columns():
        batch.place = _place(model, field)
        changed += _rotate_column(model, field, batch.anew, partial(batch.note, by=by, at=at))
    for store in _stores.values():
        batch.place = store.name
        changed += store.reseal(batch.anew, partial(batch.note, by=by, at=at))
    return changed


@dataclass(slots=True)
class _Batch:
    """What the batch at hand has changed, until its entry is written."""

    forget_unreadable: bool
    place: str = ""
    changed: int = 0
    given_up: list[object] = dataclass_field(default_factory=list)

    def anew(self, value: str, purpose: str, row: object) -> str | None:
        try:
            is_present = key_of(value) == names()[0]
            if is_present and not self.forget_unreadable:
                return None
            plain = unseal(value, purpose=purpose)
        except Unopened as why:
            if not self.forget_unreadable:
                raise Unopened(str(Unread(self.place, row, str(why)))) from why
            self.changed += 1
            self.given_up.append(row if isinstance(row, int) else str(row))
            return ""
        if is_present:
            return None
        self.changed += 1
        return seal(plain, purpose=purpose)

    def note(self, *, by: Actor, at: datetime) -> int:
        changed, given_up = self.changed, self.given_up
        self.changed, self.given_up = 0, []
        if changed:
            data: dict[str, object] = {
                "key": names()[0],
                "place": self.place,
                "values": changed,
                "given_up": len(given_up),
            }
            if given_up:
                data["rows"] = given_up
            audit.record("keys.rotate", by=by, on=None, at=at, data=data)
        return changed


def _rotate_column(model: type[Model], field: SealedTextField, anew: Reseal, note: Note) -> int:
    changed = 0
    rest: dict[str, object] = {}
    while True:
        with transaction.atomic():
            rows = list(_raw(model, field).filter(**rest).select_for_update(of=("self",))[:BATCH])
            for pk, value in rows:
                fresh = anew(value, field.purpose, pk)
                if fresh is not None:
                    stored = Value(fresh, output_field=TextField())  # no value of the field: it would encrypt twice
                    model._base_manager.filter(pk=pk).update(**{field.attname: stored})  # noqa: SLF001
            changed += note()
        if not rows:
            return changed
        rest = {"pk__gt": rows[-1][0]}


def _raw(model: type[Model], field: SealedTextField) -> Any:
    """Rows of (key, stored text) that hold something, in order; a cast keeps the field from decrypting."""
    stored = model._base_manager.annotate(sealed=Cast(field.attname, TextField())).filter(sealed__gt="")  # noqa: SLF001
    return stored.order_by("pk").values_list("pk", "sealed")
