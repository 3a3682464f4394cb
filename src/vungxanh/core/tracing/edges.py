"""One meeting in two logs becomes one edge (cạnh tiếp xúc).

Two phones hear each other unequally: one sleeps, one lies in a pocket. The edge lasts from the first to the last that
either heard. Let mA and mB be the minutes that the logs A and B hold, and o how long their spans overlap (half a cycle
longer at both ends, as encounters are). Then s = min(mA, mB, o) minutes are those that both heard, and each log gives
its share of them, s/mA and s/mB of each of its buckets; what remains of a log is what it heard alone, and counts as it
stands. Of the shared minutes as many were spent in a bucket or nearer as the log says that says more, for each bucket:
a body or a pocket only makes a phone seem farther.

So an edge is at least as long and as near as either log alone, in every bucket and those nearer together; no policy
whose weights fall with distance can class it lower. A side chosen as the better one could not promise that: one with a
minute close by and the rest far may hide twenty minutes in a room. Strengths are the higher of both.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from vungxanh.core.tracing.encounters import DEFAULT, Encounter, Rule


@dataclass(frozen=True, slots=True)
class Logged:
    """An encounter in the log of `owner` with `other`; persons are any numbers."""

    owner: int
    other: int
    encounter: Encounter


@dataclass(frozen=True, slots=True)
class Edge:
    """A meeting of `one` with `other` (one < other): as joined from both logs, and whether both held it."""

    one: int
    other: int
    encounter: Encounter
    mutual: bool


def edges(logs: Iterable[Logged], rule: Rule = DEFAULT) -> list[Edge]:
    """The edges of all logs by persons and time; encounters within the rule's silence of each other are one meeting."""
    pairs: dict[tuple[int, int], list[Logged]] = defaultdict(list)
    for logged in logs:
        if logged.owner != logged.other:
            pairs[min(logged.owner, logged.other), max(logged.owner, logged.other)].append(logged)
    found: list[Edge] = []
    for pair, held in sorted(pairs.items()):
        for meeting in _meetings(held, rule):
            mine, theirs = ([log.encounter for log in meeting if log.owner == person] for person in pair)
            sides = [_side(held) for held in (mine, theirs) if held]
            found.append(Edge(*pair, _joined(sides, _overlap(mine, theirs, rule)), len(sides) == len(pair)))
    return found


def _meetings(held: list[Logged], rule: Rule) -> list[list[Logged]]:
    meetings: list[list[Logged]] = []
    until = 0
    for logged in sorted(held, key=lambda log: (log.encounter.start_ms, log.encounter.end_ms, log.owner)):
        if not meetings or logged.encounter.start_ms - until > rule.gap_cycles * rule.cycle_ms:
            meetings.append([])
            until = logged.encounter.end_ms
        meetings[-1].append(logged)
        until = max(until, logged.encounter.end_ms)
    return meetings


def _side(held: list[Encounter]) -> Encounter:
    """What one log says of a meeting: its encounters added up."""
    near, close, room, far = (sum(minutes) for minutes in zip(*(one.bucket_minutes for one in held), strict=True))
    return Encounter(
        min(one.start_ms for one in held),
        max(one.end_ms for one in held),
        sum(one.rows for one in held),
        (near, close, room, far),
        max(one.max_rssi for one in held),
        max(one.upper_rssi for one in held),
    )


def _overlap(mine: list[Encounter], theirs: list[Encounter], rule: Rule) -> float:
    """For how many minutes both logs say that they met."""
    both = (
        min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms) + rule.cycle_ms
        for one in mine
        for other in theirs
    )
    return sum(max(0, ms) for ms in both) / 60_000


def _joined(sides: list[Encounter], overlap: float) -> Encounter:
    """The union in time, the rows of both, the higher strengths, the minutes by the rule above."""
    minutes = sides[0].bucket_minutes
    if len(sides) > 1:
        mine, theirs = sides
        minutes = _together(mine, theirs, min(mine.minutes, theirs.minutes, overlap))
    return Encounter(
        min(side.start_ms for side in sides),
        max(side.end_ms for side in sides),
        sum(side.rows for side in sides),
        minutes,
        max(side.max_rssi for side in sides),
        max(side.upper_rssi for side in sides),
    )


def _together(mine: Encounter, theirs: Encounter, shared: float) -> tuple[float, float, float, float]:
    """Minutes by bucket of two logs of which `shared` are the same minutes."""
    parts = [shared / side.minutes if side.minutes else 0.0 for side in (mine, theirs)]
    minutes, upto, before = [], [0.0, 0.0], 0.0
    for spent in zip(mine.bucket_minutes, theirs.bucket_minutes, strict=True):
        upto = [so_far + part * one for so_far, part, one in zip(upto, parts, spent, strict=True)]
        alone = sum((1 - part) * one for part, one in zip(parts, spent, strict=True))
        minutes.append(max(upto) - before + alone)
        before = max(upto)
    near, close, room, far = minutes
    return near, close, room, far
