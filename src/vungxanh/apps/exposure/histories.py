"""Whom a phone met, as its owner handed it in: sealed files beside the database (lịch sử tiếp xúc).

The content is the app's own rows (`core.tracing.tracefile`). What comes before the code is known is held in memory,
beyond a bound in a sealed draft; what is kept is written anew from it: rows of the infectious window and nothing else.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
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


def folder() -> Path:
    """Where they lie."""
    return Path(settings.EXPOSURE_DIR) / "histories"


@dataclass(frozen=True, slots=True)
class Kept:
    """A history in its file, for `Upload.history_name`: rows that were written, that were none, outside of the window.

    Without a name nothing was kept.
    """

    name: str = ""
    rows: int = 0
    unusable: int = 0
    left_out: int = 0


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
                # On SQLite (WAL, NORMAL) the row that names the file does not wait for the disk either.
                writer.keep(name, durably=connection.vendor != "sqlite")
        return Kept(name if rows else "", rows, unusable, left_out)

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


@contextmanager
def receiving() -> Iterator[Receiving]:
    """Hold while it streams; nothing stays unless it was kept."""
    with ExitStack() as room:
        yield Receiving(room)


def kept_rows(pieces: Iterable[bytes], span: range, write: Callable[[bytes], object]) -> tuple[int, int, int]:
    """Pass on the readable rows within a span of milliseconds; how many, how many were no rows, and lay outside."""
    kept = unusable = left_out = 0
    block = bytearray()
    for row in read_rows(pieces):
        if isinstance(row, Problem):
            unusable += 1
        elif row.ms not in span:
            left_out += 1
        else:
            block += write_row(row)
            kept += 1
            if len(block) >= files.CHUNK:
                write(bytes(block))
                block.clear()
    write(bytes(block))
    return kept, unusable, left_out


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
