"""Processes that end with the process that started them, also when that one is killed (không để lại tiến trình mồ côi).

Linux tells a child by a signal (`prctl(2)`, PR_SET_PDEATHSIG); elsewhere nobody does.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def ending_with(parent: int, number: int = signal.SIGTERM) -> Callable[[], None]:
    """What a child of `parent` calls between fork and exec so that it gets the signal when the parent dies."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def in_the_child() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, number)
            if os.getppid() != parent:  # it died before it could be watched
                os._exit(1)

    return in_the_child
