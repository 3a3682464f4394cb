"""Text messages to people who are no users: one sender, the console until a feature registers its own (tin nhắn).

A message that does not go out stops nothing: the officer reads the code out instead.
"""

import sys
from pathlib import Path
from typing import Protocol

import structlog
from django.conf import settings

from vungxanh.apps.exposure.keyed import DOMESTIC, national


class TextSender(Protocol):
    """A way to a telephone number."""

    def send(self, number: str, text: str) -> None:
        """Hand the message over; raises what it will when it cannot."""


class ConsoleTexts:
    """Standard output, or the file CONSOLE_NOTICES names, in a demonstration; elsewhere there is nobody to send."""

    def send(self, number: str, text: str) -> None:
        """Print the message; LookupError outside a demonstration."""
        if not settings.DEMONSTRATION:
            raise LookupError("no sender of text messages is registered")
        line = f"[SMS {number}] {text}\n"
        if settings.CONSOLE_NOTICES:
            with Path(settings.CONSOLE_NOTICES).open("a", encoding="utf-8") as file:
                file.write(line)
        else:
            sys.stdout.write(line)
            sys.stdout.flush()


_sender: list[TextSender] = [ConsoleTexts()]


def reaches(number: str) -> bool:
    """Whether messages go to such a number: of a country that `SMS_COUNTRIES` names, for each message costs money."""
    plain = national(number)
    return (plain.startswith("0") and DOMESTIC in settings.SMS_COUNTRIES) or (
        not plain.startswith("0") and plain.startswith(tuple(settings.SMS_COUNTRIES))
    )


def register(sender: TextSender) -> None:
    """Let another sender take over."""
    _sender[:] = [sender]


def send(number: str, text: str) -> bool:
    """Try once; whether it went. Neither number nor text stand in a log."""
    try:
        _sender[0].send(number, text)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a sender, the act goes on
        structlog.get_logger(__name__).warning("text_not_sent", reason=type(error).__name__)
        return False
    return True
