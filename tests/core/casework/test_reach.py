"""Meetings that last: the rule of core.tracing.graph, of which one-minute meetings are the special case."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tracing.networks import Network, networks
from vungxanh.core.casework.reach import Apart, Isolated, carried, counting, index, reached
from vungxanh.core.tracing.graph import NEVER, Case, Contact, exposures, levels


def for_ever(isolated: Mapping[int, int]) -> Isolated:
    """One isolation without an end for each, as the graph knows them."""
    return {person: [Apart(since, NEVER)] for person, since in isolated.items()}


@settings(max_examples=200)
@given(networks(contacts=20))
def test_meetings_of_one_minute_give_the_graph_s_labels_and_exposures(network: Network) -> None:
    case = network.cases[0]
    asked = {"latency": network.latency, "isolated": network.isolated}
    kept = {"latency": network.latency, "isolated": for_ever(network.isolated)}
    expected = levels(network.contacts, [case], max_level=network.max_level, **asked)
    met = index((one.one, one.other, one.at, one.at, key, False) for key, one in enumerate(network.contacts))
    found = reached(met, case.person, case.since, max_level=network.max_level, **kept)
    assert found == expected
    rest = exposures(network.contacts, expected, **asked)
    ways = carried(met, found, **kept)
    assert set(ways) == set(rest)
    for person, own in ways.items():
        assert (min(way.first for way in own), max(way.last for way in own)) == (rest[person].first, rest[person].last)
        assert len({way.source for way in own}) == rest[person].sources


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 30), st.integers(0, 12)).filter(
            lambda row: row[0] != row[1]
        ),
        max_size=10,
    ),
    st.integers(0, 20),
    st.sampled_from((0, 1, 5)),
    st.dictionaries(st.integers(0, 5), st.integers(0, 40), max_size=2),
    st.integers(1, 4),
)
def test_a_meeting_that_lasts_is_a_meeting_in_each_of_its_minutes(
    rows: list[tuple[int, int, int, int]], since: int, latency: int, isolated: dict[int, int], most: int
) -> None:
    minutes = [Contact(one, other, start + step) for one, other, start, length in rows for step in range(length + 1)]
    expected = levels(minutes, [Case(0, since)], max_level=most, latency=latency, isolated=isolated)
    met = index((one, other, start, start + length, key, False) for key, (one, other, start, length) in enumerate(rows))
    found = reached(met, 0, since, max_level=most, latency=latency, isolated=for_ever(isolated))
    assert found == expected
    rest = exposures(minutes, expected, latency=latency, isolated=isolated)
    ways = carried(met, found, latency=latency, isolated=for_ever(isolated))
    assert {
        person: (min(way.first for way in own), max(way.last for way in own), len({way.source for way in own}))
        for person, own in ways.items()
    } == {person: (one.first, one.last, one.sources) for person, one in rest.items()}


def test_isolation_holds_from_its_very_minute() -> None:
    met = index([(1, 2, 50, 60, 7, False)])
    assert 2 not in reached(met, 1, 0, max_level=1, latency=0, isolated=for_ever({1: 50})).labels
    found = reached(met, 1, 0, max_level=1, latency=0, isolated=for_ever({1: 51}))
    assert carried(met, found, latency=0, isolated=for_ever({1: 51}))[2] == [(1, 50, 50, 7)]


def test_who_falls_ill_in_the_middle_of_a_shared_day_exposes_from_then_on() -> None:
    met = index([(1, 2, 0, 100, 7, False)])
    found = reached(met, 1, 60, max_level=1, latency=0, isolated={})
    assert found.path(2) == ((1, 60), (2, 60))
    assert carried(met, found, latency=0, isolated={})[2] == [(1, 60, 100, 7)]
    assert not reached(met, 1, 101, max_level=1, latency=0, isolated={}).labels.get(2)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 30), st.integers(0, 12), st.booleans()).filter(
            lambda row: row[0] != row[1]
        ),
        max_size=12,
    ),
    st.integers(0, 20),
    st.sampled_from((0, 1, 5)),
    st.dictionaries(
        st.integers(0, 5),
        st.lists(st.builds(Apart, st.integers(0, 30), st.integers(0, 45), st.booleans()), max_size=3),
        max_size=4,
    ),
    st.integers(1, 4),
)
def test_kept_apart_several_times_is_the_rule_minute_by_minute(
    rows: list[tuple[int, int, int, int, bool]], since: int, latency: int, isolated: dict[int, list[Apart]], most: int
) -> None:
    def exposes(person: int, minute: int, household: bool) -> bool:
        """The rule of a minute, word by word."""
        held = [one for one in isolated.get(person, ()) if one.start <= minute < one.end]
        return all(household and one.at_home for one in held)

    minutes = [
        (source, target, minute, household)
        for one, other, start, length, household in rows
        for minute in range(start, start + length + 1)
        for source, target in ((one, other), (other, one))
        if exposes(source, minute, household)
    ]
    earliest = {0: since}
    expected = {0: [(0, since)]}
    for hop in range(1, most + 1):
        before = dict(earliest)
        for source, target, minute, _household in minutes:
            ready = before.get(source, NEVER) + (latency if hop > 1 else 0)
            if minute >= ready and minute < earliest.get(target, NEVER):
                earliest[target] = minute
        for person, at in earliest.items():
            if before.get(person) != at:
                expected.setdefault(person, []).append((hop, at))
    met = index(
        (one, other, start, start + length, key, home) for key, (one, other, start, length, home) in enumerate(rows)
    )
    found = reached(met, 0, since, max_level=most, latency=latency, isolated=isolated)
    assert {person: [(one.hops, one.at) for one in held] for person, held in found.labels.items()} == expected
    for person, ways in carried(met, found, latency=latency, isolated=isolated).items():
        assert ways[0].first == expected[person][0][1]
        for way in ways:
            home = rows[way.key][4]
            assert exposes(way.source, way.first, home)
            assert exposes(way.source, way.last, home)


def test_minutes_are_cut_by_what_holds_them_and_by_nothing_else() -> None:
    twice = [Apart(10, 20), Apart(15, 25), Apart(40, 50, at_home=True)]
    assert counting(0, 60, twice, household=False) == (0, 60)
    assert counting(10, 24, twice, household=False) is None
    assert counting(12, 45, twice, household=False) == (25, 39)
    assert counting(12, 45, twice, household=True) == (25, 45)
    assert counting(25, 25, [Apart(0, 25)], household=False) == (25, 25)
