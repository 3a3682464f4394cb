"""Who listens to what, and announcing."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.utils.module_loading import import_string

from vungxanh.kit.events.codec import dump, load, name_of

E = TypeVar("E")
Handler = Callable[[E], None]

_HANDLERS: dict[type, dict[str, Callable[[Any], None]]] = {}


def on(event_type: type[E]) -> Callable[[Handler[E]], Handler[E]]:
    """Let a module-level function handle an event type; it must bear being called twice with the same event."""

    def register(handler: Handler[E]) -> Handler[E]:
        _HANDLERS.setdefault(event_type, {})[name_of_handler(handler)] = handler
        return handler

    return register


def name_of_handler(handler: Callable[..., None]) -> str:
    """The import path by which a handler is stored."""
    return f"{handler.__module__}.{handler.__qualname__}"


def handlers_of(event_type: type) -> list[str]:
    """The handlers of an event type, by import path, in the order they registered."""
    return list(_HANDLERS.get(event_type, {}))


def announce(*events: object) -> None:
    """Store each event for each of its handlers (phát sự kiện); RuntimeError outside a transaction."""
    from vungxanh.kit.events.delivery import deliver

    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs to the transaction of its change: announce it inside atomic()")
    for event in events:
        payload = dump(event)
        for handler in handlers_of(type(event)):
            deliver.enqueue(handler, name_of(type(event)), payload)


def handle(handler_name: str, event_name: str, payload: dict[str, Any]) -> None:
    """Call one handler with a stored event; LookupError when nobody by that name listens any more."""
    event_type: type = import_string(event_name)
    handler = _HANDLERS.get(event_type, {}).get(handler_name)
    if handler is None:
        raise LookupError(f"{handler_name} does not handle {event_name}")
    handler(load(event_type, payload))
