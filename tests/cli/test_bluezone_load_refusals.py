"""`vungxanh bluezone load --url`: what cannot be measured is said in one sentence, and a broken server ends the run."""

import socket
import threading
from collections.abc import Iterator
from itertools import repeat

import pytest
from click.testing import CliRunner, Result

from vungxanh.cli.bluezone.load import load
from vungxanh.cli.bluezone.loading import address_of, measure, request


def asked(url: str, lang: str) -> Result:
    return CliRunner().invoke(load, ["--url", url, "--seconds", "0.5", "--connections", "2", "--lang", lang])


@pytest.fixture
def dead_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize(("lang", "words"), [("vi", "không nhận kết nối"), ("en", "refuses the connection")])
def test_a_dead_port_is_one_sentence_in_the_language_asked_for(dead_port: int, lang: str, words: str) -> None:
    done = asked(f"http://127.0.0.1:{dead_port}", lang)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert words in done.stderr
    assert str(dead_port) in done.stderr


@pytest.mark.parametrize("url", ["ftp://x.example", "https://x.example", "http://[::1", "http://a:99999", "nothing"])
def test_what_is_no_address_is_wrong_usage(url: str) -> None:
    done = asked(url, "en")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert url in done.stderr


@pytest.mark.parametrize("beside", [["--engine", "sqlite"], ["--url", "http://127.0.0.1:1"]])
def test_a_database_that_would_not_be_measured_is_wrong_usage(beside: list[str]) -> None:
    done = CliRunner().invoke(load, ["--database-url", "postgres://x@127.0.0.1:1/x", *beside, "--lang", "en"])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "--database-url" in done.stderr


def test_an_address_has_a_host_and_a_port() -> None:
    assert address_of("http://tinh.example/x") == ("tinh.example", 80)
    assert address_of("http://[::1]:8000") == ("::1", 8000)


@pytest.fixture
def hangs_up() -> Iterator[tuple[str, int]]:
    """A server that takes a request and hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                line, _from = listening.accept()
            except OSError:
                return
            with line:
                line.recv(1_000)

    thread = threading.Thread(target=answer)
    thread.start()
    yield listening.getsockname()
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


@pytest.mark.parametrize("rate", [None, 100.0])
def test_when_the_last_connection_is_lost_the_run_is_over(hangs_up: tuple[str, int], rate: float | None) -> None:
    asking = repeat(request("GET", "/"))
    found = measure(hangs_up, asking, judge=lambda _said: True, seconds=30, connections=3, rate=rate)
    assert (len(found.latencies), found.failed, found.rate) == (3, 3, 0)
    assert found.seconds < 30
