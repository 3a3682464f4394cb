"""Whether the clock can be believed before anything is deleted by it (đồng hồ có đáng tin).

A small box often has no clock of its own: it starts in 1970 or at the hour it was switched off, people mistype years,
and a recording has the date of another day. So the phone keeps the latest moment it *believes*, and how long the
machine ran since by its boot clock, which nobody sets. A look at the clock is believed when one of these holds:

1. it lies no earlier than `SLACK_MS` (three days) before that moment and no later than the time the machine ran since
   and three days more: the box was off over a weekend;
2. the kernel says that the clock is synchronised with the time on the network, or the owner says that today is right;
3. the machine ran for a whole retention since: whatever was kept before has then been kept long enough anyway.

While it is not believed nothing is deleted by date, no base key moves, no report is given up, and the owner is told;
rows are still taken. As soon as the clock comes back, it fits again and everything goes on: no look that was not
believed has left a trace. A date before `EARLIEST_MS` (the app did not exist) is never believed.

A row that carries a wrong date would never come of age, so rows are deleted by the order of their coming too
(`device.coming`): a `Mark` says how many had come when the machine had run for so long, and a whole retention of
running later they go, whatever their date. A row dated after what is believed is in quarantine until then: kept,
counted, not matched.
"""

import ctypes
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

from vungxanh.core.tracing.ids import DAY_MS

SLACK_MS = 3 * DAY_MS
EARLIEST_MS = 1_577_836_800_000  # 2020-01-01 UTC
AGREES_MS = 60_000
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_TIMEX_BYTES, _UNSYNCHRONISED = 512, 5


class Witness(Protocol):
    """What a machine knows of time beside its clock."""

    def boot(self) -> tuple[str, int]:
        """Which start of the machine this is, and the ms since, sleep included."""
        ...

    def vouches(self, now_ms: int) -> bool:
        """Whether somebody better informed says that it is `now_ms`."""
        ...


class Machine:
    """The boot clock, and what the kernel knows of the network's time."""

    def boot(self) -> tuple[str, int]:
        """Which start of the machine this is, and the ms since, sleep included."""
        name = _BOOT_ID.read_text("ascii").strip() if _BOOT_ID.exists() else ""
        return name, time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    def vouches(self, now_ms: int) -> bool:
        """Only for the machine's own clock: a simulation or a recording has another."""
        return abs(time.time_ns() // 1_000_000 - now_ms) < AGREES_MS and _synchronised()


def _synchronised() -> bool:
    try:
        state = int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))
    except (OSError, AttributeError):
        return False
    return 0 <= state < _UNSYNCHRONISED


@dataclass(frozen=True, slots=True)
class Mark:
    """When the machine had run `ran_ms` in all, the rows of each table up to its number in `come` had come."""

    ran_ms: int
    come: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Lived:
    """The latest moment believed (0: none), ms run since and in all, the last look, and whether it was believed."""

    believed_ms: int
    since_ms: int
    ran_ms: int
    boot: str
    boot_ms: int
    held: bool
    marks: tuple[Mark, ...] = ()

    def look(self, now_ms: int, witness: Witness, retention_ms: int, *, told: bool = False) -> "Lived":
        """What is known after a look at the clock; `told` when the owner says that it is right."""
        boot, boot_ms = witness.boot()
        passed = max(0, boot_ms - self.boot_ms) if boot == self.boot else boot_ms
        since, ran = self.since_ms + passed, self.ran_ms + passed
        fits = not self.believed_ms or abs(now_ms - self.believed_ms) <= SLACK_MS + since * (now_ms > self.believed_ms)
        believed = now_ms >= EARLIEST_MS and (fits or told or since >= retention_ms or witness.vouches(now_ms))
        if believed:
            return Lived(now_ms, 0, ran, boot, boot_ms, held=False, marks=self.marks)
        return Lived(self.believed_ms, since, ran, boot, boot_ms, held=True, marks=self.marks)

    @property
    def latest_ms(self) -> int | None:
        """Later than this no row can have been heard; None while the clock is not believed."""
        return None if self.held else self.believed_ms + SLACK_MS

    def marked(self, come: Mapping[str, int]) -> "Lived":
        """With a mark for what came until now, one a day of running."""
        if self.marks and self.ran_ms - self.marks[-1].ran_ms < DAY_MS:
            return self
        return replace(self, marks=(*self.marks, Mark(self.ran_ms, come)))

    def aged(self, retention_ms: int) -> tuple[Mapping[str, int], "Lived"]:
        """What had come a whole retention of running ago, and what is still to be known of later rows."""
        aged = [mark.come for mark in self.marks if self.ran_ms - mark.ran_ms >= retention_ms]
        return aged[-1] if aged else {}, replace(self, marks=self.marks[len(aged) :])

    def text(self) -> str:
        """To be kept."""
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> "Lived":
        """What `text` wrote."""
        held = json.loads(text)
        return cls(**{**held, "marks": tuple(Mark(**mark) for mark in held["marks"])})


def first_look(now_ms: int, witness: Witness) -> Lived:
    """Of a new phone there is nothing to compare with: any date since the app existed is believed."""
    boot, boot_ms = witness.boot()
    believed = now_ms >= EARLIEST_MS
    return Lived(now_ms if believed else 0, 0, 0, boot, boot_ms, held=not believed)
