"""Stopping tasks for certain (dừng tác vụ)."""

import asyncio
from collections.abc import Iterable
from typing import Any

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
