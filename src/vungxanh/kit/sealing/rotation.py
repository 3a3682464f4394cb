"""Bringing every encrypted value under the present key (đổi khóa), a batch and a transaction at a time.

Columns are found by their field; features register what they keep encrypted elsewhere. A second run, or one after a
kill, goes on where values are still under an older key.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, TextField, Value
from django.db.models.functions import Cast

from vungxanh.kit.sealing.fields import SealedTextField
from vungxanh.kit.sealing.keys import UnknownKey, names
from vungxanh.kit.sealing.text import key_of, seal, unseal

BATCH = 500

Reseal = Callable[[str, str], str | None]
"""Given a stored value and its purpose: the value to store instead, None to leave it."""


@dataclass(frozen=True, slots=True)
class Store:
    """Encrypted values that are not a column of their own: `values` reads them all, `reseal` writes them anew."""

    name: str
    values: Callable[[], Iterator[str]]
    reseal: Callable[[Reseal], int]


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


def counts() -> dict[str, int]:
    """How many values stand under each key."""
    found: Counter[str] = Counter()
    for model, field in columns():
        found.update(key_of(value) for _pk, value in _raw(model, field).iterator(chunk_size=BATCH))
    for store in _stores.values():
        found.update(key_of(value) for value in store.values())
    return dict(found)


def rotate(*, forget_unreadable: bool = False) -> int:
    """Encrypt under the present key what is still under another; returns how many values.

    UnknownKey when an older key is gone, unless `forget_unreadable` says that those values are given up.
    """

    def anew(value: str, purpose: str) -> str | None:
        if key_of(value) == names()[0]:
            return None
        try:
            return seal(unseal(value, purpose=purpose), purpose=purpose)
        except UnknownKey:
            if not forget_unreadable:
                raise
            return ""

    changed = sum(_rotate_column(model, field, anew) for model, field in columns())
    return changed + sum(store.reseal(anew) for store in _stores.values())


def _rotate_column(model: type[Model], field: SealedTextField, anew: Reseal) -> int:
    changed, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(_raw(model, field).filter(pk__gt=last).select_for_update(of=("self",))[:BATCH])
            for pk, value in rows:
                fresh = anew(value, field.purpose)
                if fresh is not None:
                    stored = Value(fresh, output_field=TextField())  # no value of the field: it would encrypt twice
                    changed += model._base_manager.filter(pk=pk).update(**{field.attname: stored})  # noqa: SLF001
        if not rows:
            return changed
        last = rows[-1][0]


def _raw(model: type[Model], field: SealedTextField) -> Any:
    """Rows of (key, stored text) that hold something, in order; a cast keeps the field from decrypting."""
    stored = model._base_manager.annotate(sealed=Cast(field.attname, TextField())).filter(sealed__gt="")  # noqa: SLF001
    return stored.order_by("pk").values_list("pk", "sealed")
