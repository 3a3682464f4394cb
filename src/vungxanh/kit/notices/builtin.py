"""The built-in channels: e-mail through Django's mail settings, and the console of a demonstration."""

import smtplib
import sys
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage, get_connection

from vungxanh.kit.notices.senders import Message, TemporaryFailure, Undeliverable

_TIMEOUT_S = 60


class EmailSender:
    """E-mail; at-least-once, with a Message-ID by which mail programs drop a repeated one."""

    name = "email"
    repeatable = True

    def reaches(self, user: AbstractBaseUser) -> bool:
        """Whether the account has an e-mail address."""
        return "@" in _address(user)

    def send(self, message: Message) -> str:
        """Send by SMTP; a 5xx answer about the person or the text is final, all else is tried again."""
        host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
        reference = f"<{message.key}@{host}>"
        body = f"{message.body}\n\n{message.url}".rstrip() + "\n"
        letter = EmailMessage(
            message.subject,
            body,
            to=[_address(message.user)],
            headers={"Message-ID": reference, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
            connection=get_connection(timeout=_TIMEOUT_S) if _is_smtp() else get_connection(),
        )
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            raise _failure(code, text) from refused
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as ours:
            raise TemporaryFailure(str(ours)) from ours
        except smtplib.SMTPResponseException as answer:
            raise _failure(answer.smtp_code, answer.smtp_error) from answer
        return reference


class ConsoleSender:
    """Standard output, or the file CONSOLE_NOTICES names; at-least-once. It reaches people only in a demonstration."""

    name = "console"
    repeatable = True

    def reaches(self, user: AbstractBaseUser) -> bool:
        """Everyone with a name, in a demonstration."""
        return bool(getattr(settings, "DEMONSTRATION", False) and user.get_username())

    def send(self, message: Message) -> str:
        """Print the message."""
        lines = [f"[{message.user.get_username()}] {message.subject}", message.body, message.url]
        text = "\n".join(filter(None, lines)) + "\n"
        if settings.CONSOLE_NOTICES:
            with Path(settings.CONSOLE_NOTICES).open("a", encoding="utf-8") as file:
                file.write(text)
        else:
            sys.stdout.write(text)
            sys.stdout.flush()
        return message.key


def _address(user: AbstractBaseUser) -> str:
    return parseaddr(str(getattr(user, user.get_email_field_name(), "") or ""))[1]


def _is_smtp() -> bool:
    return str(settings.EMAIL_BACKEND).endswith("smtp.EmailBackend")


def _failure(code: int, text: bytes | str) -> Exception:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return (Undeliverable if code >= 500 else TemporaryFailure)(f"{code} {said}")
