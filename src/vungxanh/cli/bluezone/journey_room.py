"""A temporary folder that is gone after the journey, also when the journey was killed (thư mục tạm của lượt truy vết).

Whoever uses a folder holds a lock on it, which the system takes back when the last process that has it ends; the next
journey removes the folders that nobody holds.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PREFIX = "vungxanh-journey-"


@dataclass(frozen=True, slots=True)
class Room:
    """The folder, and the descriptor of its lock: a child that gets it holds the folder too."""

    path: Path
    lock: int


@contextmanager
def own_room() -> Iterator[Room]:
    """An empty folder of this journey's own; what killed journeys have left goes first."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # in use, or somebody else's
            _remove(left)
    room = _made()
    try:
        yield room
    finally:
        shutil.rmtree(room.path, ignore_errors=True)
        os.close(room.lock)


def _made() -> Room:
    """A folder that is locked before another journey takes it for one that was left."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            lock = _locked(path)
        except OSError:
            continue
        if path.exists():
            return Room(path, lock)
        os.close(lock)


def _locked(path: Path) -> int:
    """The descriptor of the folder with its lock; OSError where another process has it."""
    lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def _remove(path: Path) -> None:
    lock = _locked(path)
    shutil.rmtree(path, ignore_errors=True)
    os.close(lock)
