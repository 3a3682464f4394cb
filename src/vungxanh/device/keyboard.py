"""A key that stops the screen (phím dừng)."""

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STOPS = b"qQ"


@contextmanager
def stopped_by_key(ask: Callable[[], object]) -> Iterator[None]:
    """Inside, `q` at the terminal calls `ask`; nothing happens without one, or in the background."""
    try:
        keys = sys.stdin.fileno()
        before = termios.tcgetattr(keys)
        in_front = os.tcgetpgrp(keys) == os.getpgrp()
    except (OSError, ValueError, termios.error):
        in_front = False
    if not in_front:
        yield
        return

    def read() -> None:
        if any(key in STOPS for key in os.read(keys, 64)):
            ask()

    loop = asyncio.get_running_loop()
    tty.setcbreak(keys)
    loop.add_reader(keys, read)
    try:
        yield
    finally:
        loop.remove_reader(keys)
        termios.tcsetattr(keys, termios.TCSADRAIN, before)
