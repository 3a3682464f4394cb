"""Real worker processes on the database of the running test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

START = (
    "import django; django.setup();"
    "from vungxanh.kit.tasks.process import main; from vungxanh.kit.tasks.worker import Worker;"
    "main(Worker(threads={threads}, poll_s=0.1, lease_s={lease_s}), grace_s=10)"
)


def environment() -> dict[str, str]:
    """What a process needs to work on the database of the running test."""
    root = Path(__file__).parents[3]
    paths = [str(root), str(root / "src"), os.environ.get("PYTHONPATH", "")]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "TEST_BASE_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
        "DJANGO_SETTINGS_MODULE": "tests.kit.tasks.process_settings",
        "TEST_WORKER_DATABASE": str(connection.settings_dict["NAME"]),
    }


def run_until_killed(code: str, *arguments: str) -> None:
    """Run a program that ends itself by SIGKILL; AssertionError when it ended in another way."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@contextmanager
def worker(
    *, threads: int = 1, lease_s: float = 2.0, busy_timeout_s: float = 20.0
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process, killed at the end if the test has not ended it."""
    own = {"PGAPPNAME": "worker under test", "TEST_BUSY_TIMEOUT": str(busy_timeout_s)}
    code = START.format(threads=threads, lease_s=lease_s)
    process = subprocess.Popen([sys.executable, "-c", code], env=environment() | own)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(claim: Callable[[], object], *, seconds: float = 30.0) -> None:
    """Wait until a claim holds; AssertionError when it does not in time."""
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
