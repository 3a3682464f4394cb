"""The one task that carries every event to its handlers."""

from datetime import timedelta
from typing import Any

from vungxanh.kit.events.registry import handle
from vungxanh.kit.tasks import retry, task


@task()
@retry(max_attempts=8, backoff=timedelta(seconds=5))
def deliver(handler: str, event: str, payload: dict[str, Any]) -> None:
    """Carry one stored event to one handler, by their import paths."""
    handle(handler, event, payload)
