"""Slow senders take some places and no more; everybody else is answered."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event, Thread
from typing import Any

import pytest

from vungxanh.project import gate
from vungxanh.project.gate import Gate, NoPlaceError, Paced, Places, TooSlowError


class Clock:
    """A clock that stands until it is told."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


class Line:
    """A body that comes in pieces, each after some seconds of the clock."""

    def __init__(self, clock: Clock, seconds: float, bytes_each: int, total: int) -> None:
        self._clock, self._seconds, self._each, self.left = clock, seconds, bytes_each, total

    def read(self, size: int = -1) -> bytes:
        if not self.left:
            return b""
        self._clock.s += self._seconds
        piece = min(self._each, self.left, size if size >= 0 else self._each)
        self.left -= piece
        return b"x" * piece


def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    body = environ["wsgi.input"].read() if environ.get("CONTENT_LENGTH") else b""
    start("200 OK", [("X-Length", str(len(body)))])
    return [body]


def ask(guarded: Gate, body: Any = None, *, address: str = "a", length: int | None = None) -> str:
    said: list[str] = []
    environ = {"REMOTE_ADDR": address, "wsgi.input": body or io.BytesIO()}
    if body is not None:
        environ["CONTENT_LENGTH"] = str(len(body.getvalue()) if length is None else length)
    list(guarded(environ, lambda status, _headers: said.append(status)))
    return said[0]


def guarding(places: Places | None = None, now: Clock | None = None) -> Gate:
    return Gate(application, address_of=lambda environ: environ["REMOTE_ADDR"], places=places, now=now or Clock())


@pytest.mark.parametrize("size", [0, 1, 1_023, 1_024, 5_000, gate.SMALL_BYTES, gate.SMALL_BYTES + 1])
def test_a_body_arrives_whole_whatever_its_size(size: int) -> None:
    got: list[bytes] = []

    def keeping(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        got.append(environ["wsgi.input"].read(size + 1))
        start("200 OK", [])
        return []

    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    assert ask(Gate(keeping, address_of=lambda _: ""), io.BytesIO(content)) == "200 OK"
    assert got == [content]


def test_one_address_gets_some_places_and_the_others_the_rest() -> None:
    clock = Clock()
    places = Places(3, 2, now=clock)
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(places.one("slow"))
        clock.s += 5
        guarded = guarding(places, clock)
        long = b"x" * (gate.SHORT_BYTES + 1)
        assert ask(guarded, io.BytesIO(long), address="slow") == "503 Service Unavailable"
        assert ask(guarded, io.BytesIO(b"x"), address="other") == "200 OK"
        held.enter_context(places.one("third"))
        clock.s += 5
        assert ask(guarded, io.BytesIO(long), address="other") == "503 Service Unavailable"
        assert ask(guarded, address="slow") == "200 OK"  # who only asks for a page needs no place
    assert ask(guarding(places, clock), io.BytesIO(b"x"), address="slow") == "200 OK"


def test_unfinished_uploads_of_an_address_stop_none_of_its_short_requests() -> None:
    clock = Clock()
    places = Places(now=clock)
    guarded, short = guarding(places, clock), io.BytesIO(b"x" * gate.SHORT_BYTES)
    with ExitStack() as held:
        for _ in range(gate.OF_ONE_ADDRESS):
            held.enter_context(places.one("a"))
        clock.s += 5
        assert ask(guarded, short) == "200 OK"
        assert ask(guarded, io.BytesIO(b"x" * (gate.SHORT_BYTES + 1))) == "503 Service Unavailable"
        assert ask(guarded, io.BytesIO(b"x"), length=10**7) == "503 Service Unavailable"


def test_who_comes_while_others_are_quick_waits_for_a_place() -> None:
    places = Places(1, 1)
    entered, let_go = Event(), Event()

    def holds() -> None:
        with places.one("a"):
            entered.set()
            let_go.wait(5)

    thread = Thread(target=holds)
    thread.start()
    assert entered.wait(5)
    with pytest.raises(NoPlaceError), places.one("a"):
        pass
    let_go.set()
    thread.join(5)
    with places.one("a"):
        pass


def test_a_place_is_free_again_whatever_happened_to_its_holder() -> None:
    places = Places(1, 1)
    for _ in range(3):
        with pytest.raises(RuntimeError), places.one("a"):
            raise RuntimeError


@pytest.mark.parametrize("length", [5_000, 10_000_000])
def test_a_body_that_drips_is_given_up_and_a_poor_line_is_not(length: int) -> None:
    clock = Clock()
    drip = Line(clock, 1.0, 1, length)
    assert ask(guarding(now=clock), drip, length=length) == "408 Request Timeout"
    assert clock.s < gate.PATIENCE_S + 3
    clock = Clock()
    poor = Line(clock, 0.5, 1_024, 100_000)
    assert ask(guarding(now=clock), poor, length=100_000) == "200 OK"


class Blocking(Line):
    """As granian reads: a read returns when all that was asked for has come, or the body has ended."""

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        return b"".join(Line.read(self, 1) for _byte in range(wanted))


def test_who_sends_a_byte_a_second_is_given_up_when_the_patience_ends() -> None:
    clock = Clock()
    with pytest.raises(TooSlowError):
        Paced(Blocking(clock, 1.0, 1, 8_024), now=clock).read(8_024)
    assert clock.s <= gate.PATIENCE_S + gate.FIRST_BYTES


def test_a_body_is_given_up_after_ten_minutes_however_it_comes() -> None:
    clock = Clock()
    with pytest.raises(TooSlowError):
        Paced(Line(clock, 0.9, 1_024, 10_000_000), now=clock).read()
    assert clock.s < gate.MOST_S + 1


def test_lines_are_paced_too() -> None:
    def lines() -> Iterator[bytes]:
        yield from Paced(io.BytesIO(b"a\nb\nc"))

    assert list(lines()) == [b"a\n", b"b\n", b"c"]
    assert Paced(io.BytesIO(b"a\nb")).readlines() == [b"a\n", b"b"]


def test_the_places_leave_threads_for_pages() -> None:
    assert gate.OF_ONE_ADDRESS < gate.READERS
    assert gate.READERS + gate.SHORT_READERS < gate.THREADS
