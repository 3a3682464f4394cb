"""What expires: each owner of rows registers, under a rule of the table, how to count and delete them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet

from vungxanh.core.records.retention import RULES

Clock = Literal["province", "machine"]
"""Which clock dated the rows: `kit.clock.now` or `kit.clock.machine_now`; a demonstration's differ by years."""


@dataclass(frozen=True, slots=True)
class Store:
    """Rows under one rule: `count` those older than a moment, `delete` at most so many of them and say how many.

    `delete` is called in the transaction of its audit entry; what lies outside the database goes when that commits.
    """

    rule: str
    name: str
    count: Callable[[datetime], int]
    delete: Callable[[datetime, int], int]
    dated_by: Clock = "province"


_stores: dict[tuple[str, str], Store] = {}


def register(*stores: Store) -> None:
    """Let stores expire, in this order within their rule; ValueError for a rule that the table does not have."""
    for store in stores:
        if store.rule not in {rule.name for rule in RULES}:
            raise ValueError(f"{store.rule!r} stands in no rule of core.records.retention")
        _stores[store.rule, store.name] = store


def of_rule(rule: str) -> list[Store]:
    """The stores of a rule, in the order of registration."""
    return [store for store in _stores.values() if store.rule == rule]


def rows(
    rule: str, name: str, expired: Callable[[datetime], "QuerySet[Any]"], *, dated_by: Clock = "province"
) -> Store:
    """A store of the rows that `expired(before)` selects."""

    def count(before: datetime) -> int:
        return expired(before).order_by().count()

    def delete(before: datetime, at_most: int) -> int:
        """Lock first: a row that somebody is using, or takes up again meanwhile, stays."""
        locked = expired(before).order_by("pk").select_for_update(of=("self",), skip_locked=True)
        keys = list(locked.values_list("pk", flat=True)[:at_most])
        # What hangs on a row goes with it and is not counted.
        return locked.model._base_manager.filter(pk__in=keys).delete()[0] and len(keys)  # noqa: SLF001

    return Store(rule, name, count, delete, dated_by)
