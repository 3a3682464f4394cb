"""Events that reached their last attempt without being taken in: what their owners may have to put right."""

from typing import TypeVar

from pydantic import ValidationError

from vungxanh.kit.events.codec import load
from vungxanh.kit.events.registry import handlers_of

E = TypeVar("E")


def undelivered(event_type: type[E]) -> list[E]:
    """The events that a handler failed to take in for good (sự kiện không đến nơi), while their task rows are kept."""
    from vungxanh.kit.events.delivery import deliver
    from vungxanh.kit.tasks import health

    dead = health.dead_letters().filter(task_path=deliver.module_path)
    found = list[E]()
    names = handlers_of(event_type)
    for arguments in dead.values_list("args_kwargs", flat=True):
        if arguments["args"][0] not in names:
            continue
        try:
            event = load(event_type, arguments["args"][2])
        except ValidationError:  # written by a release whose event had other fields
            continue
        if isinstance(event, event_type):
            found.append(event)
    return found
