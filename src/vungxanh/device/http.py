"""HTTP as the agent needs it: bounded, encrypted, and never led elsewhere by an answer (HTTP có giới hạn)."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from vungxanh.device.problems import DeviceProblem

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse

TIMEOUT_S, OVERALL_S = 10.0, 60.0
LONGEST_ETAG = 128
_CHUNK = 65_536
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def checked(url: str) -> SplitResult:
    """The parts of an https address, or of an http one on this machine; raises DeviceProblem."""
    parts = urlsplit(url)
    here = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if parts.hostname is None or not (parts.scheme == "https" or here):
        raise DeviceProblem("plain_http", {"url": url})
    return parts


@contextmanager
def _connected(url: str, overall_s: float) -> Iterator[tuple["HTTPConnection", str]]:
    """A connection that is cut after `overall_s`, however slowly the other side drips."""
    from http.client import HTTPConnection, HTTPSConnection

    parts = checked(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(str(parts.hostname), parts.port, timeout=TIMEOUT_S)

    late = threading.Event()

    def cut() -> None:
        late.set()
        if (line := connection.sock) is not None:
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(overall_s, cut)
    timer.daemon = True
    timer.start()
    try:
        yield connection, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if late.is_set():  # what a cut answer looks like depends on where it was cut
            raise TimeoutError(f"{overall_s:.0f} s")
    finally:
        timer.cancel()
        connection.close()


def post(url: str, body: bytes, headers: dict[str, str], *, overall_s: float = OVERALL_S) -> int:
    """Send once to this address and no other; the status. What the answer says is not even read. Raises OSError."""
    from http.client import HTTPException

    with _connected(url, overall_s) as (connection, path):
        try:
            connection.request("POST", path, body, headers)
            status = connection.getresponse().status
        except HTTPException as error:
            raise OSError(str(error) or type(error).__name__) from error
    return status


def download(url: str, write: Callable[[bytes], object], limit: int, *, overall_s: float = OVERALL_S) -> int:
    """Pass the answer on in pieces up to `limit` bytes; how many. Raises DeviceProblem, OSError."""
    from http.client import HTTPException

    with _connected(url, overall_s) as (connection, path):
        try:
            connection.request("GET", path, headers={"Accept": "application/json"})
            answer = connection.getresponse()
            if answer.status != 200:
                raise DeviceProblem("not_fetched", {"source": url, "reason": f"HTTP {answer.status}"})
            size = _copied(answer, write, limit)
        except HTTPException as error:
            raise OSError(str(error) or type(error).__name__) from error
    return size


def newer(
    url: str, write: Callable[[bytes], object], limit: int, *, etag: str = "", overall_s: float = OVERALL_S
) -> str | None:
    """As `download`, unless it is what `etag` names: then None; else its ETag. Raises DeviceProblem, OSError."""
    from http.client import HTTPException

    with _connected(url, overall_s) as (connection, path):
        try:
            connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
            answer = connection.getresponse()
            if answer.status == 304 and etag:
                return None
            if answer.status != 200:
                raise DeviceProblem("not_fetched", {"source": url, "reason": f"HTTP {answer.status}"})
            _copied(answer, write, limit)
        except HTTPException as error:
            raise OSError(str(error) or type(error).__name__) from error
        named = answer.headers.get("ETag", "")
    return named if len(named) <= LONGEST_ETAG and named.isascii() else ""


def _copied(answer: "HTTPResponse", write: Callable[[bytes], object], limit: int) -> int:
    size = 0
    while piece := answer.read(_CHUNK):
        size += len(piece)
        if size > limit:
            raise DeviceProblem("too_large", {"limit": limit})
        write(piece)
    return size
