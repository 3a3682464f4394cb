"""The whole program, started as `make run` starts it, with its demonstration province and its worker."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.walking import Province
from vungxanh.kit import orphans

START_LIMIT_S = 120
STOP_LIMIT_S = 45


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A running province with data of its own; its processes end with the test run, also when that is killed."""
    room = tmp_path_factory.mktemp("province")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("VUNGXANH_", "DJANGO_"))}
    environment |= {"VUNGXANH_VAR_DIR": str(room), "VUNGXANH_PUBLIC_URL": url}
    command = [str(Path(sys.executable).with_name("vungxanh")), "run", "--port", str(port)]
    with (room / "log").open("wb") as log:
        running = subprocess.Popen(
            command,
            env=environment,
            cwd=room,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=orphans.ending_with(os.getpid()),  # noqa: PLW1509 - between fork and exec it only sets a flag
        )
        try:
            wait_for(f"{url}/", running, room / "log")
            yield Province(url, room)
        finally:
            stop(running)


def wait_for(url: str, running: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return when the first page answers; fail with the end of the log when the program ends or takes too long."""
    until = time.monotonic() + START_LIMIT_S
    while time.monotonic() < until:
        if running.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the program did not open its first page:\n{log.read_text('utf-8', 'replace')[-4000:]}")


def stop(running: "subprocess.Popen[bytes]") -> None:
    """End the program in order, and by force when it does not listen."""
    running.send_signal(signal.SIGTERM)
    try:
        running.wait(timeout=STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
