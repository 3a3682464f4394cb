"""Levels respect time; what ordinary breadth-first search would say is shown beside it."""

from collections import deque
from itertools import pairwise

from hypothesis import given, settings

from tests.core.tracing.networks import DAY, Network, networks, walked
from vungxanh.core.tracing.graph import Case, Contact, Exposure, Levels, exposures, levels, sources

AN, BINH, CHI, DUNG = range(4)


def asked(network: Network) -> Levels:
    return levels(
        network.contacts,
        network.cases,
        max_level=network.max_level,
        latency=network.latency,
        isolated=network.isolated,
    )


def breadth_first(contacts: list[Contact], case: int) -> dict[int, int]:
    """Levels as a search that knows nothing of time gives them."""
    level, queue = {case: 0}, deque([case])
    while queue:
        person = queue.popleft()
        for contact in contacts:
            if person in (contact.one, contact.other):
                other = contact.other if contact.one == person else contact.one
                if other not in level:
                    level[other] = level[person] + 1
                    queue.append(other)
    return level


def breadth_first_once(contacts: list[Contact], case: Case) -> dict[int, int]:
    """The usual repair: time is asked about, but everyone is settled when first reached."""
    at, level, queue = {case.person: case.since}, {case.person: 0}, deque([case.person])
    while queue:
        person = queue.popleft()
        for contact in sorted(contacts, key=lambda one: one.at):
            if person in (contact.one, contact.other) and contact.at >= at[person]:
                other = contact.other if contact.one == person else contact.one
                if other not in level:
                    level[other], at[other] = level[person] + 1, contact.at
                    queue.append(other)
    return level


def test_breadth_first_search_infects_by_a_contact_that_came_too_early() -> None:
    contacts = [Contact(AN, BINH, 100), Contact(BINH, CHI, 50)]
    found = levels(contacts, [Case(AN, 0)], max_level=3)
    assert (found.level(BINH), found.level(CHI)) == (1, None)
    assert breadth_first(contacts, AN)[CHI] == 2


def test_breadth_first_search_misses_who_is_reached_by_a_longer_but_earlier_way() -> None:
    # An meets Chi late (F1), but Binh carried it to Chi earlier, in time for Chi's meeting with Dung.
    contacts = [Contact(AN, CHI, 100), Contact(AN, BINH, 10), Contact(BINH, CHI, 20), Contact(CHI, DUNG, 50)]
    found = levels(contacts, [Case(AN, 0)], max_level=3)
    assert (found.level(CHI), found.level(DUNG)) == (1, 3)
    assert found.path(DUNG) == ((AN, 0), (BINH, 10), (CHI, 20), (DUNG, 50))
    assert DUNG not in breadth_first_once(contacts, Case(AN, 0))


@settings(max_examples=200)
@given(networks())
def test_labels_are_the_earliest_of_all_time_respecting_walks(network: Network) -> None:
    found, by_force = asked(network), walked(network)
    assert set(found.labels) == set(by_force)
    for person, held in by_force.items():
        assert found.level(person) == min(held)
        earliest: list[tuple[int, int]] = []
        for hops in sorted(held):
            if not earliest or held[hops] < earliest[-1][1]:
                earliest.append((hops, held[hops]))
        assert [(label.hops, label.at) for label in found.labels[person]] == earliest


@given(networks(contacts=25))
def test_every_path_is_a_walk_that_respects_time_isolation_and_latency(network: Network) -> None:
    found = asked(network)
    met = {(way.one, way.other, way.at) for way in network.contacts}
    for person, held in found.labels.items():
        for label in held:
            path = found.path(person, label.hops)
            assert path[-1] == (person, label.at)
            assert Case(*path[0]) in network.cases
            assert len(path) == label.hops + 1
            for hop, ((source, since), (target, at)) in enumerate(pairwise(path)):
                assert {(source, target, at), (target, source, at)} & met
                assert since + (network.latency if hop else 0) <= at
                assert at < network.isolated.get(source, at + 1)


@given(networks(contacts=25))
def test_exposures_begin_with_the_least_label_and_come_from_persons_of_lower_levels(network: Network) -> None:
    found = asked(network)
    rest = exposures(network.contacts, found, latency=network.latency, isolated=network.isolated)
    assert set(rest) == {person for person in found.labels if found.level(person)}
    for person, exposure in rest.items():
        assert (exposure.level, exposure.first) == (found.level(person), found.labels[person][0].at)
        assert exposure.last >= exposure.first
        assert exposure.sources >= 1


def test_the_last_exposure_and_the_number_of_sources_are_told() -> None:
    contacts = [Contact(AN, CHI, 100), Contact(BINH, CHI, 300), Contact(AN, CHI, 200), Contact(DUNG, CHI, 999)]
    cases = [Case(AN, 0), Case(BINH, 0)]
    found = levels(contacts, cases, max_level=2)
    assert exposures(contacts, found)[CHI] == Exposure(level=1, first=100, last=300, sources=2)


def test_an_isolated_person_passes_nothing_on_from_that_moment() -> None:
    contacts = [Contact(AN, BINH, 99), Contact(AN, CHI, 100)]
    assert set(levels(contacts, [Case(AN, 0)], max_level=1, isolated={AN: 100}).labels) == {AN, BINH}


def test_latency_holds_for_those_infected_but_not_for_the_case_itself() -> None:
    contacts = [Contact(AN, BINH, 0), Contact(BINH, CHI, DAY - 1), Contact(BINH, DUNG, DAY)]
    assert set(levels(contacts, [Case(AN, 0)], max_level=2, latency=DAY).labels) == {AN, BINH, DUNG}


def test_backward_search_finds_who_may_have_infected_a_person() -> None:
    contacts = [Contact(AN, BINH, 10), Contact(BINH, CHI, 20), Contact(DUNG, CHI, 5), Contact(DUNG, BINH, 15)]
    found = sources(contacts, CHI, 100, since=8, max_level=3)
    assert {person: found.level(person) for person in found.labels} == {CHI: 0, BINH: 1, AN: 2, DUNG: 2}
    assert found.path(AN) == ((CHI, -100), (BINH, -20), (AN, -10))


@given(networks())
def test_whoever_backward_search_names_reaches_the_person_forward(network: Network) -> None:
    case = network.cases[0]
    back = sources(network.contacts, case.person, case.since, since=0, max_level=3, latency=network.latency)
    for source in set(back.labels) - {case.person}:
        since = -back.labels[source][-1].at
        forward = levels(network.contacts, [Case(source, since)], max_level=3, latency=network.latency)
        assert any(label.at <= case.since for label in forward.labels[case.person])
