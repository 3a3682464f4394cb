"""Levels F1 to F3 of 100 cases over 24 million close contacts of 14 days, beside reading every contact once.

Run: python -m benchmarks.tracing_levels [CONTACTS]
"""

import resource
import sys
import time

import numpy as np

from benchmarks._report import Report, sample
from vungxanh.core.tracing.graph import Case
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.kernels import backward, exposures, graph

CONTACTS, DAYS, PERSONS, WITH_APP, CASES = 24_000_000, 14, 1_500_000, 900_000, 100
FIRST_DAY, NEAR, LATENCY = 18_000, 60, DAY_MS
LIMIT_MS, BUILD_S, LIMIT_MB = 50, 3, 512


def contacts(count: int) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Per day: two persons who live near each other, and the ms, in order of time."""
    chance = np.random.default_rng(2)
    days = []
    for _ in range(DAYS):
        one = chance.integers(0, WITH_APP, count // DAYS).astype(np.int32)
        other = (one + chance.integers(1, NEAR, len(one)).astype(np.int32)) % WITH_APP
        days.append((one, other, np.sort(chance.integers(0, DAY_MS, len(one))).astype(np.uint32)))
    return days


def read_once(segments: list[graph.Segment]) -> int:
    """The least that a search without an index must do."""
    return sum(int(np.bitwise_xor.reduce(day.other)) + int(np.bitwise_xor.reduce(day.ms)) for day in segments)


def main() -> int:
    """Measure and print."""
    report = Report()
    days = contacts(int(sys.argv[1]) if len(sys.argv) > 1 else CONTACTS)
    graph.segment(0, *(column[:9] for column in days[0]), WITH_APP)
    used = time.process_time()
    segments = [graph.segment(FIRST_DAY + place, *columns, PERSONS) for place, columns in enumerate(days)]
    build_s = time.process_time() - used
    ill = np.random.default_rng(7).integers(0, WITH_APP, CASES).tolist()
    cases = [Case(person, FIRST_DAY * DAY_MS + DAY_MS // 2) for person in ill]
    once = report.peer("reading every contact once", sample(lambda: read_once(segments), rounds=5))

    def ask() -> graph.Spread:
        return graph.spread(segments, cases, persons=PERSONS, max_level=3, latency=LATENCY)

    reached = ask()
    taken = report.work("F1 to F3 of 100 cases", ask, beside=("reading once", once))
    report.limit("F1 to F3 of 100 cases, processor", taken.processor, LIMIT_MS, "ms")
    report.work(
        "last exposure and number of sources of each",
        lambda: exposures.exposures(segments, reached, persons=PERSONS, latency=LATENCY),
        beside=("reading once", once),
        rounds=10,
    )
    end = (FIRST_DAY + DAYS) * DAY_MS
    report.work(
        "who may have infected one person, three hops back",
        lambda: backward.sources(segments, ill[0], end, since=0, persons=PERSONS, max_level=3, latency=LATENCY),
        beside=("reading once", once),
    )
    report.figure("persons by level", sum(reached.counts()), "persons", " + ".join(map(str, reached.counts())))
    report.limit("the index is built", build_s, BUILD_S, "s")
    report.limit("the index", sum(day.nbytes for day in segments) / 1e6, LIMIT_MB, "MB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.figure("whole process at its peak, raw columns too", peak, "MB", "the limit is that of the index")
    return report.verdict()


if __name__ == "__main__":
    sys.exit(main())
