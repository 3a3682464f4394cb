"""Carrying the table out: bounded batches, any number of times, each with its line in the audit log.

A batch and its line commit together: a process killed at any moment leaves no deletion that is not written down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from vungxanh.core.records.retention import RULES, Rule, limits
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.retention.stores import Store, of_rule

BATCH = 2000
MOST_BATCHES = 100
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

    At most `BATCH * MOST_BATCHES` rows a store go in one run, the next goes on.
    """
    kept, deleted = limits(settings.KEEP_DAYS), dict[str, int]()
    for rule in RULES:
        counts = [_empty(store, at, kept[rule.name]) for store in of_rule(rule.name)]
        if any(counts):
            deleted[rule.name] = sum(counts)
    return deleted


def _empty(store: Store, at: Moments, kept: timedelta) -> int:
    total = 0
    for _batch in range(MOST_BATCHES):
        count = _delete_batch(store, at, kept)
        total += count
        if count < BATCH:
            break
    return total


def _delete_batch(store: Store, at: Moments, kept: timedelta) -> int:
    """The entry comes last: it holds the lock of the chain's head, which every action waits for."""
    before = at.before(store, kept)
    with transaction.atomic():
        count = store.delete(before, BATCH)
        if count:
            data = {"rule": store.rule, "store": store.name, "before": before.isoformat(), "deleted": count}
            audit.record("retention.expire", by=BY, on=None, at=at.province, data=data)
    return count
