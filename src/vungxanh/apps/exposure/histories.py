"""Whom a phone met, as its owner handed it in: sealed files beside the database (lịch sử tiếp xúc).

The content is the app's own rows (`core.tracing.tracefile`). What comes before the code is known is held in memory,
beyond a bound in a sealed draft; what is kept is written anew from it: rows of the infectious window and nothing else.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from vungxanh.apps.exposure.models import Upload
from vungxanh.core.tracing.problems import Problem
from vungxanh.core.tracing.tracefile import read_rows, write_row
from vungxanh.kit.sealing import files, rotation
from vungxanh.kit.sealing.rotation import Note, Reseal

PURPOSE = "exposure.history"
IN_MEMORY_BYTES = 2**18
_MS_DIGITS = 13
# Rows that `write_row` writes just so: capitals, a number without idle zeros, milliseconds of 2001 to 2096.
_PLAIN_ROWS = re.compile(
    rb"(?:[0-9A-F]{24}\t[0-9A-F]{24}\t(?:0|-128|-?(?:[1-9][0-9]?|1[01][0-9]|12[0-7]))\t[1-3][0-9]{12}\n)*+"
)
_DISKS = ThreadPoolExecutor(4, thread_name_prefix="histories")


def folder() -> Path:
    """Where they lie."""
    return Path(settings.EXPOSURE_DIR) / "histories"


@dataclass(frozen=True, slots=True)
class Kept:
    """A history in its file, for `Upload.history_name`: rows that were written, that were none, outside of the window.

    Without a name nothing was kept. Its disk works while the caller goes on: `settle` before anybody is told.
    """

    name: str = ""
    rows: int = 0
    unusable: int = 0
    left_out: int = 0
    disk: Future[None] | None = None

    def settle(self) -> None:
        """Return when the disk has the file; raises OSError when it never will."""
        if self.disk is not None:
            self.disk.result()


class Receiving:
    """A history on its way in: `write` its bytes as they come, then `keep` those of the window."""

    def __init__(self, room: ExitStack) -> None:
        self._room, self._held = room, bytearray()
        self._draft: files.SealedWriter | None = None
        self._whole: Path | None = None
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Add some bytes."""
        self.size += len(piece)
        self._held += piece
        if len(self._held) > IN_MEMORY_BYTES:
            if self._draft is None:
                self._draft = self._room.enter_context(files.SealedWriter(folder(), purpose=PURPOSE))
            self._draft.write(bytes(self._held))
            self._held.clear()

    def keep(self, since: datetime, until: datetime) -> Kept:
        """Write the rows of a span of time to a file of a fresh name; none when there is no such row."""
        name = uuid4().hex
        with files.SealedWriter(folder(), purpose=PURPOSE) as writer:
            span = range(round(since.timestamp() * 1000), round(until.timestamp() * 1000) + 1)
            rows, unusable, left_out = kept_rows(self._pieces(), span, writer.write)
            if rows:
                writer.keep(name, durably=False)
        # On SQLite (WAL, NORMAL) the row that names the file does not wait for the disk either.
        disk = _DISKS.submit(_write_through, folder() / name) if rows and connection.vendor != "sqlite" else None
        return Kept(name if rows else "", rows, unusable, left_out, disk)

    def _pieces(self) -> Iterable[bytes]:
        """All that came, as often as it is asked for; the draft goes with the room."""
        if self._draft is None:
            return [bytes(self._held)]
        if self._whole is None:
            name = f"{files.HIDDEN}{uuid4().hex}"
            self._draft.write(bytes(self._held))
            self._draft.keep(name, durably=False)
            self._whole = folder() / name
            self._room.callback(self._whole.unlink, missing_ok=True)
        return files.read(self._whole, purpose=PURPOSE)


def _write_through(path: Path) -> None:
    """Wait for the disk: for the bytes, then for the name."""
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def receiving() -> Iterator[Receiving]:
    """Hold while it streams; nothing stays unless it was kept."""
    with ExitStack() as room:
        yield Receiving(room)


def kept_rows(pieces: Iterable[bytes], span: range, write: Callable[[bytes], object]) -> tuple[int, int, int]:
    """Pass on the readable rows within a span of milliseconds; how many, how many were no rows, and lay outside."""
    kept = unusable = left_out = 0
    block = bytearray()
    for written, ms in _written(iter(pieces)):
        if ms is None:
            unusable += 1
        elif ms not in span:
            left_out += 1
        else:
            block += written
            kept += 1
            if len(block) >= files.CHUNK:
                write(bytes(block))
                block.clear()
    write(bytes(block))
    return kept, unusable, left_out


def _written(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, int | None]]:
    """The bytes of each row and its milliseconds, None for what is no row.

    As long as there is nothing but rows as Android writes them, they are passed on as they came: reading each and
    writing it again gives the same bytes in thirty times as long.
    """
    rest = b""
    for piece in pieces:
        head, end, tail = (rest + piece).rpartition(b"\n")
        if not _PLAIN_ROWS.fullmatch(head + end):
            pieces = chain([rest + piece], pieces)
            rest = b""
            break
        for line in head.split(b"\n") if end else ():
            yield line + b"\n", int(line[-_MS_DIGITS:])
        rest = tail
    for row in read_rows(chain([rest], pieces)):
        yield (b"", None) if isinstance(row, Problem) else (write_row(row), row.ms)


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


def sweep() -> int:
    """Delete what processes that were killed had received so far; how many. Called at every start and by the hour."""
    return files.sweep(folder())


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
