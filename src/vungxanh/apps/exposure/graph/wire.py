"""What goes over the socket between the pages and the process that holds the segments (giao thức).

A question is one JSON text; an answer is a JSON text with columns of raw numbers behind it, which the pages read
without numpy. Both are preceded by their lengths, and both are bounded.
"""

import json
import socket
import struct
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

MOST_QUESTION = 4 << 20
MOST_ANSWER = 64 << 20
MOST_PEOPLE = 20_000
MOST_LEVEL = 10
MOST_ROWS = 200_000
MOST_MS = 1 << 53
UUID_BYTES = 16
_LENGTHS = struct.Struct("!II")


class Malformed(ValueError):  # noqa: N818 - the name says what happened
    """What came over the socket is not what the protocol allows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Plain facts and columns: arrays of int64, or bytes of 16 a row for people."""

    facts: dict[str, Any]
    columns: Mapping[str, "array[int] | bytes"] = field(default_factory=dict)


def socket_path() -> Path:
    """Where the process listens."""
    return Path(settings.EXPOSURE_DIR) / "chains.sock"


def send_question(held: socket.socket, question: Mapping[str, Any]) -> None:
    """Ask; Malformed when it is too long."""
    said = json.dumps(question, separators=(",", ":")).encode()
    if len(said) > MOST_QUESTION:
        raise Malformed("the question is too long")
    held.sendall(_LENGTHS.pack(len(said), 0) + said)


def receive_question(held: socket.socket) -> dict[str, Any] | None:
    """The next question, None when the other side has hung up; Malformed."""
    head = _exactly(held, _LENGTHS.size)
    if not head:
        return None
    length, _ = _LENGTHS.unpack(head)
    if length > MOST_QUESTION:
        raise Malformed("the question is too long")
    return _object(_exactly(held, length))


def send_answer(held: socket.socket, answer: Answer) -> None:
    """Answer; the columns go out in the machine's own byte order, as it never leaves the machine."""
    raw = [bytes(memoryview(column).cast("B")) for column in answer.columns.values()]
    kinds = ["p" if isinstance(column, bytes) else "i" for column in answer.columns.values()]
    described = [[name, kind, len(one)] for name, kind, one in zip(answer.columns, kinds, raw, strict=True)]
    said = json.dumps(answer.facts | {"columns": described}, separators=(",", ":")).encode()
    held.sendall(_LENGTHS.pack(len(said), sum(map(len, raw))) + said + b"".join(raw))


def receive_answer(held: socket.socket) -> Answer:
    """The answer to what was asked; Malformed, EOFError when the process ended over it."""
    head = _exactly(held, _LENGTHS.size)
    if not head:
        raise EOFError
    length, more = _LENGTHS.unpack(head)
    if length + more > MOST_ANSWER:
        raise Malformed("the answer is too long")
    facts, raw = _object(_exactly(held, length)), memoryview(_exactly(held, more))
    columns: dict[str, array[int] | bytes] = {}
    at = 0
    for name, kind, size in facts.pop("columns"):
        columns[name] = bytes(raw[at : at + size]) if kind == "p" else _numbers(raw[at : at + size])
        at += size
    return Answer(facts, columns)


def _numbers(raw: memoryview) -> "array[int]":
    found = array("q")
    found.frombytes(raw)
    return found


def _object(said: bytes) -> dict[str, Any]:
    try:
        found = json.loads(said)
    except ValueError:
        raise Malformed("no JSON") from None
    if not isinstance(found, dict):
        raise Malformed("no JSON object")
    return found


def _exactly(held: socket.socket, size: int) -> bytes:
    """So many bytes; none when the other side hung up before the first."""
    parts: list[bytes] = []
    left = size
    while left:
        part = held.recv(min(left, 1 << 20))
        if not part:
            if left == size:
                return b""
            raise EOFError
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def people(question: Mapping[str, Any], member: str) -> list[tuple[bytes, int]]:
    """A list of (person, ms since 1970) in a question; Malformed."""
    listed = question.get(member, [])
    if not isinstance(listed, list) or len(listed) > MOST_PEOPLE:
        raise Malformed(member)
    try:
        found = [(bytes.fromhex(person), int(ms)) for person, ms in listed]
    except (TypeError, ValueError):
        raise Malformed(member) from None
    if any(len(person) != UUID_BYTES or not 0 <= ms < MOST_MS for person, ms in found):
        raise Malformed(member)
    return found


def number(question: Mapping[str, Any], member: str, least: int, most: int) -> int:
    """A whole number in its bounds; Malformed."""
    value = question.get(member)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Malformed(member)
    return value


def joined(persons: Sequence[bytes]) -> bytes:
    """A column of people."""
    return b"".join(persons)
