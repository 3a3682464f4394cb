"""The agent idle with its screen drawn, the beacon on, and a store that is empty or holds 300,000 rows of today.

Each runs in a process of its own on a terminal; what the operating system counts for it is measured after it has read
the day, all four at once. The phones of the simulated air run in the same process and count too.
Run: python -m benchmarks.agent [SECONDS]
"""

import os
import pty
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks._report import Report
from vungxanh.core.tracing.ids import ID_BYTES
from vungxanh.device.store import Seen, Store
from vungxanh.device.today import day_begun

ROWS, TOGETHER, EACH, FLUSH = 300_000, 100, 25, 10_000
SETTLE_S, MEASURE_S = 60, 300  # a whole duty cycle: the radio listens 40 of 300 s
LIMIT_MB, LIMIT_PERCENT = 120, 2
SCENES = [(radio, rows) for radio in ("sim:still", "sim:hall") for rows in (0, ROWS)]


@dataclass
class Running:
    """An agent on a terminal that somebody reads."""

    name: str
    process: psutil.Popen
    cpu_s: float = 0.0
    since: float = 0.0
    peak_mb: float = 0.0

    def look(self) -> None:
        """Note the memory that the process holds now."""
        self.peak_mb = max(self.peak_mb, self.process.memory_info().rss / 1_000_000)

    def used_s(self) -> float:
        """Seconds of processor time since its start."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def percent(self) -> float:
        """Share of a core since `since`."""
        return 100 * (self.used_s() - self.cpu_s) / (time.monotonic() - self.since)


def filled(folder: Path, rows: int) -> Path:
    """A store of a simulated phone with rows of today: `TOGETHER` identifiers at a time, `EACH` rows of each."""
    store = Store(folder, durable=False)
    store.devote(simulated=True)
    now_ms = time.time_ns() // 1_000_000
    begun = day_begun(now_ms)
    for place in range(rows):
        contact = place // (TOGETHER * EACH) * TOGETHER + place % TOGETHER
        store.note(
            Seen(bytes(ID_BYTES), contact.to_bytes(ID_BYTES, "big"), -70, begun + place * (now_ms - begun) // ROWS)
        )
        if place % FLUSH == 0:
            store.flush()
    store.close()
    return folder


def started(radio: str, rows: int, folder: Path) -> Running:
    """The agent as its owner starts it."""
    master, slave = pty.openpty()
    vungxanh = str(Path(sys.executable).with_name("vungxanh"))
    program = [vungxanh, "bluezone", "agent", "--radio", radio, "--store", str(folder)]
    process = psutil.Popen(program, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    threading.Thread(target=_read, args=(master,), daemon=True).start()
    return Running(f"{radio}, {rows:,} rows of today", process)


def _read(master: int) -> None:
    with suppress(OSError):
        while os.read(master, 65_536):
            pass


def main() -> int:
    """Measure and print."""
    report, seconds = Report(), int(sys.argv[1]) if len(sys.argv) > 1 else MEASURE_S
    with tempfile.TemporaryDirectory() as place:
        ready = [(radio, rows, filled(Path(place) / str(number), rows)) for number, (radio, rows) in enumerate(SCENES)]
        agents = [started(*one) for one in ready]
        _watch(agents, SETTLE_S)
        for agent in agents:
            agent.cpu_s, agent.since = agent.used_s(), time.monotonic()
        _watch(agents, seconds)
        percents = [agent.percent() for agent in agents]
        for agent in agents:
            agent.process.terminate()
            agent.process.wait()
    for agent, percent in zip(agents, percents, strict=True):
        note = f"{agent.peak_mb / LIMIT_MB:.0%} of the limit"
        report.figure(f"{agent.name}: resident at its peak", agent.peak_mb, "MB", note)
        report.figure(f"{agent.name}: of a core", percent, "%", f"{percent / LIMIT_PERCENT:.0%} of the limit")
        report.figure(f"{agent.name}: to start and read the day", agent.cpu_s, "s of processor")
        report.limit(f"{agent.name}, memory", agent.peak_mb, LIMIT_MB, "MB")
        report.limit(f"{agent.name}, processor", percent, LIMIT_PERCENT, "%")
    return report.verdict()


def _watch(agents: list[Running], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(1)
        for agent in agents:
            agent.look()


if __name__ == "__main__":
    sys.exit(main())
