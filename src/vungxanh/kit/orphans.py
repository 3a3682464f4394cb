"""Processes that end with the process that started them, also when that one is killed (không để lại tiến trình mồ côi).

Linux tells a child by a signal (`prctl(2)`, PR_SET_PDEATHSIG). Elsewhere a thread of the child looks once a second.
"""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

STARTER = "VUNGXANH_STARTED_BY"
_PR_SET_PDEATHSIG = 1
_LOOK_EVERY_S = 1.0


def ending_with(parent: int, number: int = signal.SIGTERM) -> Callable[[], None]:
    """What a child of `parent` calls between fork and exec so that it gets the signal when the parent dies."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def in_the_child() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, number)
            if os.getppid() != parent:  # it died before it could be watched
                os._exit(1)

    return in_the_child


def end_with_parent() -> None:
    """End this process when the server that spawned it is gone, and elsewhere than on Linux also with its starter.

    Does nothing in a process that `vungxanh run` has not started: a service manager looks after those.
    """
    starter = os.environ.get(STARTER, "")
    if not starter.isdigit():
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if _parent_of(os.getppid()) != int(starter):  # the server died before it could be watched
            os._exit(1)
    else:
        watch = threading.Thread(target=_watch, args=(os.getppid(), int(starter)), daemon=True, name="orphan-watch")
        watch.start()


def is_alive(pid: int) -> bool:
    """Whether a process of this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _parent_of(pid: int) -> int:
    """The parent of another process, 0 when there is no such process (Linux)."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _watch(parent: int, starter: int) -> None:
    while os.getppid() == parent and is_alive(starter):
        time.sleep(_LOOK_EVERY_S)
    if os.getppid() == parent and parent != starter:
        os.kill(parent, signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)
