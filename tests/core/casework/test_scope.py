"""Deriving within the scope is deriving everything."""

from collections.abc import Callable, Collection
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.casework.people import POLICY, World, at, on, worlds
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.facts import CaseState, Exposure
from vungxanh.core.casework.scope import scope
from vungxanh.core.casework.standing import Standing


def meetings(exposures: list[Exposure]) -> Callable[[Collection[int]], set[int]]:
    """Whom live exposures tie to some people."""

    def met_by(persons: Collection[int]) -> set[int]:
        live = [one for one in exposures if not one.withdrawn]
        return {one.target for one in live if one.source in persons} | {
            one.source for one in live if one.target in persons
        }

    return met_by


def within(world: World, persons: Collection[int]) -> dict[int, Standing]:
    """What the facts of some people alone give."""
    exposures = [one for one in world.exposures if one.source in persons and one.target in persons]
    return dict(derive(exposures, [one for one in world.cases if one.person in persons], POLICY).standings)


@st.composite
def changes(draw: st.DrawFn) -> tuple[World, World, set[int]]:
    """A world, the world after one fact changed, and the people that fact is about."""
    # A few long chains, so that there is somebody beyond the scope.
    before = draw(worlds(most=8))
    exposures, cases = list(before.exposures), list(before.cases)
    if exposures and draw(st.booleans()):
        place = draw(st.integers(0, len(exposures) - 1))
        one = exposures[place]
        exposures[place] = replace(one, withdrawn=not one.withdrawn)
        return before, World(exposures, cases), {one.source, one.target}
    place = draw(st.integers(0, len(cases) - 1))
    case = cases[place]
    changed = [
        replace(case, onset=on(draw(st.integers(-4, 4)))),
        replace(case, ring=draw(st.integers(1, 4))),
        replace(case, isolated_at=at(draw(st.integers(-1, 5)))),
        replace(case, state=CaseState.NEGATIVE if case.state is CaseState.OPEN else CaseState.OPEN),
    ]
    cases[place] = draw(st.sampled_from(changed))
    return before, World(exposures, cases), {case.person}


@settings(max_examples=150)
@given(changes())
def test_whoever_is_outside_stays_and_whoever_is_inside_gets_what_all_facts_give(
    change: tuple[World, World, set[int]],
) -> None:
    before, after, about = change
    deepest = max(case.ring for case in (*before.cases, *after.cases))
    found = scope(about, deepest, meetings(after.exposures))
    old = derive(before.exposures, before.cases, POLICY).standings
    new = derive(after.exposures, after.cases, POLICY).standings
    assert about <= found.persons <= found.surroundings
    for person in (old.keys() | new.keys()) - found.persons:
        assert old.get(person) == new.get(person)
    part = within(after, found.surroundings)
    for person in found.persons:
        assert part.get(person) == new.get(person)


def test_a_ring_of_one_concerns_the_people_met_and_needs_whom_those_met() -> None:
    steps = {1: {2}, 2: {1, 3}, 3: {2, 4}, 4: {3, 5}, 5: {4}}
    found = scope({1}, 1, lambda persons: {other for person in persons for other in steps[person]})
    assert (found.persons, found.surroundings) == ({1, 2}, {1, 2, 3})


def test_a_person_whom_nobody_met_is_all_there_is() -> None:
    found = scope({1}, 3, meetings([]))
    assert (found.persons, found.surroundings) == ({1}, {1})


@settings(max_examples=150)
@given(worlds(most=8), st.sets(st.integers(1, 8)))
def test_asked_of_some_people_alone_the_answer_is_theirs_of_everybody(world: World, asked: set[int]) -> None:
    whole = derive(world.exposures, world.cases, POLICY).standings
    part = derive(world.exposures, world.cases, POLICY, only=asked).standings
    assert part == {person: standing for person, standing in whole.items() if person in asked}
