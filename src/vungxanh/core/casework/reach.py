"""Whom one case reaches over meetings that last, hop by hop in time (lan theo thời gian).

The rule is that of `core.tracing.graph`, whose labels these are; there a contact is one minute, here it lasts from
`start` to `end`: whoever becomes infectious in the middle of a shared day still exposes those he shares it with. There
somebody is kept apart once and for ever, here as often as it happened, each time until its end. For meetings of one
minute and one isolation without an end both give the same. One index serves many cases, each touching only the part it
reaches.
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
    household: bool


class Apart(NamedTuple):
    """A person exposes nobody from minute `start` until before `end`; `at_home`, nobody but their household."""

    start: int
    end: int
    at_home: bool = False


class Carried(NamedTuple):
    """An exposure that gives a person the level: by whom, and the minutes of it that count."""

    source: int
    first: int
    last: int
    key: int


Index = Mapping[int, Sequence[Meeting]]
Isolated = Mapping[int, Sequence[Apart]]
_NOBODY: Isolated = {}


def index(meetings: Iterable[tuple[int, int, int, int, int, bool]]) -> Index:
    """Meetings by person, both ways, from rows of one, other, start, end, key, household."""
    met: dict[int, list[Meeting]] = defaultdict(list)
    for one, other, start, end, key, household in meetings:
        met[one].append(Meeting(start, end, other, key, household))
        met[other].append(Meeting(start, end, one, key, household))
    for held in met.values():
        held.sort()
    return met


def counting(start: int, end: int, apart: Iterable[Apart], *, household: bool) -> tuple[int, int] | None:
    """The first and the last minute, from `start` to `end`, in which somebody kept apart so often exposes others.

    None when all of it lies inside; what is inside between the two is left out by nobody.
    """
    held = [one for one in apart if not (household and one.at_home)]
    for one in sorted(held):
        if one.start <= start < one.end:
            start = one.end
    for one in sorted(held, key=lambda one: one.end, reverse=True):
        if one.start <= end < one.end:
            end = one.start - 1
    return (start, end) if start <= end else None


def reached(
    met: Index, person: int, since: int, *, max_level: int, latency: int, isolated: Isolated, spared: Isolated = _NOBODY
) -> Levels:
    """Labels of everyone whom a person, ill from minute `since`, reaches within `max_level` hops.

    `spared` says when somebody is exposed by nobody, as `isolated` says when they expose nobody.
    """
    labels = {person: [Label(0, since, None)]}
    frontier = {person: since}
    for hop in range(1, max_level + 1):
        improved: dict[int, tuple[int, int]] = {}
        for source, at in sorted(frontier.items()):
            ready = at + (latency if hop > 1 else 0)
            apart = isolated.get(source, ())
            for meeting in met.get(source, ()):
                known = labels[meeting.other][-1].at if meeting.other in labels else NEVER
                held = (*apart, *spared[meeting.other]) if meeting.other in spared else apart
                if found := counting(max(meeting.start, ready), meeting.end, held, household=meeting.household):
                    improved[meeting.other] = min(improved.get(meeting.other, (known, -1)), (found[0], source))
        improved = {other: best for other, best in improved.items() if best[1] >= 0}
        for other, (when, source) in improved.items():
            labels.setdefault(other, []).append(Label(hop, when, source))
        frontier = {other: when for other, (when, _) in improved.items()}
    return Levels(labels)


def carried(
    met: Index, levels: Levels, *, latency: int, isolated: Isolated, spared: Isolated = _NOBODY
) -> dict[int, list[Carried]]:
    """Of everyone reached but the case, the exposures that give the least level, by time."""
    found: dict[int, list[Carried]] = {}
    for person, held in levels.labels.items():
        if held[0].hops == 0:
            continue
        for meeting in met.get(person, ()):
            labels = [label for label in levels.labels.get(meeting.other, ()) if label.hops < held[0].hops]
            if not labels:
                continue
            ready = max(meeting.start, labels[-1].at + (latency if labels[-1].hops else 0))
            apart = (*isolated.get(meeting.other, ()), *spared.get(person, ()))
            if minutes := counting(ready, meeting.end, apart, household=meeting.household):
                found.setdefault(person, []).append(Carried(meeting.other, *minutes, meeting.key))
    return {person: sorted(rest, key=lambda one: (one.first, one.last, one.source)) for person, rest in found.items()}
