"""Whom a phone met, as its owner handed it in: sealed files beside the database (lịch sử tiếp xúc).

The content is the app's own rows (`core.tracing.tracefile`). A row whose time lies in hours that the owner left out is
dropped on its way in and never written.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from vungxanh.apps.exposure.models import Upload
from vungxanh.core.tracing.problems import Problem
from vungxanh.core.tracing.tracefile import Row, read_rows, write_row
from vungxanh.kit.sealing import files, rotation
from vungxanh.kit.sealing.rotation import Note, Reseal

PURPOSE = "exposure.history"
Hours = tuple[tuple[int, int], ...]
"""Spans in UTC seconds, the end exclusive."""


def folder() -> Path:
    """Where they lie."""
    return Path(settings.EXPOSURE_DIR) / "histories"


class Receiving:
    """A history on its way in: `write` its bytes as they come, then `keep` it under a fresh name."""

    def __init__(self, writer: files.SealedWriter) -> None:
        self._writer = writer
        self.write: Callable[[bytes], None] = writer.write

    @property
    def size(self) -> int:
        """How many bytes there are so far."""
        return self._writer.size

    def keep(self) -> str:
        """Finish; the name for `Upload.history_name`."""
        name = uuid4().hex
        self._writer.keep(name)
        return name


@contextmanager
def receiving() -> Iterator[Receiving]:
    """Seal while it streams; nothing stays unless it was kept."""
    with files.SealedWriter(folder(), purpose=PURPOSE) as writer:
        yield Receiving(writer)


def kept_rows(pieces: Iterable[bytes], left_out: Hours, write: Callable[[bytes], None]) -> tuple[int, int]:
    """Pass on the rows that are readable and outside of the hours left out; how many, and how many were unreadable."""
    kept = unusable = 0
    for row in read_rows(pieces):
        if isinstance(row, Problem):
            unusable += 1
        elif not _is_left_out(row, left_out):
            write(write_row(row))
            kept += 1
    return kept, unusable


def _is_left_out(row: Row, left_out: Hours) -> bool:
    return any(start <= row.ms // 1000 < end for start, end in left_out)


def opened(upload: Upload) -> Iterator[bytes]:
    """The bytes of an upload's history in pieces, for `tracefile.read_rows`; FileNotFoundError when there is none."""
    if not upload.history_name:
        raise FileNotFoundError(f"upload {upload.pk} has no history")
    return files.read(folder() / upload.history_name, purpose=PURPOSE)


def remove(name: str) -> None:
    """Delete a history once the transaction has committed."""
    if name:
        path = folder() / name
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def unnamed(before: datetime) -> list[Path]:
    """What was being received when a process died, and what no upload names, written before a moment."""
    if not folder().is_dir():
        return []
    old = [path for path in folder().iterdir() if path.stat().st_mtime < before.timestamp()]
    names = [path.name for path in old]
    named = set(Upload.objects.filter(history_name__in=names).values_list("history_name", flat=True))
    return [path for path in old if path.name not in named]


def register() -> None:
    """Let the rotation of keys reach the files."""
    rotation.register(rotation.Store("exposure.histories", PURPOSE, _values, _reseal))


def _paths() -> list[Path]:
    if not folder().is_dir():
        return []
    return sorted(path for path in folder().iterdir() if not path.name.startswith(files.HIDDEN))


def _values() -> Iterator[tuple[int, str]]:
    yield from ((number, files.head_of(path)) for number, path in enumerate(_paths(), start=1))


def _reseal(anew: Reseal, note: Note) -> int:
    changed = 0
    for number, path in enumerate(_paths(), start=1):
        with transaction.atomic():
            files.reseal(path, lambda value, number=number: anew(value, PURPOSE, number))  # type: ignore[misc]
            changed += note()
    return changed
