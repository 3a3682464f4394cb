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

START_LIMIT_S = 120


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running province; its processes end with the test run."""
    room = tmp_path_factory.mktemp("province")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("VUNGXANH_", "DJANGO_"))}
    environment |= {"VUNGXANH_VAR_DIR": str(room), "VUNGXANH_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    command = [str(Path(sys.executable).with_name("vungxanh")), "run", "--port", str(port)]
    with (room / "log").open("wb") as log:
        running = subprocess.Popen(command, env=environment, cwd=room, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/", running, room / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=30)


def wait_for(url: str, running: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return when the first page answers; fail with the log when the program ends or takes too long."""
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
