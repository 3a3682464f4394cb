"""A server that drips cannot hold the phone."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from vungxanh.device import http


@contextmanager
def dripping() -> Iterator[str]:
    """A server that sends a header for ever, a byte at a time."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:

        def drip() -> None:
            guest, _ = door.accept()
            with guest:
                guest.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not done.wait(0.05):
                    try:
                        guest.sendall(b"a")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/"
        done.set()


def test_an_answer_that_never_ends_is_cut() -> None:
    with dripping() as url, pytest.raises(OSError, match=r".+"):
        http.post(url, b"{}", {}, overall_s=0.5)
    with dripping() as url, pytest.raises(OSError, match=r".+"):
        http.download(url, lambda _: None, 1_000, overall_s=0.5)
