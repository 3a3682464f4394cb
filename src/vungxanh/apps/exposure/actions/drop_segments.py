"""Day segments that have been kept long enough are dropped as a whole (xóa phân đoạn ngày hết hạn).

The days come from the rule `segments` of `core.records.retention`, from 21 to 28. The row goes with its audit entry,
the file when that has committed; the process that holds segments in memory forgets a day when its row is gone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from vungxanh.apps.exposure.graph import segments
from vungxanh.apps.exposure.models import Segment
from vungxanh.kit.retention import stores
from vungxanh.kit.retention.stores import Store


def register() -> None:
    """Days first; then files without a row, which a killed run has left."""
    stores.register(
        Store("segments", "segments", lambda before: _expired(before).count(), _drop),
        Store("files_unused", "segments", lambda before: sum(1 for _ in _strays(before)), _sweep, dated_by="machine"),
    )


def _expired(before: datetime) -> "QuerySet[Segment]":
    return Segment.objects.filter(day__lt=before.astimezone(UTC).date())


def _drop(before: datetime, at_most: int) -> int:
    rows = _expired(before).order_by("day", "pk").select_for_update(skip_locked=True)[:at_most]
    names = {row.pk: row.name for row in rows}
    Segment.objects.filter(pk__in=names).delete()
    transaction.on_commit(lambda: segments.remove(names.values()))
    return len(names)


def _strays(before: datetime) -> Iterator[Path]:
    """Files that no row names; a file younger than that may be waiting for its row."""
    named = set(Segment.objects.values_list("name", flat=True))
    for path in segments.files():
        is_old = path.stat().st_mtime < before.timestamp()
        if is_old and path.relative_to(segments.folder()).as_posix() not in named:
            yield path


def _sweep(before: datetime, at_most: int) -> int:
    paths = list(islice(_strays(before), at_most))
    names = [path.relative_to(segments.folder()).as_posix() for path in paths]
    transaction.on_commit(lambda: segments.remove(names))
    return len(paths)
