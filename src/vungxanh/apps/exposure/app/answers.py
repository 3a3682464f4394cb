"""What the app understands: an envelope, and numbers for what went wrong (mã trạng thái).

A refusal is HTTP 200 with `isOk` false; the app takes every other HTTP status for a broken line and tries again.
"""

import json
from enum import IntEnum
from typing import NamedTuple


class Status(IntEnum):
    """The numbers of versions 2.0.4 to 3.0.x."""

    SERVER_ERROR = 1
    INVALID_REQUEST = 2
    INVALID_TOKEN = 11
    OTP_TOKEN_INVALID = 21
    OTP_TOKEN_NOT_REGISTERED = 22
    OTP_PHONE_INVALID = 23
    PROOF_TOKEN_NOT_REGISTERED = 31
    PROOF_PHONE_INVALID = 32
    PROOF_WRONG = 33
    PROOF_EXPIRED = 34
    OLD_TOKEN_NOT_REGISTERED = 41
    CODE_WRONG = 51
    CODE_EXPIRED = 52
    GUID_INVALID = 61
    GUID_EXPIRED = 62
    REPORT_TOKEN_INVALID = 71
    REPORT_TOKEN_EXPIRED = 72
    PROFILE_TOKEN_NOT_REGISTERED = 81
    NAME_INVALID = 82
    ADDRESS_INVALID = 83


class Refusal(Exception):  # noqa: N818 - the name says what happened
    """The app is told this number."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.name)
        self.status = status


class Answer(NamedTuple):
    """An HTTP answer; `said` is the number the log tells."""

    http: str
    headers: list[tuple[str, str]]
    body: bytes
    said: int = 0


_HEADERS = [
    ("Content-Type", "application/json; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]
_EMPTY: dict[str, object] = {}


def _enveloped(status: int, content: object) -> bytes:
    form = {"isOk": not status, "isError": bool(status), "Status": status, "Object": content}
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()


_DONE = _enveloped(0, _EMPTY)


def _answer(http: str, body: bytes, said: int = 0) -> Answer:
    return Answer(http, [*_HEADERS, ("Content-Length", str(len(body)))], body, said)


def done(content: object = _EMPTY) -> Answer:
    """Success; `Object` is never null, for the app reads members of it."""
    return _answer("200 OK", _DONE if content is _EMPTY else _enveloped(0, content))


def refused(status: Status, http: str = "200 OK") -> Answer:
    """A refusal."""
    return _answer(http, _enveloped(status, None), int(status))
