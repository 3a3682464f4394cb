"""Seconds from `vungxanh run`, the second time, to the first page answered, and what web and worker hold in memory.

Beside them the same web server with an empty page, which is the least a start can take on this machine.
Run: python -m benchmarks.second_start (it makes its own demonstration province with the first start)
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

from benchmarks._report import TRIES, Report

LIMIT_S, LIMIT_MB = 3.0, 400
PATIENCE_S = 240
PAGES = 30


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def started(room: str, *command: str) -> Iterator[tuple[psutil.Process, str, float, float]]:
    """A program told its port, its address, the seconds until its first page, and its processor time until then."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("VUNGXANH_", "DJANGO_"))}
    environment |= {"VUNGXANH_VAR_DIR": room, "VUNGXANH_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    begun = time.perf_counter()
    running = subprocess.Popen(
        [*command, "--port", str(port)],
        env=environment,
        cwd=Path(__file__).parents[1],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}/"
        first_page(url, running)
        seconds = time.perf_counter() - begun
        process = psutil.Process(running.pid)
        yield process, url, seconds, processor_s(process)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)


def processor_s(process: psutil.Process) -> float:
    """What a process and its children have used, also those that have ended."""
    family = [process, *process.children(recursive=True)]
    return sum(sum(one.cpu_times()[:4]) for one in family) - sum(sum(one.cpu_times()[2:4]) for one in family[1:])


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
    """The empty server, the first start, then up to three second starts; the first within the limit counts."""
    report = Report()
    ours = (str(Path(sys.executable).with_name("vungxanh")), "run")
    server = (sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning")
    with tempfile.TemporaryDirectory() as room:
        with started(room, *server, "benchmarks._empty_page:application") as (_process, _url, least_s, used_s):
            report.figure("the web server with an empty page", least_s, "s", f"{used_s:.2f} s of processor time")
        with started(room, *ours) as (_process, _url, first_s, _used_s):
            report.figure("first start, everything made", first_s, "s")
        for _ in range(TRIES):
            with started(room, *ours) as (process, url, second_s, used_s):
                settled(process)
                for _page in range(PAGES):
                    urllib.request.urlopen(url, timeout=10).read()
                pss, rss = megabytes(process)
            if second_s < LIMIT_S:
                break
    note = f"{second_s / least_s:.1f} × the empty server, {used_s:.2f} s of processor time"
    report.figure("second start to the first page", second_s, "s", note)
    report.limit("second start to the first page", second_s, LIMIT_S, "s")
    report.figure("web, worker and starter: PSS", pss, "MB", f"RSS, shared pages counted again: {rss:.0f} MB")
    report.limit("memory of web, worker and starter", rss, LIMIT_MB, "MB resident, shared pages counted again")
    return report.verdict()


if __name__ == "__main__":
    sys.exit(main())
