"""Small random contact networks, and brute force over their walks."""

from dataclasses import dataclass

from hypothesis import strategies as st

from vungxanh.core.tracing.graph import Case, Contact
from vungxanh.core.tracing.ids import DAY_MS

DAY = DAY_MS


@dataclass(frozen=True)
class Network:
    """One question: contacts in ms over `days` days between persons below `persons`."""

    persons: int
    days: int
    contacts: list[Contact]
    cases: list[Case]
    isolated: dict[int, int]
    latency: int
    max_level: int


@st.composite
def networks(draw: st.DrawFn, *, contacts: int = 12, levels: int = 4) -> Network:
    persons, days = draw(st.integers(2, 8)), draw(st.integers(1, 3))
    person = st.integers(0, persons - 1)
    ms = st.integers(0, days * 6 - 1).map(lambda step: step * DAY // 6) | st.integers(0, days * DAY - 1)
    pairs = st.tuples(person, person).filter(lambda pair: pair[0] != pair[1])
    return Network(
        persons,
        days,
        draw(st.lists(st.builds(lambda pair, at: Contact(*pair, at), pairs, ms), max_size=contacts)),
        draw(st.lists(st.builds(Case, person, ms), min_size=1, max_size=3)),
        draw(st.dictionaries(person, ms, max_size=2)),
        draw(st.sampled_from((0, 0, 1, 300, DAY))),
        draw(st.integers(1, levels)),
    )


def walked(network: Network) -> dict[int, dict[int, int]]:
    """By enumeration of every time-respecting walk: person to hops to the earliest exposure in exactly so many."""
    found: dict[int, dict[int, int]] = {}
    ways = [(way.one, way.other, way.at) for way in network.contacts]
    ways += [(way.other, way.one, way.at) for way in network.contacts]

    def walk(person: int, since: int, hops: int) -> None:
        held = found.setdefault(person, {})
        held[hops] = min(since, held.get(hops, since))
        if hops == network.max_level:
            return
        ready = since + (network.latency if hops else 0)
        for source, target, at in ways:
            if source == person and ready <= at < network.isolated.get(person, at + 1):
                walk(target, at, hops + 1)

    for case in network.cases:
        walk(case.person, case.since, 0)
    return found
