"""Does the other side's log agree? The check of what one phone says it heard (đối chiếu hai phía).

An identifier on the air is signed by nobody: whoever hears one can send it again within its quarter-hour, and whoever
learns a key afterwards can write rows that never were. So what A's log says of B is held against B's own log, and
against everybody else who heard B then. Three things can come of it:

* Both logs hold the meeting: confirmed.
* Only A's log does: the row stands alone. It counts, and its edge is marked as one phone's word. That B's phone heard
  others then and not A denies nothing: a telephone in a pocket, or one whose system lets it sleep, hears a fraction of
  what is said around it, so its silence deletes no contact. A replay inside a district, and rows that A made up of B,
  are told from that by a person who asks, not here: what is marked is what an officer looks at twice.
* Only A's log does, and B was in another place at that moment by both logs: somebody of another district met B then,
  confirmed, and neither that person nor A heard the other. Nobody is in two places, so the row is dropped and counted.
  Where neither of two places is confirmed, both stand alone: one of them may be true.
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
    ELSEWHERE = 2

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


def judge(rows: Sequence[Heard], areas: Mapping[int, int], rule: Rule = DEFAULT) -> list[Verdict]:
    """One verdict a row, in order. This is the definition of what the server computes over columns.

    `areas` holds the district of those of whom it is known.
    """
    times: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in rows:
        times[row.hearer, row.heard].append(row.ms)

    def met(one: int, other: int, ms: int) -> bool:
        return any(abs(ms - then) <= rule.window_ms for then in times.get((one, other), ()))

    def elsewhere(row: Heard, other: Heard) -> bool:
        return (
            other.heard == row.heard
            and abs(other.ms - row.ms) <= rule.moment_ms
            and met(other.heard, other.hearer, other.ms)
            and row.hearer in areas
            and other.hearer in areas
            and areas[row.hearer] != areas[other.hearer]
            and not met(row.hearer, other.hearer, row.ms)
            and not met(other.hearer, row.hearer, row.ms)
        )

    found = [Verdict.CONFIRMED if met(row.heard, row.hearer, row.ms) else Verdict.ALONE for row in rows]
    return [
        Verdict.ELSEWHERE if verdict is Verdict.ALONE and any(elsewhere(row, other) for other in rows) else verdict
        for row, verdict in zip(rows, found, strict=True)
    ]
