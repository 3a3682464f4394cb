"""What nobody refers to (tệp không ai dùng).

That is rows whose upload was cut off before its record was written, content without a row, and what was being received
when a process died.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, ForeignKey, OuterRef, QuerySet

from vungxanh.kit.files import disk
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.retention import stores
from vungxanh.kit.retention.stores import Store

BATCH = 500


def register() -> None:
    """Rows first, so that the content they were the last to name goes a day later with its age."""
    stores.register(
        Store("files_unused", "rows", lambda before: unreferenced(before).count(), _delete_rows),
        Store("files_unused", "content", _count_content, _delete_content, dated_by="machine"),
    )


def unreferenced(before: datetime) -> "QuerySet[StoredFile]":
    """Files kept before a moment that no foreign key of any model names."""
    found = StoredFile.objects.filter(created_at__lt=before)
    for relation in StoredFile._meta.get_fields(include_hidden=True):  # noqa: SLF001 (Django documents _meta)
        field = getattr(relation, "field", None)
        if relation.auto_created and isinstance(field, ForeignKey):  # a many-to-many is two of them, in its own table
            referrers = field.model._base_manager.filter(**{field.name: OuterRef("pk")})  # noqa: SLF001
            found = found.filter(~Exists(referrers))
    return found


def _delete_rows(before: datetime, at_most: int) -> int:
    """Lock each, then look anew, for a record may have come meanwhile.

    A day lies between a file and its sweep. A record that takes longer to commit than that loses to the sweep: its
    foreign key, checked at commit, refuses it, so no record ever names a file that is gone.
    """
    with transaction.atomic():
        locked = unreferenced(before).order_by("pk").select_for_update(of=("self",), skip_locked=True)
        keys = list(locked.values_list("pk", flat=True)[:at_most])
        return unreferenced(before).filter(pk__in=keys).delete()[0]


def _old_content(before: datetime) -> Iterator[Path]:
    limit_s = before.timestamp()
    yield from (path for path in disk.leftovers() if disk.is_older(path, limit_s))
    old = (path for path in disk.contents() if disk.is_older(path, limit_s))
    while some := list(islice(old, BATCH)):
        hashes = [path.name for path in some]
        named = set(StoredFile.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
        yield from (path for path in some if path.name not in named)


def _count_content(before: datetime) -> int:
    return sum(1 for _path in _old_content(before))


def _delete_content(before: datetime, at_most: int) -> int:
    """Unlinked once the audit entry stands; a kill in between leaves them to the next run, never gone unwritten.

    A file's age is asked again at the last moment: handed in once more, it is young.
    """
    limit_s = before.timestamp()
    paths = list(islice(_old_content(before), at_most))

    def unlink() -> None:
        for path in paths:
            disk.remove_if_older(path, limit_s)

    transaction.on_commit(unlink)
    return len(paths)
