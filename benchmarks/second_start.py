"""Seconds from `vungxanh run`, the second time, to the first page answered, and what web and worker hold in memory.

Run `python -m benchmarks.second_start`; it makes its own demonstration province with the first start.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

LIMIT_S, LIMIT_MB = 3.0, 400
PATIENCE_S = 240
PAGES = 30


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def started(room: str) -> Iterator[tuple[psutil.Process, str, float]]:
    """The running program, its address and the seconds until its first page answered."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("VUNGXANH_", "DJANGO_"))}
    environment |= {"VUNGXANH_VAR_DIR": room, "VUNGXANH_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    command = [str(Path(sys.executable).with_name("vungxanh")), "run", "--port", str(port)]
    begun = time.perf_counter()
    running = subprocess.Popen(command, env=environment, cwd=room, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/"
        first_page(url, running)
        yield psutil.Process(running.pid), url, time.perf_counter() - begun
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)


def first_page(url: str, running: "subprocess.Popen[bytes]") -> None:
    """Return when the page that a newcomer is led to has been read whole."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                answer.read()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
        else:
            return
    raise SystemExit("the program did not open its first page")


def megabytes(process: psutil.Process) -> tuple[float, float]:
    """PSS (shared pages counted once) and RSS of a process and all its children."""
    family = [process, *process.children(recursive=True)]
    held = [one.memory_full_info() for one in family]
    return sum(getattr(each, "pss", each.rss) for each in held) / 2**20, sum(each.rss for each in held) / 2**20


def settled(process: psutil.Process) -> None:
    """Wait until the worker runs and the check after the start has ended."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        commands = [" ".join(child.cmdline()) for child in process.children()]
        if any("kit.tasks" in command for command in commands):
            break
        time.sleep(0.2)
    time.sleep(3)


def main() -> int:
    with tempfile.TemporaryDirectory() as room:
        with started(room) as (_process, _url, first_s):
            print(f"first start, everything made      {first_s:6.2f} s")
        with started(room) as (process, url, second_s):
            settled(process)
            for _ in range(PAGES):
                urllib.request.urlopen(url, timeout=10).read()
            pss, rss = megabytes(process)
    print(f"second start to the first page    {second_s:6.2f} s   limit {LIMIT_S:.0f} s")
    print(f"web, worker and starter: PSS      {pss:6.0f} MB  limit {LIMIT_MB} MB")
    print(f"  RSS, shared pages counted again {rss:6.0f} MB")
    return int(second_s >= LIMIT_S or pss >= LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
