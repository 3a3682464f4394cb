"""What people handed in, and what let them, goes when it has served (hết hạn lưu giữ).

The order matters: an upload holds its code, its keys hold their batch. What a batch or an upload kept in a file goes
when the deletion of its row has committed.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from vungxanh.apps.exposure import histories, published
from vungxanh.apps.exposure.models import (
    Aside,
    Attempts,
    Batch,
    Code,
    CodeDay,
    CoverKey,
    DayKey,
    PhoneProof,
    Upload,
    UploadKind,
    UploadState,
)
from vungxanh.kit import clock
from vungxanh.kit.retention import stores
from vungxanh.kit.retention.stores import Store


def register() -> None:
    """Rules stand in `core.records.retention`."""
    stores.register(
        stores.rows("uploads", "asides", lambda before: Aside.objects.filter(upload__in=_uploads(before))),
        _with_files("uploads", "uploads", _uploads, lambda row: histories.remove(row.history_name)),
        stores.rows("uploads", "covers", lambda before: CoverKey.objects.filter(ends_at__lt=before)),
        Store("uploads_held", "held", lambda before: _held(before).count(), _delete_held),
        stores.rows("codes", "codes", _codes),
        stores.rows("code_days", "days", lambda before: CodeDay.objects.filter(day__lt=clock.day_of(before))),
        stores.rows("attempts", "attempts", lambda before: Attempts.objects.filter(window__lt=before)),
        stores.rows("phone_proofs", "proofs", lambda before: PhoneProof.objects.filter(expires_at__lt=before)),
        _with_files("batches", "batches", _batches, lambda row: _remove_batch(row.number)),
        Store("batches", "last_file", lambda before: len(_last_with_file(before)), _delete_last_file),
        _unnamed("histories", histories.unnamed),
        _unnamed("published", published.unnamed),
    )


# Held too: keys that came with digits anybody may guess, and that nobody confirmed.
_HELD = Q(state=UploadState.HELD) | Q(kind=UploadKind.CASE, state=UploadState.WAITING)


def _uploads(before: datetime) -> QuerySet[Upload]:
    return Upload.objects.filter(~_HELD, received_at__lt=before)


def _held(before: datetime) -> QuerySet[Upload]:
    return Upload.objects.filter(_HELD, received_at__lt=before)


def _delete_held(before: datetime, at_most: int) -> int:
    """All of it goes but keys that phones were told of: those stay, as refused, so that phones learn they are void."""
    held = list(_held(before).order_by("pk").select_for_update(of=("self",), skip_locked=True)[:at_most])
    for upload in held:
        histories.remove(upload.history_name)
    rows = Upload.objects.filter(pk__in=[upload.pk for upload in held])
    DayKey.objects.filter(upload__in=rows, batch=None).delete()
    rows.filter(keys=None).delete()
    rows.update(state=UploadState.REFUSED, contact="", history_name="")
    return len(held)


def _codes(before: datetime) -> QuerySet[Code]:
    return Code.objects.filter(Q(issued_at__lt=before), upload=None)


def _batches(before: datetime) -> QuerySet[Batch]:
    last = Batch.objects.order_by("-number").values("pk")[:1]  # its number and its end are needed for the next
    free = Batch.objects.filter(until_at__lt=before, keys=None, revoked=None, covers=None, covers_back=None)
    return free.exclude(pk__in=list(last.values_list("pk", flat=True)))


def _last_with_file(before: datetime) -> list[Batch]:
    """The last batch, whose row must stay, while its file is still there."""
    last = Batch.objects.order_by("-number").first()
    return [last] if last and last.until_at < before and published.batch_path(last.number).exists() else []


def _delete_last_file(before: datetime, _at_most: int) -> int:
    found = _last_with_file(before)
    for batch in found:
        _remove_batch(batch.number)
    return len(found)


def _unnamed(name: str, found: Callable[[datetime], list[Path]]) -> Store:
    """A day lies between a file and its sweep: the row that names it has long been committed, or never will be."""

    def delete(before: datetime, at_most: int) -> int:
        paths = found(before)[:at_most]
        for path in paths:
            path.unlink(missing_ok=True)
        return len(paths)

    return Store("files_unused", name, lambda before: len(found(before)), delete, dated_by="machine")


def _remove_batch(number: int) -> None:
    transaction.on_commit(lambda: published.batch_path(number).unlink(missing_ok=True))


def _with_files(
    rule: str, name: str, expired: Callable[[datetime], "QuerySet[Any]"], forget: Callable[[Any], None]
) -> Store:
    """As `stores.rows`, and each row's file goes after it."""

    def delete(before: datetime, at_most: int) -> int:
        locked = expired(before).order_by("pk").select_for_update(of=("self",), skip_locked=True)
        rows = list(locked[:at_most])
        for row in rows:
            forget(row)
        locked.model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()  # noqa: SLF001
        return len(rows)

    return Store(rule, name, lambda before: expired(before).order_by().count(), delete)
