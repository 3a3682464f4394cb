"""Logging: lines a person reads in development, one JSON object a line elsewhere, and no personal data in either."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# One-time links, whatever stands in front of them; tokens; what is asked of an address; long parts of addresses, which
# are secrets too, but for the SHA-256 of a file and the name of a module.
_CLEANED = (
    (re.compile(r"(/dat-lai/)[^/\s\"'?]+"), r"\1…"),
    (re.compile(r"\bvx_[\w-]{8,}"), "vx_…"),
    (re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]+"), r"\1"),
    (re.compile(r"/(?![0-9a-f]{64}(?![\w-]))(?![\w.-]+\.py\b)[^/\s?\"']{32,}"), "/…"),
)


def without_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what tells about a person: what they searched for, one-time links, their browser and address.

    The account's number stays, so that an operator can follow a fault; names are in the audit log only. Runs last, when
    arguments and tracebacks have become text; what is no plain data is shown as its representation.
    """
    for name in ("user_agent", "ip"):
        event.pop(name, None)
    if isinstance(event.get("request"), str):
        event["request"] = event["request"].partition("?")[0]
    return {name: _cleaned(value) for name, value in event.items()}


def _cleaned(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {_text(name): _cleaned(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned(each) for each in value]
    return _text(value)


def _text(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    for pattern, instead in _CLEANED:
        text = pattern.sub(instead, text)
    return text


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(*, level: str, as_json: bool) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING; both end in one handler on standard error."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    shown: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        without_personal_data,
    ]
    if as_json:
        shown += [structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        plain = structlog.dev.plain_traceback  # a pretty traceback would print local variables
        shown += [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
    formatter = {"()": structlog.stdlib.ProcessorFormatter, "processors": shown, "foreign_pre_chain": _SHARED}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would print each line twice, and its warnings carry whole addresses.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "django.server": {"handlers": [], "propagate": True},
            "django_tasks": {"level": "WARNING"},  # the worker says what matters; these are two lines a task
            "axes": {"level": "ERROR"},  # its warnings name the person who was locked out; the audit log has that
        },
    }
