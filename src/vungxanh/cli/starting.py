"""A note that `vungxanh run` is at work on this machine, so that the doctor can tell "starting" from "stopped"."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NAME = "run.pid"


@contextmanager
def noted(folder: Path) -> Iterator[None]:
    """Keep the note while the block runs."""
    note, own = folder / _NAME, str(os.getpid())
    folder.mkdir(parents=True, exist_ok=True)
    note.write_text(own, encoding="ascii")
    try:
        yield
    finally:
        with suppress(OSError):
            if note.read_text(encoding="ascii") == own:
                note.unlink()


def running_for(folder: Path) -> float | None:
    """How many seconds ago the `vungxanh run` that is alive was started; None when there is none."""
    note = folder / _NAME
    try:
        os.kill(int(note.read_text(encoding="ascii")), 0)
        return max(0.0, time.time() - note.stat().st_mtime)
    except PermissionError:  # alive, and another user's
        return max(0.0, time.time() - note.stat().st_mtime)
    except (OSError, ValueError):
        return None
