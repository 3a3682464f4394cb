"""A gigabyte of `data_trace.txt` read and matched in bounded memory, beside the plain reader and counting its lines.

Run: python -m benchmarks.tracing_reader [MEGABYTES]
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks._report import Report
from vungxanh.core.tracing import ids, tracefile
from vungxanh.core.tracing.kernels import matching, traces
from vungxanh.core.tracing.keylist import PositiveKey

MEGABYTES, PLAIN_ROWS, PIECE_ROWS, KEYS = 1_000, 50_000, 20_000, 1_000
START_S, LEAST_MILLIONS, LIMIT_MB = 1_596_844_800, 5, 400


def piece(first: int) -> bytes:
    """Rows from number `first` on, twelve a second, in order of time."""
    chance = np.random.default_rng(first)
    seen = chance.integers(0, 256, (PIECE_ROWS, 2, ids.ID_BYTES), dtype=np.uint8)
    rows = (
        tracefile.Row(own.tobytes(), contact.tobytes(), -60, START_S * 1000 + (first + place) * 80)
        for place, (own, contact) in enumerate(seen)
    )
    return b"".join(map(tracefile.write_row, rows))


def file(pieces: list[bytes], length: int) -> Iterator[bytes]:
    """The pieces again and again until `length` bytes."""
    for turn in range(length // len(pieces[0])):
        yield pieces[turn % len(pieces)]


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run."""
    used = time.process_time()
    work()
    return time.process_time() - used


def main() -> int:
    """Measure and print."""
    report = Report()
    length = (int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES) * 1_000_000
    pieces = [piece(first * PIECE_ROWS) for first in range(20)]
    rows = sum(chunk.count(b"\n") for chunk in file(pieces, length))
    counting = seconds(lambda: sum(chunk.count(b"\n") for chunk in file(pieces, length)))
    few = b"".join(pieces[:3]).splitlines(keepends=True)[:PLAIN_ROWS]
    plain = PLAIN_ROWS / seconds(lambda: sum(1 for _ in tracefile.read_rows([b"".join(few)])))
    read = min(
        seconds(lambda: sum(len(one.sightings) for one in traces.read_blocks(file(pieces, length)))) for _ in "123"
    )
    report.figure("counting the line ends", rows / counting / 1e6, "M rows/s")
    report.figure("the plain reader", plain / 1e6, "M rows/s")
    rate = rows / read
    note = f"{rate / plain:.0f} × the plain reader, {read / counting:.1f} × the time of counting"
    report.figure(f"{length / 1e6:,.0f} MB read in blocks", rate / 1e6, "M rows/s", note)
    chance = np.random.default_rng(9)
    keys = [PositiveKey(chance.bytes(32), START_S, START_S + 14 * ids.DAY_S) for _ in range(KEYS)]
    blocks = (block.sightings for block in traces.read_blocks(file(pieces, length)))
    whole = seconds(lambda: matching.match_blocks(keys, blocks))
    report.figure(f"read and matched with {KEYS:,} keys × 14 days", whole, "s", f"{rows:,} rows")
    report.limit("reading", read, rows / LEAST_MILLIONS / 1e6, "s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.limit("memory of the whole process", memory, LIMIT_MB, "MB")
    return report.verdict()


if __name__ == "__main__":
    sys.exit(main())
