"""How every benchmark measures and reports: wall and processor time, a peer of the same run, a limit kept or passed."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

TRIES = 3


@dataclass(frozen=True)
class Sample:
    """What some rounds of one piece of work took, in milliseconds; `processor` is the median of this process's own."""

    median: float
    p95: float
    processor: float
    processor_p95: float
    best: float


def sample(work: Callable[[], object], *, rounds: int = 30, warm: int = 3) -> Sample:
    """Measure, after some rounds that fill the caches."""
    for _ in range(warm):
        work()
    wall, processor = [], []
    for _ in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        work()
        wall.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - used) * 1000)
    wall.sort()
    processor.sort()
    last = min(int(rounds * 0.95), rounds - 1)
    return Sample(statistics.median(wall), wall[last], statistics.median(processor), processor[last], wall[0])


@dataclass
class Report:
    """Prints line by line; `verdict` is 1 when a limit was passed."""

    passed: list[str] = field(default_factory=list)

    def peer(self, name: str, taken: Sample) -> Sample:
        """A line for what the others are compared with."""
        print(f"  {name:<44} median {taken.median:9.2f} ms  p95 {taken.p95:9.2f} ms", flush=True)
        return taken

    def work(
        self,
        name: str,
        work: Callable[[], object],
        *,
        beside: tuple[str, Sample],
        median_ms: float = 0,
        p95_ms: float = 0,
        rounds: int = 30,
    ) -> Sample:
        """Measure and print with the ratio of medians to the peer; of up to three samples the first within the limits.

        What else the machine does only ever adds time, so a limit counts as passed when no sample keeps it.
        """
        for _ in range(TRIES):
            taken = sample(work, rounds=rounds)
            if not ((median_ms and taken.median >= median_ms) or (p95_ms and taken.p95 >= p95_ms)):
                break
        peer, by = beside
        print(
            f"  {name:<44} median {taken.median:9.2f} ms  p95 {taken.p95:9.2f} ms  processor {taken.processor:9.2f} ms"
            f"  = {taken.median / by.median:6.1f} × {peer}",
            flush=True,
        )
        if median_ms:
            self.limit(f"{name}, median", taken.median, median_ms, "ms")
        if p95_ms:
            self.limit(f"{name}, p95", taken.p95, p95_ms, "ms")
        return taken

    def figure(self, name: str, value: float, unit: str, note: str = "") -> None:
        """A line for anything that is not a time of many rounds."""
        print(f"  {name:<44} {value:>16,.2f} {unit}{f'  = {note}' if note else ''}", flush=True)

    def limit(self, name: str, value: float, most: float, unit: str) -> None:
        """Note a limit of issue or README, kept below or passed."""
        kept = value < most
        if not kept:
            self.passed.append(name)
        print(f"    limit {most:g} {unit}: {name} {value:.2f} {unit}{'' if kept else '  — PASSED'}", flush=True)

    def verdict(self) -> int:
        """The exit code, with the limits passed said once more."""
        for name in self.passed:
            print(f"LIMIT PASSED: {name}", flush=True)
        return int(bool(self.passed))
