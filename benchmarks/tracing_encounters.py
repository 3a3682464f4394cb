"""13.5 million sightings become a million encounters, and two logs one edge, beside numpy sorting as many numbers.

Run: python -m benchmarks.tracing_encounters [ENCOUNTERS]
"""

import resource
import sys

import numpy as np

from benchmarks._report import Report, sample
from vungxanh.core.tracing.kernels import edges, encounters

ENCOUNTERS, PERSONS, LEAST_MILLIONS = 1_000_000, 300_000, 5
START_MS, SPAN_S, STEP_MS = 1_596_844_800_000, 14 * 86_400, 60_000


def logged(count: int) -> tuple[np.ndarray, ...]:
    """Owner, other, time and strength of the rows of `count` meetings, in order of time, as they come in."""
    chance = np.random.default_rng(1)
    rows = chance.integers(1, 27, count)
    total = int(rows.sum())
    within = np.arange(total) - np.repeat(np.cumsum(rows) - rows, rows)
    ms = START_MS + np.repeat(chance.integers(0, SPAN_S, count) * 1000, rows) + within * STEP_MS
    order = np.argsort(ms)
    owner, other = (np.repeat(chance.integers(0, PERSONS, count).astype(np.int32), rows) for _ in range(2))
    return owner[order], other[order], ms[order], chance.integers(-100, -40, total).astype(np.int8)


def mirrored(columns: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    """The same meetings in the other phone's log, heard a little later."""
    owner, other, ms, rssi = columns
    return other, owner, ms + 7_000, rssi


def main() -> int:
    """Measure and print."""
    report = Report()
    columns = logged(int(sys.argv[1]) if len(sys.argv) > 1 else ENCOUNTERS)
    count = len(columns[0])
    numbers = np.random.default_rng(2).integers(0, 2**63, count).astype(np.uint64)
    sort = sample(lambda: np.sort(numbers), rounds=5, warm=1)
    best = min(sample(lambda: encounters.encounters(*columns), rounds=3, warm=1).processor for _ in range(3))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.figure("numpy sorting one number each", count / sort.processor / 1000, "M sightings/s")
    rate = count / best / 1000
    report.figure("encounters", rate, "M sightings/s", f"{best / sort.processor:.1f} × the time of that sort")
    report.figure("whole process", memory, "MB")
    found = encounters.encounters(*columns)
    both = encounters.encounters(*(np.concatenate(pair) for pair in zip(columns, mirrored(columns), strict=True)))
    joined = min(sample(lambda: edges.edges(both), rounds=3, warm=1).processor for _ in range(3))
    note = f"{len(found):,} of {len(both):,} encounters are one meeting each"
    report.figure("edges of both logs", len(both) / joined / 1000, "M encounters/s", note)
    report.limit(f"{count:,} sightings", best, count / LEAST_MILLIONS / 1000, "ms")
    return report.verdict()


if __name__ == "__main__":
    sys.exit(main())
