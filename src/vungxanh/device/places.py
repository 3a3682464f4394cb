"""Where a run keeps things: its store, the lock beside it, a recording (chỗ của một lần chạy)."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from vungxanh.device.problems import DeviceProblem
from vungxanh.device.reasons import reason_of

TEMPORARY = "vungxanh-agent-"


def default_folder() -> Path:
    """Where the store lies unless another place is named."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(home) / "vungxanh/bluezone"


@contextmanager
def store_folder(named: Path | None, *, owners: bool) -> Iterator[Path]:
    """The folder that was named; else the owner's own, or for a simulation or a recording one that goes at the end."""
    if named is not None or owners:
        yield named or default_folder()
        return
    with tempfile.TemporaryDirectory(prefix=TEMPORARY) as folder:
        yield Path(folder) / "store"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One agent a store; raises DeviceProblem for a second one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "agent.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DeviceProblem("store_locked", {"file": folder}) from None
        yield


@contextmanager
def private_file(path: Path) -> Iterator[TextIO]:
    """A new file that only its owner reads: a recording holds other people's identifiers. Raises DeviceProblem."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise DeviceProblem("file_exists", {"file": path}) from None
    except OSError as error:
        raise DeviceProblem("file_missing", {"file": path, "reason": reason_of(error)}) from None
    file = os.fdopen(descriptor, "w", encoding="utf-8")
    try:
        yield file
    finally:
        with suppress(OSError):  # on a full disk the recorder has noted it
            file.close()
