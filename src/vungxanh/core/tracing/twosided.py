"""Does the other side's log agree? The check of what one phone says it heard (đối chiếu hai phía).

An identifier on the air is signed by nobody: whoever hears one can send it again within its quarter-hour, and whoever
learns a key afterwards can write rows that never were. So what A's log says of B is held against B's own log. B's log
with A in it at that time confirms; a log of B that was listening and did not hear A denies; a log that is silent, or
none, leaves the row standing alone. Of the rows that stand alone those are dropped that put one person into two places
at one moment, heard there by people of different districts of whom neither heard the other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from vungxanh.core.tracing.encounters import CYCLE_MS, GAP_CYCLES


class Verdict(IntEnum):
    """What the other side says of a row (kết quả đối chiếu); the first two count as a meeting."""

    CONFIRMED = 0
    ALONE = 1
    DENIED = 2
    ELSEWHERE = 3

    @property
    def counts(self) -> bool:
        """Whether the row is kept."""
        return self <= Verdict.ALONE


@dataclass(frozen=True, slots=True)
class Heard:
    """One resolved row: the log of `hearer` holds an identifier of `heard` at `ms`; persons are any numbers."""

    hearer: int
    heard: int
    ms: int


@dataclass(frozen=True, slots=True)
class Rule:
    """How far apart two rows speak of one meeting, and how close together two rows are one moment, in ms."""

    window_ms: int = GAP_CYCLES * CYCLE_MS
    moment_ms: int = CYCLE_MS


DEFAULT = Rule()


def judge(
    rows: Sequence[Heard], listened: Mapping[int, Sequence[int]], areas: Mapping[int, int], rule: Rule = DEFAULT
) -> list[Verdict]:
    """One verdict a row, in order. This is the definition of what the server computes over columns.

    `listened` holds, of everyone who handed in a log, the times (ms) at which it recorded anybody at all; `areas` the
    district of those of whom it is known.
    """
    times: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in rows:
        times[row.hearer, row.heard].append(row.ms)

    def met(one: int, other: int, ms: int) -> bool:
        return any(abs(ms - then) <= rule.window_ms for then in times.get((one, other), ()))

    def first(row: Heard) -> Verdict:
        if met(row.heard, row.hearer, row.ms):
            return Verdict.CONFIRMED
        heard_somebody = any(abs(row.ms - then) <= rule.window_ms for then in listened.get(row.heard, ()))
        return Verdict.DENIED if heard_somebody else Verdict.ALONE

    def elsewhere(row: Heard, other: Heard) -> bool:
        return (
            other.heard == row.heard
            and abs(other.ms - row.ms) <= rule.moment_ms
            and row.hearer in areas
            and other.hearer in areas
            and areas[row.hearer] != areas[other.hearer]
            and not met(row.hearer, other.hearer, row.ms)
            and not met(other.hearer, row.hearer, row.ms)
        )

    found = [first(row) for row in rows]
    standing = [row for row, verdict in zip(rows, found, strict=True) if verdict.counts]
    return [
        Verdict.ELSEWHERE if verdict is Verdict.ALONE and any(elsewhere(row, other) for other in standing) else verdict
        for row, verdict in zip(rows, found, strict=True)
    ]
