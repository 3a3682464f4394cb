"""F1 to F3 of one case over 63 million encounters, asked of the web server's API as a program asks it.

Run: python -m benchmarks.web_levels [ENCOUNTERS]

The web server and the process that holds the segments are the real ones, each a process of its own; this one asks over
HTTP, one question after the other. Beside it stand a page of the same server that asks nothing, the socket alone
without web server, database and masking, and what it costs to read every contact once.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks._contacts import CASES, DAYS, PHONES, subject
from benchmarks._report import TRIES, Report

ENCOUNTERS, ROUNDS, WARM = 63_000_000, 200, CASES
LIMIT_MS, LIMIT_GB, BUILD_S, OPEN_S = 50, 4, 60, 600


@contextmanager
def running(*command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process until the block ends."""
    started = subprocess.Popen([sys.executable, "-m", *command])
    try:
        yield started
    finally:
        started.terminate()
        started.wait()


def wait(process: "subprocess.Popen[bytes]", is_open: Callable[[], bool]) -> float:
    """The seconds until something answers."""
    begun = time.perf_counter()
    while not is_open():
        if process.poll() is not None or time.perf_counter() - begun > OPEN_S:
            raise RuntimeError(f"{process.args!r} did not open")
        time.sleep(0.1)
    return time.perf_counter() - begun


def listens(port: int) -> bool:
    """Whether a web server does."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """One that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def memory_gb(pid: int, line: str) -> float:
    """A line of the process's memory as the kernel has it."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    [found] = [each for each in lines if each.startswith(line)]
    return int(found.split()[1]) / 1e6


def processor_s(pid: int) -> float:
    """The processor time a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


class Web:
    """A program with a token on one connection."""

    def __init__(self, port: int, token: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        """The JSON of an address; anything but 200 ends the run."""
        self._line.request("GET", f"/api/v1/{path}", headers=self._headers)
        answer = self._line.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
        return json.loads(body)


def times(work: Callable[[int], object], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each round, sorted."""
    for number in range(WARM):
        work(number)
    found = []
    for number in range(rounds):
        begun = time.perf_counter()
        work(number)
        found.append((time.perf_counter() - begun) * 1000)
    return sorted(found)


def told(report: Report, name: str, taken: list[float], note: str = "") -> float:
    """Median, p95 and p99 in a line; the median."""
    middle, p95, p99 = statistics.median(taken), taken[int(len(taken) * 0.95)], taken[int(len(taken) * 0.99)]
    report.figure(f"{name}, median", middle, "ms", f"p95 {p95:.1f} ms, p99 {p99:.1f} ms{note}")
    return middle


def measure(report: Report, web: Web, cases: list[str], worker: int, folder: Path) -> None:
    """Through the web, then the parts of it."""
    from vungxanh.apps.exposure.queries import chains
    from vungxanh.kit import clock

    def levels(number: int) -> Any:
        return web.get(f"cases/cases/{cases[number % len(cases)]}/levels?max_level=3&latency_hours=24")

    answers = sorted((levels(number) for number in range(len(cases))), key=reached)
    middle = answers[len(answers) // 2]
    assert middle["is_known"]
    assert middle["is_whole"]
    counts = " + ".join(f"{one['here']}+{one['unknown']}" for one in middle["levels"])
    report.figure("people by level (known+unknown), middle case", reached(middle), "people", counts)
    report.figure("people by level, greatest case", reached(answers[-1]), "people")
    for _try in range(TRIES):  # what else the machine does only ever adds time
        taken = times(levels)
        if statistics.median(taken) < LIMIT_MS:
            break
    whole = told(report, "F1 to F3 of one case, through the web", taken)
    report.limit("F1 to F3 of one case through the web, median", whole, LIMIT_MS, "ms")
    told(report, "  a case's record of the same server", times(lambda n: web.get(f"cases/cases/{cases[n % CASES]}")))

    at = clock.now()
    since = at - timedelta(days=DAYS)
    ill = [subject(each * PHONES // CASES) for each in range(CASES)]
    asked = [chains.Asked([(one, since)], 3, at, timedelta(days=1), close=True) for one in ill]
    before = processor_s(worker)
    kernel = told(report, "  the segments alone, by the socket", times(lambda n: chains.counts_of(asked[n % CASES])))
    used = (processor_s(worker) - before) * 1000 / (ROUNDS + WARM)
    report.figure("  of it the worker's processor", used, "ms")
    reading = read_once(folder)
    report.figure(
        "reading every contact once",
        reading,
        "ms",
        f"{reading / whole:.0f} × the web, {reading / kernel:.0f} × the segments",
    )


def reached(answer: Any) -> int:
    """How many people an answer counts; nobody where the count is not shown."""
    return sum(one["here"] + (one["unknown"] or 0) for one in answer["levels"])


def read_once(folder: Path) -> float:
    """Milliseconds for one look at each contact in its file: what an answer without an index costs at the least."""
    from vungxanh.apps.exposure.graph.segments import connection

    with connection() as held:
        begun = time.perf_counter()
        held.execute(
            "SELECT sum(one), sum(other), max(start_ms) FROM read_parquet(?)", [f"{folder}/segments/*/*.parquet"]
        )
        held.fetchall()
        return (time.perf_counter() - begun) * 1000


def held(report: Report, pid: int, loaded_s: float) -> None:
    """What the worker holds, and what it took to load."""
    from vungxanh.apps.exposure.queries import chains

    used_s, status = processor_s(pid), chains.ask({"op": "status"})
    assert status is not None
    report.figure("instants held, all", status.facts["contacts"] / 1e6, "M", f"{status.facts['bytes'] / 1e9:.2f} GB")
    note = f"{loaded_s:.1f} s until the first answer"
    report.figure("load and build a day's segment", used_s / len(status.facts["days"]), "s", note)
    report.limit("loaded and built, processor", used_s, BUILD_S, "s")


def main() -> int:
    """Fill in a process of its own, so that this one stays light; then start both servers and measure."""
    if sys.argv[1:2] == ["fill"]:
        return _fill(int(sys.argv[2]))
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENCOUNTERS
    report = Report()
    with tempfile.TemporaryDirectory(prefix="vungxanh-levels-") as room:
        (Path(room) / "static").mkdir()  # whitenoise looks for it
        os.environ |= {"VUNGXANH_ENV": "dev", "VUNGXANH_VAR_DIR": room, "VUNGXANH_LOG_LEVEL": "WARNING"}
        begun = time.perf_counter()
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.web_levels", "fill", str(count)], stdout=subprocess.PIPE, check=True
        )
        stage, folder = json.loads(made.stdout.splitlines()[-1]), Path(room) / "exposure"
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
        report.figure("encounters", count / 1e6, "M", f"{size / 1e6:.0f} MB of Parquet")
        report.figure("data made", time.perf_counter() - begun, "s")
        _start()
        _measured(report, stage, folder)
    return report.verdict()


def _measured(report: Report, stage: Any, folder: Path) -> None:
    from vungxanh.apps.exposure.graph import wire
    from vungxanh.cli.serve import LIMITS

    port = free_port()
    address = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", *LIMITS)
    with (
        running("vungxanh.apps.exposure.graph.process", str(folder)) as worker,
        running("granian", *address, "vungxanh.project.wsgi:application") as server,
    ):
        held(report, worker.pid, wait(worker, wire.socket_path().exists))
        wait(server, lambda: listens(port))
        measure(report, Web(port, stage["token"]), stage["cases"], worker.pid, folder)
        report.figure("memory of the worker now", memory_gb(worker.pid, "VmRSS"), "GB")
        report.limit("memory of the worker at its highest", memory_gb(worker.pid, "VmHWM"), LIMIT_GB, "GB")


def _fill(count: int) -> int:
    _start()
    from django.conf import settings
    from django.core.management import call_command

    from benchmarks._contacts import fill

    call_command("migrate", verbosity=0)
    print(json.dumps(fill(count, Path(settings.EXPOSURE_DIR))))
    return 0


def _start() -> None:
    import django

    from vungxanh.project import configure

    configure()
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
