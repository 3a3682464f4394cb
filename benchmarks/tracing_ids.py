"""Identifiers of a day on every rung, beside hashlib in a loop and beside the core's bare SHA instructions.

Run: python -m benchmarks.tracing_ids [KEYS]
"""

import os
import subprocess
import sys
import tempfile

import numpy as np

from benchmarks._report import Report, sample
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.kernels import ladder

KEYS, IN_LOOP, COMPRESSIONS = 16_384, 64, ids.SLOTS
LEAST_MILLIONS, LEAST_TIMES, READY_S, LOADS = 0.55, 25, 2.5, 3
# What another processor would run: numba compiles for the one named, with the features named and no others.
AVX2 = "+avx2,+avx,+sse4.2,+sse4.1,+ssse3,+bmi2"
FORCED = {
    "SHA instructions": ("", ""),
    "AVX-512 lanes": (
        "skylake-avx512",
        "+avx512f,+avx512bw,+avx512vl,+avx512dq,+avx2,+avx,+sse4.2,+sse4.1,+ssse3,+bmi2",
    ),
    "AVX2 lanes": ("haswell", "+avx2,+avx,+sse4.2,+sse4.1,+ssse3,+bmi2"),
    "portable lanes (SSE2)": ("x86-64", "+sse2"),
}
FORCED_RATE = """
import sys, time
import numpy as np
from vungxanh.core.tracing.kernels import ladder
words, out = ladder.words(np.random.default_rng(1).integers(0, 256, (4096, 32), dtype=np.uint8)), ladder.buffer(4096)
ladder.identifiers(words[:64], out=out)
best = 9e9
for _ in range(9):
    used = time.process_time()
    ladder.identifiers(words, out=out)
    best = min(best, time.process_time() - used)
print(ladder.available()[0], 4096 / best)
"""
READY = """
import time
begun = time.perf_counter()
import numpy as np
from vungxanh.core.tracing.graph import Case
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.kernels import backward, encounters, exposures, graph, matching, traces
(block,) = traces.read_blocks([b"0" * 24 + b"\\t" + b"1" * 24 + b"\\t-60\\t1596887252275\\n"])
matching.match([PositiveKey(bytes(32), 1596844800, 1596931199)], block.sightings)
one, other, zero = (np.array([number], np.int32) for number in (0, 1, 0))
encounters.encounters(one, other, block.sightings.ms, np.array([-60], np.int8))
days = [graph.segment(0, one, other, zero, 2)]
exposures.exposures(days, graph.spread(days, [Case(0, 0)], persons=2, max_level=1), persons=2)
backward.sources(days, 1, 9, since=0, persons=2, max_level=1)
print(time.process_time(), time.perf_counter() - begun)
"""


def ready_s() -> tuple[float, float]:
    """Seconds, processor and wall, from the start of Python to an answer of every kernel in the cache; best of some."""
    loads = [subprocess.run([sys.executable, "-c", READY], capture_output=True, check=True) for _ in range(LOADS + 1)]
    processor, wall = zip(*(map(float, load.stdout.split()) for load in loads[1:]), strict=True)
    return min(processor), min(wall)


def forced(report: Report, plain: float) -> None:
    """The rate on each kind of processor that this one can play, beside hashlib on this one."""
    for name, (processor, features) in FORCED.items():
        asked = {"NUMBA_CPU_NAME": processor, "NUMBA_CPU_FEATURES": features} if processor else {}
        with tempfile.TemporaryDirectory() as cache:
            surroundings = {**os.environ, **asked, "NUMBA_CACHE_DIR": cache}
            program = [sys.executable, "-c", FORCED_RATE]
            done = subprocess.run(program, env=surroundings, capture_output=True, text=True, check=False)
        if done.returncode:
            report.figure(f"as {name}", 0, "day-keys/s", "this processor cannot run it")
            continue
        rung, rate = done.stdout.split()
        report.figure(
            f"as {name}: rung {rung}", float(rate) / 1e6, "M day-keys/s", f"{float(rate) / plain:.0f} × hashlib"
        )
        report.limit(f"as {name}, hashlib's share of the time", plain / float(rate), 1, "")


def bare_limit(report: Report) -> float:
    """Day keys a second that the SHA instructions alone would allow; 0 where there are none."""
    if ladder.Rung.SHA_NI not in ladder.available():
        return 0.0
    from benchmarks._sha_limit import compressions_a_second

    limit = compressions_a_second() / COMPRESSIONS
    report.figure("bare SHA instructions of this core", limit / 1e6, "M day-keys/s")
    return limit


def main() -> int:
    """Measure and print."""
    report = Report()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else KEYS
    raw = np.random.default_rng(1).integers(0, 256, (count, ids.KEY_BYTES), dtype=np.uint8)
    words, out = ladder.words(raw), ladder.buffer(count)
    loop = sample(lambda: [ids.identifiers(key.tobytes()) for key in raw[:IN_LOOP]])
    plain = IN_LOOP / loop.processor * 1000
    report.figure("hashlib in a loop", plain, "day-keys/s")
    limit = bare_limit(report)
    for place, rung in enumerate(ladder.available()):
        best = min(
            sample(lambda: ladder.identifiers(words, rung=rung, out=out), rounds=7).processor  # noqa: B023
            for _ in range(3)
        )
        rate = count / best * 1000
        share = f", {rate / limit:.0%} of the bare SHA instructions" if limit else ""
        report.figure(f"rung {rung}", rate / 1e6, "M day-keys/s", f"{rate / plain:.0f} × hashlib{share}")
        least = LEAST_MILLIONS * 1e6 if limit and not place else plain
        report.limit(f"rung {rung}, {count:,} keys", best, count / least * 1000, "ms")
        if limit and not place:
            report.limit("hashlib's share of the time", plain / rate * LEAST_TIMES, 1, f"of 1/{LEAST_TIMES}")
    forced(report, plain)
    processor, wall = ready_s()
    report.figure("every kernel ready from cache, wall", wall, "s")
    report.limit("every kernel ready from cache, processor", processor, READY_S, "s")
    return report.verdict()


if __name__ == "__main__":
    sys.exit(main())
