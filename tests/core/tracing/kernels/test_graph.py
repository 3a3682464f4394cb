"""The graph kernels answer what their definitions answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing.networks import DAY, Network, networks
from vungxanh.core.tracing import graph
from vungxanh.core.tracing.graph import Case, Contact
from vungxanh.core.tracing.kernels import backward, exposures
from vungxanh.core.tracing.kernels import graph as kernel

large = networks(contacts=60, levels=6)


def segments(network: Network) -> list[kernel.Segment]:
    found = []
    for day in range(network.days):
        held = [contact for contact in network.contacts if contact.at // DAY == day]
        one, other = (np.array([getattr(each, name) for each in held], np.int32) for name in ("one", "other"))
        ms = np.array([each.at % DAY for each in held], np.int64)
        found.append(kernel.segment(day, one, other, ms, network.persons))
    return found


def spread(network: Network) -> kernel.Spread:
    return kernel.spread(
        segments(network),
        network.cases,
        persons=network.persons,
        max_level=network.max_level,
        latency=network.latency,
        isolated=network.isolated,
    )


def defined(network: Network) -> graph.Levels:
    return graph.levels(
        network.contacts,
        network.cases,
        max_level=network.max_level,
        latency=network.latency,
        isolated=network.isolated,
    )


@given(large)
def test_levels_and_paths_equal_the_definition(network: Network) -> None:
    found, expected = spread(network), defined(network)
    assert found.levels() == expected
    levels = [expected.level(person) for person in expected.labels]
    assert [count for count in found.counts() if count] == [levels.count(hop) for hop in sorted(set(levels))]  # type: ignore[type-var]


@given(large)
def test_exposures_equal_the_definition(network: Network) -> None:
    found = exposures.exposures(
        segments(network),
        spread(network),
        persons=network.persons,
        latency=network.latency,
        isolated=network.isolated,
    )
    expected = graph.exposures(network.contacts, defined(network), latency=network.latency, isolated=network.isolated)
    assert found.by_person() == expected


@given(large, st.integers(0, 3 * DAY), st.integers(0, 3 * DAY))
def test_backward_search_equals_the_definition(network: Network, ill_at: int, since: int) -> None:
    found = backward.sources(
        segments(network),
        0,
        ill_at,
        since=since,
        persons=network.persons,
        max_level=network.max_level,
        latency=network.latency,
    )
    expected = graph.sources(
        network.contacts, 0, ill_at, since=since, max_level=network.max_level, latency=network.latency
    )
    assert found.levels() == expected


def test_a_dropped_day_is_forgotten() -> None:
    network = Network(3, 3, [Contact(0, 1, 5), Contact(0, 2, DAY + 5)], [Case(0, 0)], {}, 0, 2)
    kept = kernel.retained(segments(network), 1)
    assert [day.day for day in kept] == [1, 2]
    assert set(kernel.spread(kept, network.cases, persons=3, max_level=2).levels().labels) == {0, 2}


def test_persons_added_later_are_unknown_to_earlier_days_and_harm_nothing() -> None:
    early = kernel.segment(0, np.array([0], np.int32), np.array([1], np.int32), np.array([5]), 2)
    late = kernel.segment(1, np.array([1], np.int32), np.array([8], np.int32), np.array([5]), 9)
    found = kernel.spread([early, late], [Case(0, 0), Case(7, 0)], persons=9, max_level=3)
    assert found.levels().path(8) == ((0, 0), (1, 5), (8, DAY + 5))
    assert exposures.exposures([early, late], found, persons=9).by_person().keys() == {1, 8}
    assert backward.sources([early, late], 8, 3 * DAY, since=0, persons=9, max_level=3).counts() == [1, 1, 1]


def test_a_day_takes_room_for_the_persons_up_to_the_last_who_met_anybody() -> None:
    day = kernel.segment(0, np.array([1], np.int32), np.array([2], np.int32), np.array([5]), 1_000_000)
    assert day.nbytes == 4 * 4 + 2 * (4 + 4)
    assert kernel.segment(0, *(np.empty(0, np.int32),) * 3, 1_000_000).nbytes == 4


@pytest.mark.parametrize(("one", "other", "ms"), [(-1, 0, 0), (0, 3, 0), (0, 1, DAY), (0, 1, -1)])
def test_a_contact_outside_the_segment_is_refused(one: int, other: int, ms: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        kernel.segment(0, np.array([one], np.int32), np.array([other], np.int32), np.array([ms], np.int64), 3)


def test_a_person_outside_the_question_is_refused() -> None:
    network = Network(3, 1, [Contact(0, 2, 5)], [Case(0, 0)], {}, 0, 2)
    with pytest.raises(ValueError, match="a person outside"):
        kernel.spread(segments(network), [Case(3, 0)], persons=3, max_level=1)
    with pytest.raises(ValueError, match="a person outside"):
        kernel.spread(segments(network), [Case(0, 0)], persons=3, max_level=1, isolated={-1: 5})
    with pytest.raises(ValueError, match="a segment of more than 2 persons"):
        kernel.spread(segments(network), [Case(0, 0)], persons=2, max_level=1)


def test_latency_and_isolation_hold_to_the_millisecond() -> None:
    contacts = [Contact(0, 1, 5), Contact(1, 2, DAY + 4), Contact(1, 3, DAY + 5), Contact(0, 4, 9), Contact(0, 5, 10)]
    network = Network(6, 2, contacts, [Case(0, 5)], {0: 10}, DAY, 2)
    assert set(spread(network).levels().labels) == {0, 1, 3, 4}
    found = exposures.exposures(segments(network), spread(network), persons=6, latency=DAY, isolated={0: 10})
    assert found.by_person() == {
        1: graph.Exposure(1, 5, 5, 1),
        3: graph.Exposure(2, DAY + 5, DAY + 5, 1),
        4: graph.Exposure(1, 9, 9, 1),
    }
