"""Levels F1 to F3 of 100 cases over 24 million close contacts of 14 days, beside reading every contact once.

The index is built a day at a time, as `trace` does: a day's columns are dropped before the next are made. The command
itself is measured too, in a process of its own that reads the same contacts from a Parquet file.
Run: python -m benchmarks.tracing_levels [CONTACTS]
"""

import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks._report import Report, sample
from vungxanh.core.tracing.graph import Case
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.kernels import backward, exposures, graph

CONTACTS, DAYS, PERSONS, WITH_APP, CASES = 24_000_000, 14, 1_500_000, 900_000, 100
FIRST_DAY, NEAR, LATENCY = 18_000, 60, DAY_MS
ILL_MS = FIRST_DAY * DAY_MS + DAY_MS // 2
LIMIT_MS, BUILD_S, LIMIT_MB, WHOLE_MB = 50, 3, 512, 700


def contacts(count: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Per day: two persons who live near each other, and the ms, in order of time."""
    chance = np.random.default_rng(2)
    for _ in range(DAYS):
        one = chance.integers(0, WITH_APP, count // DAYS, np.int32)
        other = (one + chance.integers(1, NEAR, len(one), np.int32)) % np.int32(WITH_APP)
        ms = chance.integers(0, DAY_MS, len(one), np.uint32)
        ms.sort()
        yield one, other, ms


def ill() -> list[int]:
    """The cases, ill from noon of the first day on."""
    found: list[int] = np.random.default_rng(7).integers(0, WITH_APP, CASES).tolist()
    return found


def build(count: int) -> tuple[list[graph.Segment], float]:
    """The index, and the processor seconds it took without those of making up the contacts."""
    segments, build_s = [], 0.0
    for place, columns in enumerate(contacts(count)):
        used = time.process_time()
        segments.append(graph.segment(FIRST_DAY + place, *columns, PERSONS))
        build_s += time.process_time() - used
        del columns
    return segments, build_s


def write_parquet(path: Path, count: int) -> None:
    """The same contacts as a file."""
    import duckdb

    database = duckdb.connect(str(path.with_suffix(".duckdb")), config={"memory_limit": "256MB"})
    database.execute('CREATE TABLE met (a INTEGER, b INTEGER, "at" BIGINT)')
    for place, (one, other, ms) in enumerate(contacts(count)):
        at = ms.astype(np.int64) + (FIRST_DAY + place) * DAY_MS
        database.register("day", {"a": one, "b": other, "at": at})
        database.execute("INSERT INTO met SELECT * FROM day")
        database.unregister("day")
    database.table("met").write_parquet(str(path))


def of_command(report: Report, count: int) -> list[int]:
    """Processor time and memory of the whole command on the file; how many persons it finds at each level."""
    with TemporaryDirectory() as place:
        path, listed, answer = (Path(place) / name for name in ("edges.parquet", "f0.json", "answer.json"))
        listed.write_text(json.dumps([{"person": person, "since": ILL_MS} for person in ill()]))
        writing = multiprocessing.get_context("spawn").Process(target=write_parquet, args=(path, count))
        writing.start()
        writing.join()
        words = f"trace --edges {path} --index {listed} --max-level 3 --latency-days 1 --summary --json".split()
        with answer.open("wb") as file:
            program = [str(Path(sys.executable).with_name("vungxanh")), "bluezone", *words]
            running = subprocess.Popen(program, stdout=file, stderr=subprocess.DEVNULL)
            _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        assert running.returncode == 0
        report.figure("trace on a Parquet file, whole command", used.ru_utime + used.ru_stime, "s of processor")
        report.limit("trace on a Parquet file, memory", used.ru_maxrss / 1024, WHOLE_MB, "MB")
        return [level["persons"] for level in json.loads(answer.read_text())["levels"]]


def read_once(segments: list[graph.Segment]) -> int:
    """The least that a search without an index must do."""
    return sum(int(np.bitwise_xor.reduce(day.other)) + int(np.bitwise_xor.reduce(day.ms)) for day in segments)


def main() -> int:
    """Measure and print."""
    report = Report()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CONTACTS
    of_file = of_command(report, count)
    build(9 * DAYS)
    segments, build_s = build(count)
    cases = [Case(person, ILL_MS) for person in ill()]
    once = report.peer("reading every contact once", sample(lambda: read_once(segments), rounds=5))

    def ask() -> graph.Spread:
        return graph.spread(segments, cases, persons=PERSONS, max_level=3, latency=LATENCY)

    reached = ask()
    assert of_file == reached.counts()
    taken = report.work("F1 to F3 of 100 cases", ask, beside=("reading once", once))
    report.limit("F1 to F3 of 100 cases, processor", taken.processor, LIMIT_MS, "ms")
    report.work(
        "last exposure and number of sources of each",
        lambda: exposures.exposures(segments, reached, persons=PERSONS, latency=LATENCY),
        beside=("reading once", once),
        rounds=10,
    )
    patient, end = cases[0].person, (FIRST_DAY + DAYS) * DAY_MS
    report.work(
        "who may have infected one person, three hops back",
        lambda: backward.sources(segments, patient, end, since=0, persons=PERSONS, max_level=3, latency=LATENCY),
        beside=("reading once", once),
    )
    report.figure("persons by level", sum(reached.counts()), "persons", " + ".join(map(str, reached.counts())))
    report.limit("the index is built", build_s, BUILD_S, "s")
    report.limit("the index", sum(day.nbytes for day in segments) / 1e6, LIMIT_MB, "MB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.limit("whole process at its peak, a day's raw columns too", peak, WHOLE_MB, "MB")
    return report.verdict()


if __name__ == "__main__":
    sys.exit(main())
