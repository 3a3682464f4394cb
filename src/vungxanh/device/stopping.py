"""Stopping tasks for certain (dừng tác vụ)."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterable
from contextlib import nullcontext
from typing import Any

from vungxanh.device.keyboard import stopped_by_key

AGAIN_S = 0.5


async def stop(tasks: Iterable[asyncio.Task[Any]]) -> list[BaseException | None]:
    """Cancel until all ended; with what each ended. `asyncio.wait_for` of Python 3.11 can swallow a cancellation."""
    tasks = list(tasks)
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=AGAIN_S)
    return [None if task.cancelled() else task.exception() for task in tasks]


async def until_stopped(
    work: list[Callable[[], Coroutine[Any, Any, None]]], seconds: float | None, *, at_keyboard: bool
) -> None:
    """Until the first work ends, the time is over, or SIGINT or SIGTERM asks; then cancel what runs and wait for it."""
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    tasks = [asyncio.create_task(one()) for one in work]
    waiting = asyncio.create_task(asked.wait())
    try:
        with stopped_by_key(asked.set) if at_keyboard else nullcontext():
            await asyncio.wait([*tasks, waiting], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended = await stop((*tasks, waiting))
    for outcome in ended:
        if outcome is not None:
            raise outcome
