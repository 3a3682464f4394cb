"""A load generator of our own: keep-alive connections on one event loop, so light that what it measures is the server.

Closed: each connection asks again as soon as it is answered, which finds the highest rate. Paced: requests are due at
moments fixed beforehand, and what one takes counts from the moment it was due, waiting for a free connection included.
"""

import asyncio
import os
import resource
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Judge = Callable[[bytes], bool]


@dataclass(slots=True)
class Measured:
    """What a run found; latencies in seconds."""

    seconds: float = 0
    processor_share: float = 0
    failed: int = 0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second that were as they should be."""
        return (len(self.latencies) - self.failed) / self.seconds if self.seconds else 0

    def quantile_ms(self, share: float) -> float:
        """The latency that `share` of the answers kept below."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0

    def form(self) -> dict[str, float | int]:
        """For JSON and tables."""
        return {
            "per_second": round(self.rate, 1),
            "p50_ms": round(self.quantile_ms(0.5), 2),
            "p99_ms": round(self.quantile_ms(0.99), 2),
            "answers": len(self.latencies),
            "failed": self.failed,
            "generator_share": round(self.processor_share, 3),
        }


class _Line(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, run: "_Run") -> None:
        self._run, self._kept, self._begun = run, b"", 0.0
        self._is_asked = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio's own promise
        self._transport = transport
        self._run.lines.add(self)
        self._run.free(self)

    def ask(self, request: bytes, begun: float) -> None:
        """Send; `begun` is when it was due."""
        self._begun, self._is_asked = begun, True
        if self._transport is not None:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._kept += data
        head, blank, body = self._kept.partition(b"\r\n\r\n")
        if not blank or len(body) < _length(head):
            return
        self._kept, self._is_asked = b"", False
        self._run.answered(time.perf_counter() - self._begun, is_good=self._run.judge(head[:16] + body))
        self._run.free(self)

    def connection_lost(self, _error: Exception | None) -> None:
        self._run.lost(self, was_asked=self._is_asked)

    def close(self) -> None:
        """No more requests."""
        if self._transport is not None:
            self._transport.abort()


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


class _Run:
    """Hands out requests until the time is over or there are none left."""

    def __init__(self, requests: Iterator[bytes], judge: Judge, seconds: float, rate: float | None) -> None:
        self.judge, self.measured = judge, Measured()
        self._requests, self._rate = requests, rate
        self._seconds, self._end = seconds, 0.0
        self._idle: deque[_Line] = deque()
        self._due: deque[float] = deque()
        self.lines: set[_Line] = set()
        self._open = 0
        self._asked = 0
        self.over = asyncio.Event()

    def begin(self) -> None:
        """From now on; connections that are open already have waited for this."""
        self._begun = time.perf_counter()
        self._end = self._begun + self._seconds
        if self._rate is not None:
            asyncio.get_running_loop().call_soon(self._tick)
        else:
            for line in list(self._idle):
                self._ask(line, time.perf_counter())
            self._idle.clear()
        self._stop_when_done()

    def _tick(self) -> None:
        """Put in what has become due since the last time."""
        now, rate = time.perf_counter(), self._rate or 0.0
        until = min(now, self._end)
        while (due := self._begun + self._asked / rate) < until:
            self._asked += 1
            self._due.append(due)
        while self._due and self._idle:
            self._ask(self._idle.popleft(), self._due.popleft())
        if now < self._end:
            asyncio.get_running_loop().call_later(0.001, self._tick)
        else:
            self._stop_when_done()

    def free(self, line: _Line) -> None:
        """The connection waits for its next request."""
        now = time.perf_counter()
        if self._end and self._rate is None and now < self._end:
            self._ask(line, now)
        elif self._due:
            self._ask(line, self._due.popleft())
        else:
            self._idle.append(line)
            self._stop_when_done()

    def _ask(self, line: _Line, due: float) -> None:
        request = next(self._requests, None)
        if request is None:
            self._end = min(self._end, time.perf_counter())
            self._due.clear()
            self._idle.append(line)
            self._stop_when_done()
            return
        self._open += 1
        line.ask(request, due)

    def answered(self, seconds: float, *, is_good: bool) -> None:
        """One more."""
        self._open -= 1
        self.measured.latencies.append(seconds)
        self.measured.failed += not is_good

    def lost(self, line: _Line, *, was_asked: bool) -> None:
        """A connection broke: its request has failed, and with the last connection the run is over."""
        self.lines.discard(line)
        if line in self._idle:
            self._idle.remove(line)
        if was_asked and not self.over.is_set():
            self.answered(0.0, is_good=False)
            self._stop_when_done()

    def _stop_when_done(self) -> None:
        is_time_over = time.perf_counter() >= self._end and not self._open and not self._due
        if self._end and not self.over.is_set() and (is_time_over or not self.lines):
            self.measured.seconds = time.perf_counter() - self._begun
            self.over.set()


async def _measure(host: str, port: int, connections: int, run: _Run, patience_s: float) -> Measured:
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(lambda: _Line(run), host, port))[1] for _ in range(connections)]
    used, begun = _processor_s(), time.perf_counter()
    run.begin()
    await asyncio.wait_for(run.over.wait(), patience_s)
    wall = time.perf_counter() - begun
    run.measured.processor_share = (_processor_s() - used) / (wall * (os.cpu_count() or 1))
    for line in lines:
        line.close()
    return run.measured


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def address_of(url: str) -> tuple[str, int] | None:
    """Host and port of `http://…`; None where the address is none that can be measured."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, 80 if parts.port is None else parts.port
    except ValueError:
        return None
    return (host, port) if parts.scheme == "http" and host and port else None


def measure(
    address: tuple[str, int],
    requests: Iterator[bytes],
    *,
    judge: Judge,
    seconds: float,
    connections: int = 16,
    rate: float | None = None,
) -> Measured:
    """Ask for `seconds`, or until there are no more requests; `rate` a second when paced.

    OSError where no connection opens, TimeoutError (one of them) when it hangs.
    """

    async def whole() -> Measured:
        run = _Run(requests, judge, seconds, rate)
        return await _measure(*address, connections, run, seconds + 60)

    return asyncio.run(whole())


def request(method: str, path: str, body: bytes = b"", content_type: str = "application/json;charset=utf-8") -> bytes:
    """The bytes of one request over a connection that stays open."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
    if body:
        head += f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body
