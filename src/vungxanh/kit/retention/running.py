"""Carrying the table out: bounded batches, any number of times, with one line in the audit log for what was deleted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from vungxanh.core.records.retention import RULES, Rule, limits
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.retention.stores import Store, of_rule

BATCH = 500
MOST_BATCHES = 400
BY = SystemActor("retention")


@dataclass(frozen=True, slots=True)
class Moments:
    """Now, by both clocks."""

    province: datetime
    machine: datetime

    def before(self, store: Store, kept: timedelta) -> datetime:
        """The moment before which the rows of a store have expired."""
        return (self.province if store.dated_by == "province" else self.machine) - kept


@dataclass(frozen=True, slots=True)
class Due:
    """A rule as it holds here, and how many rows it would delete now."""

    rule: Rule
    kept: timedelta
    count: int


def overdue(at: Moments, *, slack: timedelta = timedelta(0)) -> Iterator[Due]:
    """Each rule with the rows that expired at least `slack` ago."""
    kept = limits(settings.KEEP_DAYS)
    for rule in RULES:
        span = kept[rule.name]
        count = sum(store.count(at.before(store, span + slack)) for store in of_rule(rule.name))
        yield Due(rule, span, count)


def expire(at: Moments) -> dict[str, int]:
    """Delete what has expired (xóa dữ liệu hết hạn); returns the numbers by rule.

    Each batch is a transaction of its own; at most `BATCH * MOST_BATCHES` rows a store go in one run, the next goes on.
    """
    kept, deleted = limits(settings.KEEP_DAYS), dict[str, int]()
    try:
        for rule in RULES:
            for store in of_rule(rule.name):
                _empty(store, at.before(store, kept[rule.name]), deleted)
    finally:
        if deleted:
            with transaction.atomic():
                audit.record("retention.expire", by=BY, on=None, at=at.province, data=deleted)
    return deleted


def _empty(store: Store, before: datetime, deleted: dict[str, int]) -> None:
    for _batch in range(MOST_BATCHES):
        count = store.delete(before, BATCH)
        if not count:
            return
        deleted[store.rule] = deleted.get(store.rule, 0) + count
