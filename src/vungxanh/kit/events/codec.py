"""Events to JSON and back, without loss."""

from dataclasses import is_dataclass
from typing import Any

from pydantic import PydanticSchemaGenerationError, TypeAdapter, ValidationError


class EventError(TypeError):
    """An event that is no frozen module-level dataclass, or whose values do not survive JSON."""


def name_of(event_type: type) -> str:
    """The import path by which an event type is stored."""
    return f"{event_type.__module__}.{event_type.__qualname__}"


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(event_type: type) -> TypeAdapter[Any]:
    if event_type not in _ADAPTERS:
        _ADAPTERS[event_type] = _made_adapter(event_type)
    return _ADAPTERS[event_type]


def _made_adapter(event_type: type) -> TypeAdapter[Any]:
    frozen = is_dataclass(event_type) and event_type.__dataclass_params__.frozen  # type: ignore[attr-defined]
    if not frozen or "<locals>" in event_type.__qualname__:
        raise EventError(f"{name_of(event_type)}: an event is a frozen dataclass at the top of a module")
    try:
        return TypeAdapter(event_type)
    except PydanticSchemaGenerationError as error:
        raise EventError(f"{name_of(event_type)}: {error}") from error


def dump(event: object) -> dict[str, Any]:
    """The event as JSON values; EventError when reading them back would give another event."""
    kind = type(event)
    adapter = _adapter(kind)
    try:
        payload: dict[str, Any] = adapter.dump_python(event, mode="json", warnings="error")
        again = adapter.validate_python(payload)
    except (ValidationError, ValueError, TypeError) as error:
        raise EventError(f"{name_of(kind)}: {error}") from error
    if again != event:
        raise EventError(f"{name_of(kind)}: {event!r} comes back from JSON as {again!r}")
    return payload


def load(event_type: type, payload: dict[str, Any]) -> object:
    """The event a payload was made from."""
    return _adapter(event_type).validate_python(payload)
