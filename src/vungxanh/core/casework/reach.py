"""Whom one case reaches over meetings that last, hop by hop in time (lan theo thời gian).

The rule is that of `core.tracing.graph`, whose labels these are; there a contact is one minute, here it lasts from
`start` to `end`: whoever becomes infectious in the middle of a shared day still exposes those he shares it with. For
meetings of one minute both give the same. One index serves many cases, each touching only the part it reaches.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from vungxanh.core.tracing.graph import NEVER, Label, Levels


class Meeting(NamedTuple):
    """Near `other` from `start` to `end` in whole minutes, both inclusive; `key` is the exposure's."""

    start: int
    end: int
    other: int
    key: int


class Carried(NamedTuple):
    """An exposure that gives a person the level: by whom, and the minutes of it that count."""

    source: int
    first: int
    last: int
    key: int


Index = Mapping[int, Sequence[Meeting]]


def index(meetings: Iterable[tuple[int, int, int, int, int]]) -> Index:
    """Meetings by person, both ways, from rows of one, other, start, end, key."""
    met: dict[int, list[Meeting]] = defaultdict(list)
    for one, other, start, end, key in meetings:
        met[one].append(Meeting(start, end, other, key))
        met[other].append(Meeting(start, end, one, key))
    for held in met.values():
        held.sort()
    return met


def reached(
    met: Index, person: int, since: int, *, max_level: int, latency: int, isolated: Mapping[int, int]
) -> Levels:
    """Labels of everyone whom a person, ill from minute `since`, reaches within `max_level` hops."""
    labels = {person: [Label(0, since, None)]}
    frontier = {person: since}
    for hop in range(1, max_level + 1):
        improved: dict[int, tuple[int, int]] = {}
        for source, at in sorted(frontier.items()):
            ready = at + (latency if hop > 1 else 0)
            until = isolated.get(source, NEVER)
            for meeting in met.get(source, ()):
                when = max(meeting.start, ready)
                known = labels[meeting.other][-1].at if meeting.other in labels else NEVER
                if when <= meeting.end and when < until:
                    improved[meeting.other] = min(improved.get(meeting.other, (known, -1)), (when, source))
        improved = {other: found for other, found in improved.items() if found[1] >= 0}
        for other, (when, source) in improved.items():
            labels.setdefault(other, []).append(Label(hop, when, source))
        frontier = {other: when for other, (when, _) in improved.items()}
    return Levels(labels)


def carried(met: Index, levels: Levels, *, latency: int, isolated: Mapping[int, int]) -> dict[int, list[Carried]]:
    """Of everyone reached but the case, the exposures that give the least level, by time."""
    found: dict[int, list[Carried]] = {}
    for person, held in levels.labels.items():
        if held[0].hops == 0:
            continue
        for meeting in met.get(person, ()):
            labels = [label for label in levels.labels.get(meeting.other, ()) if label.hops < held[0].hops]
            if not labels:
                continue
            first = max(meeting.start, labels[-1].at + (latency if labels[-1].hops else 0))
            last = min(meeting.end, isolated.get(meeting.other, NEVER) - 1)
            if first <= last:
                found.setdefault(person, []).append(Carried(meeting.other, first, last, meeting.key))
    return {person: sorted(rest, key=lambda one: (one.first, one.last, one.source)) for person, rest in found.items()}
