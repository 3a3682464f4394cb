"""Meetings that last: the rule of core.tracing.graph, of which one-minute meetings are the special case."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tracing.networks import Network, networks
from vungxanh.core.casework.reach import carried, index, reached
from vungxanh.core.tracing.graph import Case, Contact, exposures, levels


@settings(deadline=None, max_examples=200)
@given(networks(contacts=20))
def test_meetings_of_one_minute_give_the_graph_s_labels_and_exposures(network: Network) -> None:
    case = network.cases[0]
    asked = {"latency": network.latency, "isolated": network.isolated}
    expected = levels(network.contacts, [case], max_level=network.max_level, **asked)
    met = index((one.one, one.other, one.at, one.at, key) for key, one in enumerate(network.contacts))
    found = reached(met, case.person, case.since, max_level=network.max_level, **asked)
    assert found == expected
    rest = exposures(network.contacts, expected, **asked)
    ways = carried(met, found, **asked)
    assert set(ways) == set(rest)
    for person, own in ways.items():
        assert (min(way.first for way in own), max(way.last for way in own)) == (rest[person].first, rest[person].last)
        assert len({way.source for way in own}) == rest[person].sources


@settings(deadline=None, max_examples=200)
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
    met = index((one, other, start, start + length, key) for key, (one, other, start, length) in enumerate(rows))
    found = reached(met, 0, since, max_level=most, latency=latency, isolated=isolated)
    assert found == expected
    rest = exposures(minutes, expected, latency=latency, isolated=isolated)
    ways = carried(met, found, latency=latency, isolated=isolated)
    assert {
        person: (min(way.first for way in own), max(way.last for way in own), len({way.source for way in own}))
        for person, own in ways.items()
    } == {person: (one.first, one.last, one.sources) for person, one in rest.items()}


def test_isolation_holds_from_its_very_minute() -> None:
    met = index([(1, 2, 50, 60, 7)])
    assert 2 not in reached(met, 1, 0, max_level=1, latency=0, isolated={1: 50}).labels
    found = reached(met, 1, 0, max_level=1, latency=0, isolated={1: 51})
    assert carried(met, found, latency=0, isolated={1: 51})[2] == [(1, 50, 50, 7)]


def test_who_falls_ill_in_the_middle_of_a_shared_day_exposes_from_then_on() -> None:
    met = index([(1, 2, 0, 100, 7)])
    found = reached(met, 1, 60, max_level=1, latency=0, isolated={})
    assert found.path(2) == ((1, 60), (2, 60))
    assert carried(met, found, latency=0, isolated={})[2] == [(1, 60, 100, 7)]
    assert not reached(met, 1, 101, max_level=1, latency=0, isolated={}).labels.get(2)
