"""Logging: lines a person reads in development, one JSON object a line elsewhere, and no personal data in either."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

_LONG_PART = re.compile(r"/[^/\s?]{32,}")


def without_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what tells about a person: what they searched for, one-time links, their browser and address.

    The account's number stays, so that an operator can follow a fault; names are in the audit log only.
    """
    for name in ("user_agent", "ip"):
        event.pop(name, None)
    if isinstance(event.get("request"), str):
        event["request"] = _LONG_PART.sub("/…", event["request"].partition("?")[0])
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_personal_data,
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
    shown: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        shown += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
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
