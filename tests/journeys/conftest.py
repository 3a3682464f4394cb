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
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.walking import Province
from vungxanh.kit import orphans

START_LIMIT_S = 120
STOP_LIMIT_S = 45


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys share one province, so a parallel run gives them all to one process."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A running province that carries out letter 4248, with data of its own."""
    with running_in(tmp_path_factory.mktemp("province")) as running:
        yield running


@pytest.fixture(scope="session")
def province_before_the_letter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A running province on the day of letter 4248, which nobody has handed in yet."""
    room = tmp_path_factory.mktemp("before")
    with running_in(room, VUNGXANH_DEMONSTRATION_DAY="2020-07-28", VUNGXANH_DEMONSTRATION_LETTER="no") as running:
        yield running


@contextmanager
def running_in(room: Path, **more: str) -> Iterator[Province]:
    """The program with everything in one folder; its processes end with the test run, also when that is killed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("VUNGXANH_", "DJANGO_"))}
    environment |= {"VUNGXANH_VAR_DIR": str(room), "VUNGXANH_PUBLIC_URL": url} | more
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
