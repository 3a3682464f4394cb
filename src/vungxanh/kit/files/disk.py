"""The bytes on disk: one file per SHA-256, written aside and renamed into place (kho nội dung).

`FILES_DIR/ab/cd/abcd…` holds content, `FILES_DIR/incoming/` what is being received. A kill at any moment leaves
either a whole file in its place or a leftover that `expiry` removes a day later.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from vungxanh.kit.files.refusals import FileRefused

_CHUNK = 2**20
_INCOMING = "incoming"


def path_for(sha256: str) -> Path:
    """Where the content with this hash lies."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def received(stream: IO[bytes], *, name: str, max_bytes: int) -> Iterator[Path]:
    """A temporary file with all the bytes of the stream, gone afterwards unless it was kept."""
    room = Path(settings.FILES_DIR) / _INCOMING
    room.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=room)
    path = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as target:
            size = 0
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > max_bytes:
                    raise FileRefused("too_large", name, limit_bytes=max_bytes)
                target.write(chunk)
        if not size:
            raise FileRefused("empty", name)
        yield path
    finally:
        path.unlink(missing_ok=True)


def keep(path: Path) -> tuple[str, int]:
    """Move a received file to its place by content, durably; returns its SHA-256 and size in bytes."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    size = path.stat().st_size
    target = path_for(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.chmod(0o640)
    # Replacing an equal file also renews its age, so that a sweep cannot take it before its row is committed.
    os.utime(path)
    path.replace(target)
    _sync_folder(target.parent)
    return sha256, size


def contents() -> Iterator[Path]:
    """Every kept content on disk."""
    yield from Path(settings.FILES_DIR).glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")


def leftovers() -> Iterator[Path]:
    """What was being received when a process died, and what is being received now."""
    yield from (Path(settings.FILES_DIR) / _INCOMING).glob("*")


def is_older(path: Path, than_s: float) -> bool:
    """Whether the file was written before `than_s` (Unix seconds); False when another sweep has taken it."""
    try:
        return path.stat().st_mtime < than_s
    except FileNotFoundError:
        return False


def remove_if_older(path: Path, than_s: float) -> bool:
    """Delete the file unless it was written after `than_s` (Unix seconds); whether this call did it."""
    if not is_older(path, than_s):
        return False
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
