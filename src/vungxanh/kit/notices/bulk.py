"""Telling many people different things in a number of queries that grows with batches, not with people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from vungxanh.kit.notices.models import Notice

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing for one person; never urgent, so that it waits for the day's digest."""

    user_id: int
    key: str
    kind: str
    subject: str
    body: str = ""
    url: str = ""
    due_at: datetime | None = None


def notify_each(tellings: Iterable[Telling], *, at: datetime) -> int:
    """Tell each person their own thing once (báo hàng loạt); returns how many rows were offered.

    The unique (person, key) drops what was told before, also when two workers tell at the same time.
    """
    remaining, offered = iter(tellings), 0
    while batch := list(islice(remaining, BATCH)):
        rows = [
            Notice(
                user_id=each.user_id,
                key=each.key,
                kind=each.kind,
                subject=each.subject[:300],
                body=each.body,
                url=each.url,
                due_at=each.due_at,
                created_at=at,
            )
            for each in batch
        ]
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        offered += len(rows)
    return offered
