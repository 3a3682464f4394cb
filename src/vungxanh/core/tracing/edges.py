"""One meeting in two logs becomes one edge (cạnh tiếp xúc).

Two phones hear each other unequally: one sleeps, one lies in a pocket. The edge lasts from the first to the last that
either heard, and is as near as the side that heard better says.
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
            sides = [_side([log.encounter for log in meeting if log.owner == person]) for person in pair]
            found.append(Edge(*pair, _joined([side for side in sides if side]), all(sides)))
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


def _side(held: list[Encounter]) -> Encounter | None:
    """What one log says of a meeting: its encounters added up."""
    if not held:
        return None
    near, close, room, far = (sum(minutes) for minutes in zip(*(one.bucket_minutes for one in held), strict=True))
    return Encounter(
        min(one.start_ms for one in held),
        max(one.end_ms for one in held),
        sum(one.rows for one in held),
        (near, close, room, far),
        max(one.max_rssi for one in held),
        max(one.upper_rssi for one in held),
    )


def _joined(sides: list[Encounter]) -> Encounter:
    """The union in time, the rows of both, everything else of the stronger side."""
    stronger = max(sides, key=lambda side: (side.upper_rssi, side.max_rssi, side.minutes))
    return Encounter(
        min(side.start_ms for side in sides),
        max(side.end_ms for side in sides),
        sum(side.rows for side in sides),
        stronger.bucket_minutes,
        stronger.max_rssi,
        stronger.upper_rssi,
    )
