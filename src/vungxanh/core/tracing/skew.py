"""Which rows agree with the clocks of two phones, and which may have been sent again (độ lệch đồng hồ).

Whoever hears an identifier can send it again later, up to the bound for wrong clocks, so an offset from the slot is
believed only as far as a clock explains it. All is of one person (a chain of keys) and one UTC day of the listener:

* The clock is the offset of the most rows; of offsets as frequent the one nearest 0, of those the earlier. What lies
  more than a slot from it is doubtful. A capture at one offset therefore loses nothing, however wrong the clock.
* What is sent again is late, never early, and its sender chooses how often. So the most rows give way to an offset
  that is lower, nearer 0 and was heard before they ended, to the nearest such: two right clocks were there already. A
  few rows are enough, because nobody but the phone itself can send them so early.
* A clock that was put right during the day leaves two runs. Both are believed when each lasted a scan cycle, the one
  ended before the other began, and the later is nearer 0. A run that leaves 0 is no correction.

Doubtful rows are kept, counted and told, and make encounters of their own, each of one run of neighbouring offsets:
they may be true, as a clock can be set back during a meeting, put right twice in a day or by two slots only, and what
is sent again looks the same. They never lengthen a sure encounter. A replay cannot be told from the phone itself when
it is alone on its day, within a slot of the clock, or looks like a clock that was put right after it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vungxanh.core.tracing.encounters import CYCLE_MS
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.problems import Problem


@dataclass(slots=True)
class _Heard:
    """How often rows of one offset were heard in a day, and from when to when."""

    first_ms: int
    last_ms: int
    rows: int = 0

    @property
    def lasted(self) -> bool:
        """Whether it is a run and not a moment."""
        return self.last_ms - self.first_ms >= CYCLE_MS


def doubted(rows: Iterable[tuple[int, int]], slots: int = 1) -> set[tuple[int, int]]:
    """The (UTC day since 1970, offset) that are doubtful, out of one person's (ms, offset).

    `slots` is how far from the clock an offset may lie.
    """
    days: dict[int, dict[int, _Heard]] = {}
    for ms, offset in rows:
        heard = days.setdefault(ms // DAY_MS, {}).setdefault(offset, _Heard(ms, ms))
        heard.first_ms, heard.last_ms = min(heard.first_ms, ms), max(heard.last_ms, ms)
        heard.rows += 1
    return {(day, offset) for day, heard in days.items() for offset in _doubtful(heard, slots)}


def runs(offsets: Iterable[int], slots: int = 1) -> dict[int, int]:
    """By offset the lowest of its run: offsets at most `slots` from one to the next are of one clock or one replay."""
    lowest: dict[int, int] = {}
    for offset in sorted(set(offsets)):
        before = next(reversed(lowest), None)
        lowest[offset] = offset if before is None or offset - before > slots else lowest[before]
    return lowest


def spread(offsets: Mapping[int, int]) -> str:
    """Slot offsets and how many rows each has, for a person."""
    return ", ".join(f"{offset:+d}: {count}" for offset, count in sorted(offsets.items()))


def problem(key: bytes, doubtful: Mapping[int, int], row: int = 0) -> Problem:
    """What to tell of the doubtful rows of a key, by offset."""
    facts = {"key": f"{key.hex().upper()[:8]}…", "count": sum(doubtful.values()), "offsets": spread(doubtful)}
    return Problem("doubtful_rows", facts, row)


def _doubtful(heard: Mapping[int, _Heard], slots: int) -> Iterator[int]:
    clock = _clock(heard, slots)
    others = {offset: one for offset, one in heard.items() if abs(offset - clock) > slots}
    if others:
        second = _frequent(others)
        corrected = _corrected(heard, others, (clock, second), slots)
        yield from (offset for offset in others if not corrected or abs(offset - second) > slots)


def _clock(heard: Mapping[int, _Heard], slots: int) -> int:
    clock = _frequent(heard)
    while True:
        until = _run(heard, clock, slots).last_ms
        there = [
            offset
            for offset, one in heard.items()
            if offset < clock - slots and abs(offset) < abs(clock) and one.first_ms < until
        ]
        if not there:
            return clock
        clock = min(there, key=lambda offset: (abs(offset), offset))


def _frequent(heard: Mapping[int, _Heard]) -> int:
    return max(heard, key=lambda offset: (heard[offset].rows, -abs(offset), -offset))


def _run(heard: Mapping[int, _Heard], clock: int, slots: int) -> _Heard:
    """From when to when a clock was heard."""
    near = [one for offset, one in heard.items() if abs(offset - clock) <= slots]
    return _Heard(min(one.first_ms for one in near), max(one.last_ms for one in near))


def _corrected(heard: Mapping[int, _Heard], others: Mapping[int, _Heard], clocks: tuple[int, int], slots: int) -> bool:
    """Whether the one farther from 0 was put right into the other."""
    runs = {clocks[0]: _run(heard, clocks[0], slots), clocks[1]: _run(others, clocks[1], slots)}
    right, wrong = sorted(clocks, key=abs)
    apart = abs(right) < abs(wrong) and runs[wrong].last_ms < runs[right].first_ms
    return apart and all(run.lasted for run in runs.values())
