"""What the app sends, with its own faults made good (đọc yêu cầu của ứng dụng)."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from vungxanh.apps.exposure.app import multipart
from vungxanh.apps.exposure.app.answers import Refusal, Status
from vungxanh.apps.exposure.models import System

MOST_JSON_BYTES = 65_536
MOST_FIELD_BYTES = 65_536
MOST_DRAINED_BYTES = 2**30  # beyond it the line is cut
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_FORM_BYTES = 2**20  # what a form may hold beside its file
_TOKEN = re.compile(r"[\x21-\x7e]{1,1024}")
_PHONE = re.compile(r"\+?[0-9]{9,15}")
_SYSTEMS = {"android": System.ANDROID, "ios": System.IOS}

Form = Mapping[str, str]
Environ = Mapping[str, Any]
Sink = Callable[[bytes], object]


def json_form(environ: Environ) -> Form:
    """The members of a JSON body as texts; raises Refusal."""
    body = b""
    while piece := environ["wsgi.input"].read(MOST_JSON_BYTES + 1 - len(body)):  # a read may give what has come so far
        body += piece
        if len(body) > MOST_JSON_BYTES:
            raise _drained(environ)
    return json_text(body)


def json_text(text: str | bytes) -> Form:
    """The members of a JSON object as texts; raises Refusal."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise Refusal(Status.INVALID_REQUEST) from None
    if not isinstance(content, dict):
        raise Refusal(Status.INVALID_REQUEST)
    return {name: _text(value) if _may_be(name, value) else "" for name, value in content.items()}


def _may_be(name: str, value: object) -> bool:
    """A push token is text and nothing else."""
    return isinstance(value, str) or not name.startswith("TokenFirebase")


def _text(value: object) -> str:
    """Of a member: texts and numbers as they are, an object as its JSON, null as nothing.

    A text that no database can hold, with a NUL or half of a surrogate pair, is none.
    """
    if isinstance(value, str):
        return "" if _UNWRITABLE.search(value) else value.strip()
    if isinstance(value, dict | list):
        return json.dumps(value)
    return "" if value is None else str(value)


def file_form(environ: Environ, sink: Sink | None) -> Form:
    """The fields of a multipart body; its one file goes to `sink` in pieces, or nowhere. Raises Refusal.

    The CRLF that the library of 2.0.4 writes behind the file is taken off. A body over the limit is read to its end
    and thrown away, for a phone that is cut off while it sends hears no answer and sends all again.
    """
    most = settings.MAX_HISTORY_BYTES + _FORM_BYTES
    declared = environ.get("CONTENT_LENGTH") or "0"
    if declared.isdigit() and int(declared) > most:
        raise _drained(environ)
    counted = _Counted(environ["wsgi.input"].read, most)
    try:
        return _fields(counted, multipart.boundary_of(environ.get("CONTENT_TYPE", "")), sink)
    except multipart.Malformed:
        raise _drained(environ) from None


def _fields(counted: "_Counted", boundary: bytes, sink: Sink | None) -> Form:
    found: dict[str, bytes] = {}
    file, name = None, ""
    for each in multipart.parts(counted.read, boundary):
        if isinstance(each, multipart.Part):
            name = each.name
            if each.is_file:
                if file is not None:
                    raise multipart.Malformed("two files")
                file = _File(sink)
            name = "" if each.is_file else name
            found.setdefault(name, b"")
        elif file is not None and not name:
            file.write(each)
        else:
            found[name] += each
            if len(found[name]) > MOST_FIELD_BYTES:
                raise multipart.Malformed("field")
    if file is not None:
        file.end()
    found.pop("", None)
    return {name: _text(value.decode("utf-8", "replace")) for name, value in found.items()}


class _File:
    """Passes a file on, its last two bytes only when they are no CRLF."""

    def __init__(self, sink: Sink | None) -> None:
        self._sink, self._kept, self._size = sink, b"", 0

    def write(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > settings.MAX_HISTORY_BYTES + 2:
            raise multipart.Malformed("file")
        if self._sink is not None:
            whole = self._kept + piece
            self._kept = whole[-2:]
            if len(whole) > 2:
                self._sink(whole[:-2])

    def end(self) -> None:
        if self._sink is not None and (rest := self._kept.removesuffix(b"\r\n")):
            self._sink(rest)


@dataclass(slots=True)
class _Counted:
    """Reads no more than `left` bytes; more is Malformed."""

    source: Callable[[int], bytes]
    left: int

    def read(self, size: int) -> bytes:
        block = self.source(size)
        self.left -= len(block)
        if self.left < 0:
            raise multipart.Malformed("too long")
        return block


def _drained(environ: Environ) -> Refusal:
    """Read what is left, up to a bound, so that the phone hears the refusal."""
    left = MOST_DRAINED_BYTES
    while left > 0 and (block := environ["wsgi.input"].read(multipart.BLOCK)):
        left -= len(block)
    return Refusal(Status.INVALID_REQUEST)


def token_of(form: Form, name: str = "TokenFirebase") -> str:
    """A push token, or "" when it can be none."""
    text = form.get(name, "")
    return text if _TOKEN.fullmatch(text) and text not in {"null", "undefined"} else ""


def is_phone(text: str) -> bool:
    """Whether the app would take it for a telephone number."""
    return _PHONE.fullmatch(text) is not None


def token_and_phone(form: Form) -> tuple[str, str]:
    """Push token and telephone number, put right where the app has swapped them; each "" when it can be none.

    The profile screen always swaps them, and so does the second try of ConfirmOTPCode; the second try of the profile
    sends the token in both.
    """
    token, phone = token_of(form), form.get("PhoneNumber", "")
    if is_phone(token) and not is_phone(phone):
        token, phone = token_of(form, "PhoneNumber"), token
    return token, phone if is_phone(phone) else ""


def system_of(form: Form) -> System:
    """What the phone runs; 2.0.x does not say."""
    return _SYSTEMS.get(form.get("TypeOS", "").lower(), System.UNKNOWN)
