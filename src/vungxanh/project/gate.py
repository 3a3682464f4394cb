"""Slow senders may not take all threads: the gate in front of every address (cổng chặn gửi chậm).

A thread that reads a body waits for its sender, and a server with all its threads in such waiting answers nobody. So
only some threads may read bodies, a few of them for one address; who finds no place is asked to come again, and who
sends nothing but bodies stops no page. Who leaves long ones unfinished stops no short one of the same address either:
a few places more are kept for these. A small body is read here, whole, so that its place is free before any work
begins. A body that comes more slowly than a poor telephone line is given up.

A sender who stops altogether cannot be cut off from here: a thread in `read` returns when something comes. The places
of such senders stay taken until they hang up. Against many addresses at once a proxy that receives bodies before it
passes them on must stand in front (deploy/Caddyfile).
"""

import io
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from threading import Condition
from typing import Any

from prometheus_client import Counter

THREADS, READERS, OF_ONE_ADDRESS = 16, 10, 6
SHORT_READERS, SHORT_OF_ONE_ADDRESS = 4, 2
SMALL_BYTES, SHORT_BYTES = 524_288, 16_384
WAIT_S, SLOW_AFTER_S = 0.25, 1.0
PATIENCE_S, LEAST_BYTES_A_S, MOST_S = 15.0, 1_024, 600.0
FIRST_BYTES, PIECE_BYTES = 16, 1_024

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
AddressOf = Callable[[Mapping[str, Any]], str]
Clock = Callable[[], float]


class TooSlowError(OSError):
    """A body that does not come fast enough."""


class NoPlaceError(Exception):
    """All places for reading are taken."""


class Places:
    """Who reads a body at the moment, by address and since when."""

    def __init__(self, most: int = READERS, of_one: int = OF_ONE_ADDRESS, *, now: Clock = time.monotonic) -> None:
        self._most, self._of_one, self._now = most, of_one, now
        self._taken: defaultdict[str, list[float]] = defaultdict(list)
        self._count, self._free = 0, Condition()

    @contextmanager
    def one(self, address: str) -> Generator[None]:
        """A place for the time of a `with`; NoPlaceError when there is none, at once where slow ones hold them all."""
        with self._free:
            patience = 0.0 if self._is_hopeless(address) else WAIT_S
            if not self._free.wait_for(lambda: self._has_room(address), patience):
                raise NoPlaceError
            since = self._now()
            self._taken[address].append(since)
            self._count += 1
        try:
            yield
        finally:
            with self._free:
                self._taken[address].remove(since)
                if not self._taken[address]:
                    del self._taken[address]
                self._count -= 1
                self._free.notify_all()

    def _has_room(self, address: str) -> bool:
        return self._count < self._most and len(self._taken.get(address, ())) < self._of_one

    def _is_hopeless(self, address: str) -> bool:
        """Whether every place that this address could get is held by somebody who has been reading for long."""
        slow_before = self._now() - SLOW_AFTER_S
        own = self._taken.get(address, ())
        everybody = [since for held in self._taken.values() for since in held]
        return any(
            len(held) >= limit and all(since < slow_before for since in held)
            for held, limit in ((own, self._of_one), (everybody, self._most))
        )


class Paced:
    """A body that must keep coming: `wsgi.input` that raises TooSlowError."""

    def __init__(self, source: Any, *, now: Clock = time.monotonic) -> None:
        self._source, self._now, self._begun, self._bytes = source, now, now(), 0

    def read(self, size: int = -1) -> bytes:
        """So many bytes or all, in small pieces: the source gives each when it is full, and only then can be judged.

        The first are smallest, so that who sends byte by byte is found out when the patience with them ends.
        """
        pieces, left = [], size
        while left and (piece := self._source.read(self._next() if left < 0 else min(left, self._next()))):
            pieces.append(self._counted(piece))
            left -= len(piece) if left > 0 else 0
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """As `read`, to the end of a line."""
        return self._counted(self._source.readline(size))

    def readlines(self, hint: int = -1) -> list[bytes]:
        """All lines that are left."""
        lines: list[bytes] = self._source.readlines(hint)
        self._counted(b"".join(lines))
        return lines

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _next(self) -> int:
        return min(max(FIRST_BYTES, self._bytes), PIECE_BYTES)

    def _counted(self, piece: bytes) -> bytes:
        self._bytes += len(piece)
        allowed = min(PATIENCE_S + self._bytes / LEAST_BYTES_A_S, MOST_S)
        if self._now() - self._begun > allowed:
            raise TooSlowError("the body comes too slowly")
        return piece


class Gate:
    """A WSGI application in front of another."""

    def __init__(
        self,
        application: Application,
        *,
        address_of: AddressOf,
        places: Places | None = None,
        now: Clock = time.monotonic,
    ) -> None:
        self._application, self._address_of, self._now = application, address_of, now
        self._places = places or Places(now=now)
        self._kept = Places(SHORT_READERS, SHORT_OF_ONE_ADDRESS, now=now)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Pass a request on, one with a body only when there is a place for reading it."""
        length = environ.get("CONTENT_LENGTH") or ""
        if length in ("", "0") and "HTTP_TRANSFER_ENCODING" not in environ:
            return self._application(environ, start)
        try:
            with self._place(self._address_of(environ), length):
                body = Paced(environ["wsgi.input"], now=self._now)
                if not (length.isdigit() and int(length) <= SMALL_BYTES):
                    return self._application(environ | {"wsgi.input": body}, start)
                whole = body.read(int(length))
        except NoPlaceError:
            return _refused(start, "503 Service Unavailable", ("Retry-After", "5"))
        except TooSlowError:
            return _refused(start, "408 Request Timeout")
        return self._application(environ | {"wsgi.input": io.BytesIO(whole)}, start)

    @contextmanager
    def _place(self, address: str, length: str) -> Generator[None]:
        """One of all; when they are taken, for a short body one of a few that are kept."""
        with ExitStack() as stack:
            try:
                stack.enter_context(self._places.one(address))
            except NoPlaceError:
                if not (length.isdigit() and int(length) <= SHORT_BYTES):
                    raise
                stack.enter_context(self._kept.one(address))
            yield


_REFUSED = Counter("vungxanh_gate_refused", "Requests that no thread was given to, by HTTP status.", ("http",))


def _refused(start: Start, status: str, *headers: tuple[str, str]) -> list[bytes]:
    _REFUSED.labels(status[:3]).inc()
    start(status, [("Content-Length", "0"), ("Cache-Control", "no-store"), ("Connection", "close"), *headers])
    return []
