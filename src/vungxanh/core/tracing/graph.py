"""Who may have passed it to whom: levels F1…Fn that respect time (cấp tiếp xúc F1…Fn).

A_0(case) = start of infectiousness; A_k(v) = the least of A_{k-1}(v) and of t over contacts (u, v, t) with
t >= A_{k-1}(u) + latency (no latency after a case itself) and t < isolation(u). The level of v is the least k for
which A_k(v) is known. Each label is kept per hop, because a later, longer way may carry on where the shorter, earlier
contact cannot; the frontier of a round is everyone whose label improved, not only the newly reached. An ordinary
breadth-first search ignores both and is wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NEVER = 2**62


@dataclass(frozen=True, slots=True)
class Contact:
    """Two persons met at `at` (any unit of time, the same for all); it counts in both directions."""

    one: int
    other: int
    at: int


@dataclass(frozen=True, slots=True)
class Case:
    """A person who is ill from `since` on (ca bệnh, F0)."""

    person: int
    since: int


@dataclass(frozen=True, slots=True)
class Label:
    """Earliest exposure of a person within `hops`: when, and by whom (None for a case itself)."""

    hops: int
    at: int
    source: int | None


@dataclass(frozen=True, slots=True)
class Levels:
    """Every label of every reached person, by rising hops and falling time."""

    labels: Mapping[int, Sequence[Label]]

    def level(self, person: int) -> int | None:
        """0 for a case, 1 for F1 …; None for who was not reached."""
        held = self.labels.get(person)
        return held[0].hops if held else None

    def path(self, person: int, hops: int | None = None) -> tuple[tuple[int, int], ...]:
        """Why: (person, time of exposure) from the case to the person along the least level, or within `hops`."""
        found: list[tuple[int, int]] = []
        at: int | None = person
        while at is not None:
            held = [label for label in self.labels.get(at, ()) if hops is None or label.hops <= hops]
            if not held:
                return ()
            label = held[0] if hops is None else held[-1]
            found.append((at, label.at))
            at, hops = label.source, label.hops - 1
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a person's least level rests on: that level, first and last exposure, and from how many persons."""

    level: int
    first: int
    last: int
    sources: int


def levels(
    contacts: Iterable[Contact],
    cases: Iterable[Case],
    *,
    max_level: int,
    latency: int = 0,
    isolated: Mapping[int, int] | None = None,
) -> Levels:
    """Levels up to `max_level`. This is the definition of the kernel."""
    isolation = isolated or {}
    met: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for contact in contacts:
        met[contact.one].append((contact.at, contact.other))
        met[contact.other].append((contact.at, contact.one))
    labels: dict[int, list[Label]] = {}
    for case in sorted(cases, key=lambda one: one.since):
        labels.setdefault(case.person, [Label(0, case.since, None)])
    frontier = {person: held[0].at for person, held in labels.items()}
    for hop in range(1, max_level + 1):
        wait = latency if hop > 1 else 0
        improved: dict[int, tuple[int, int]] = {}
        for source, since in sorted(frontier.items()):
            until = isolation.get(source, NEVER)
            for at, other in met[source]:
                known = labels[other][-1].at if other in labels else NEVER
                if since + wait <= at < until and (at, source) < improved.get(other, (known, -1)):
                    improved[other] = (at, source)
        for person, (at, source) in improved.items():
            labels.setdefault(person, []).append(Label(hop, at, source))
        frontier = {person: at for person, (at, _) in improved.items()}
    return Levels(labels)


def exposures(
    contacts: Iterable[Contact], reached: Levels, *, latency: int = 0, isolated: Mapping[int, int] | None = None
) -> dict[int, Exposure]:
    """Of everyone reached but the cases, the contacts that give the least level (quarantine ends by the last).

    `latency` and `isolated` are those that `reached` was found with. This is the definition of the kernel.
    """
    isolation = isolated or {}
    times: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for contact in contacts:
        for source, person in ((contact.one, contact.other), (contact.other, contact.one)):
            level = reached.level(person)
            held = [label for label in reached.labels.get(source, ()) if level and label.hops < level]
            if held and held[-1].at + (latency if held[-1].hops else 0) <= contact.at < isolation.get(source, NEVER):
                times[person].append((contact.at, source))
    return {
        person: Exposure(reached.labels[person][0].hops, min(met)[0], max(met)[0], len({source for _, source in met}))
        for person, met in times.items()
    }


def sources(
    contacts: Iterable[Contact], person: int, ill_at: int, *, since: int, max_level: int, latency: int = 0
) -> Levels:
    """Backward: who may have infected `person`, ill at `ill_at`, not before `since`; times in labels are negated."""
    turned = [Contact(one.one, one.other, -one.at) for one in contacts if since <= one.at <= ill_at]
    return levels(turned, [Case(person, -ill_at)], max_level=max_level, latency=latency)
