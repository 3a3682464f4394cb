"""F1 to F3 of one case over 63 million encounters, asked by a web process through the socket of the worker.

Run: python -m benchmarks.web_levels [ENCOUNTERS]

The data are those of specs/cases §3.2: 1.5 million people of 241 communes in 18 districts, 900,000 phones, ten
encounters a phone and day for fourteen days, of which 38 % are close. They lie in Parquet segments by day and district,
as the server writes them. The worker is the real process; this one asks as a page does and imports no compiled library
for it. Beside it stands a question that the worker answers without looking at a contact.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from benchmarks._report import Report, sample

ENCOUNTERS, DAYS, PHONES, COMMUNES, DISTRICTS, ASKED = 63_000_000, 14, 900_000, 241, 18, 40
FIRST_DAY = 18_484  # 2020-08-10
LIMIT_MS, LIMIT_GB, BUILD_S = 50, 4, 60
SHARES = (0.22, 0.33, 0.35, 0.10)  # household, work and school, commune, province


def subject(phone: int) -> UUID:
    return UUID(int=phone + 1)


def fill(count: int) -> None:
    """Units, holders and segments as they would have come."""
    from vungxanh.apps.exposure.graph import segments
    from vungxanh.apps.exposure.models import Holder, Segment
    from vungxanh.apps.org.models import Level, Unit

    province = Unit.objects.create(code="49", name="Tỉnh", kind="tỉnh", level=Level.PROVINCE, path="/49/")
    areas = [
        Unit.objects.create(
            code=f"d{number}", name=f"Huyện {number}", kind="huyện", level=Level.DISTRICT, parent=province,
            path=f"/49/d{number}/",
        )
        for number in range(DISTRICTS)
    ]  # fmt: skip
    at = datetime(2020, 8, 24, tzinfo=UTC)
    Holder.objects.bulk_create(
        (Holder(pk=phone + 1, subject=subject(phone), made_at=at, last_on=at.date()) for phone in range(PHONES)),
        batch_size=10_000,
    )
    for day in range(DAYS):
        for number, edges in enumerate(of_day(day, count // DAYS)):
            area = areas[number] if number < DISTRICTS else province
            written = segments.write(segments.day_of(FIRST_DAY + day), area.code, 1, "bench", edges)
            Segment.objects.create(
                day=segments.day_of(FIRST_DAY + day), area=area, name=written.name, rows=written.rows,
                sha256=written.sha256, built_at=at,
            )  # fmt: skip


def of_day(day: int, count: int) -> "Iterator[segments.Columns]":  # type: ignore[name-defined] # noqa: F821
    """The edges of each district, and of two districts; phones next to each other live next to each other."""
    import numpy as np

    from vungxanh.apps.exposure.graph import segments

    chance = np.random.default_rng(day)
    one = chance.integers(0, PHONES, count)
    commune, per_commune = one * COMMUNES // PHONES, PHONES // COMMUNES
    kind = chance.choice(4, count, p=SHARES)
    near = one + chance.integers(1, 4, count)
    work = one + chance.integers(1, 40, count)
    local = commune * per_commune + chance.integers(0, per_commune, count)
    other = np.choose(kind, [near, work, local, chance.integers(0, PHONES, count)]) % PHONES
    other = np.where(other == one, (one + 1) % PHONES, other)
    start = np.sort(chance.integers(0, 86_400_000 - 3_600_000, count)) + (FIRST_DAY + day) * 86_400_000
    close = chance.random(count) < 23.7 / 63
    minutes = np.where(close, 20.0, 5.0).astype(np.float32)
    zero = np.zeros(count, np.float32)
    edges = {
        "one": np.minimum(one, other) + 1, "other": np.maximum(one, other) + 1, "start_ms": start,
        "end_ms": start + (minutes * 60_000).astype(np.int64), "near": minutes,
        "close": zero, "room": zero, "far": zero,
        "max_rssi": np.full(count, -60, np.int8), "mutual": np.ones(count, bool),
    }  # fmt: skip
    of = [(edges[name] - 1) * COMMUNES // PHONES * DISTRICTS // COMMUNES for name in ("one", "other")]
    area = np.where(of[0] == of[1], of[0], DISTRICTS)
    for number in range(DISTRICTS + 1):
        here = area == number
        yield {name: np.ascontiguousarray(edges[name][here], kind) for name, kind in segments.TYPES.items()}


@contextmanager
def worker(folder: Path) -> Iterator[tuple[int, float]]:
    """The real process: its number, and the seconds until it answered."""
    from vungxanh.apps.exposure.graph import wire

    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "vungxanh.apps.exposure.graph.process", str(folder)])
    try:
        while not wire.socket_path().exists():
            if process.poll() is not None:
                raise RuntimeError("the worker ended")
            time.sleep(0.1)
        yield process.pid, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def peak_gb(pid: int) -> float:
    """The most memory the process has had."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    [line] = [line for line in lines if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1e6


def processor_ms(pid: int, work: Callable[[], object], rounds: int = 40) -> float:
    """What one question costs the worker's processor, whatever else the machine does."""
    before = processor_s(pid)
    for _ in range(rounds):
        work()
    return (processor_s(pid) - before) * 1000 / rounds


def processor_s(pid: int) -> float:
    """The processor time a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def measure(report: Report, pid: int, loaded_s: float) -> None:
    from vungxanh.apps.exposure.queries import chains

    used_s = processor_s(pid)
    status = chains.ask({"op": "status"})
    assert status is not None
    days = len(status.facts["days"])
    report.figure("instants held, all", status.facts["contacts"] / 1e6, "M", f"{status.facts['bytes'] / 1e9:.2f} GB")
    told = f"{used_s:.1f} s of processor for {days} days and the people; {loaded_s:.1f} s until the first answer"
    report.figure("load and build a day's segment", used_s / days, "s", told)
    since = datetime(2020, 8, 10, tzinfo=UTC)
    until, latency = since + timedelta(days=DAYS), timedelta(days=1)
    ill = [subject(phone * 22_501 % PHONES) for phone in range(ASKED)]
    peer = report.peer("a question that looks at no contact", sample(lambda: chains.ask({"op": "status"})))
    for close, name in ((True, "close contacts"), (False, "all contacts")):
        turn = iter(range(10**9))

        def one(*, close: bool = close, turn: Iterator[int] = turn) -> chains.Asked:
            return chains.Asked([(ill[next(turn) % ASKED], since)], 3, until, latency, close=close)

        counts = [chains.counts_of(one()) for _ in range(ASKED)]
        middle = sorted(counts, key=sum)[ASKED // 2]
        report.figure(f"persons by level, {name}", sum(middle), "persons", " + ".join(map(str, middle[1:])))
        report.work(
            f"counts F1 to F3 of one case, {name}", lambda: chains.counts_of(one()),
            beside=("no contact", peer), median_ms=LIMIT_MS,
        )  # fmt: skip
        report.figure("  of it the worker's processor", processor_ms(pid, lambda: chains.counts_of(one())), "ms")
        report.work(
            f"the nearest 1,000 with why, {name}", lambda: listed(one()), beside=("no contact", peer),
            median_ms=LIMIT_MS,
        )  # fmt: skip
        report.figure("  of it the worker's processor", processor_ms(pid, lambda: listed(one())), "ms")
    report.limit("memory of the worker at its highest", peak_gb(pid), LIMIT_GB, "GB")
    report.limit("loaded and built, processor", used_s, BUILD_S, "s")
    heavy = {"numba", "numpy"} & set(sys.modules)
    report.figure("compiled libraries in the asking process", len(heavy), "", " ".join(heavy))


def listed(asked: "chains.Asked") -> object:  # type: ignore[name-defined] # noqa: F821
    from vungxanh.apps.exposure.queries import chains

    return chains.levels_of(
        asked.cases, max_level=3, until=asked.until, latency=asked.latency, close=asked.close, at_most=1_000
    )


def main() -> int:
    """Fill in a process of its own, so that this one stays as light as a web process; then measure."""
    if sys.argv[1:2] == ["fill"]:
        _start()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        fill(int(sys.argv[2]))
        return 0
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENCOUNTERS
    report = Report()
    with tempfile.TemporaryDirectory(prefix="vungxanh-levels-") as room:
        os.environ |= {"VUNGXANH_ENV": "dev", "VUNGXANH_VAR_DIR": room}
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "benchmarks.web_levels", "fill", str(count)], check=True)
        folder = Path(room) / "exposure"
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
        report.figure("data made", time.perf_counter() - begun, "s", f"{size / 1e6:.0f} MB of Parquet")
        _start()
        with worker(folder) as (pid, loaded_s):
            measure(report, pid, loaded_s)
    return report.verdict()


def _start() -> None:
    import django

    from vungxanh.project import configure

    configure()
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
