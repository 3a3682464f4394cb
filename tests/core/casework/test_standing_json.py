"""A stored standing is the standing."""

import json

import pytest
from hypothesis import given

from tests.core.casework.people import AN, BINH, CHI, POLICY, World, ill, met, on, worlds
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.diff import diff
from vungxanh.core.casework.facts import Known, Override
from vungxanh.core.casework.policy import Place
from vungxanh.core.casework.standing_json import as_json, from_json

A_CONTACT = derive([met(1, AN, BINH, 0)], [ill(AN)], POLICY).standings[BINH]


@given(worlds())
def test_what_is_read_back_equals_what_was_written(world: World) -> None:
    standings = derive(world.exposures, world.cases, POLICY).standings
    read = {person: from_json(json.loads(json.dumps(as_json(one)))) for person, one in standings.items()}
    assert read == standings
    assert not diff(standings, read)


def test_a_decision_is_kept_with_it() -> None:
    decision = Override(BINH, "lý do", 2, Place.HOME, on(9), on(12), (on(3),))
    one = derive([met(1, AN, BINH, 0)], [ill(AN)], POLICY, overrides=[decision]).standings[BINH]
    assert from_json(json.loads(json.dumps(as_json(one)))).override == decision


def test_that_somebody_is_freed_is_kept_with_it() -> None:
    exposures = [met(1, AN, BINH, 0), met(2, BINH, CHI, 1)]
    one = derive(exposures, [ill(AN)], POLICY, negative={BINH: on(1)}).standings[CHI]
    assert one.terms[0].is_freed
    assert from_json(json.loads(json.dumps(as_json(one)))) == one


def test_what_a_decision_asks_of_who_was_reached_by_nobody_is_kept_with_it() -> None:
    decision = Override(BINH, "lý do", 1, known=Known({}, {}, frozenset(), on(2)))
    one = derive([], [], POLICY, overrides=[decision]).standings[BINH]
    assert one.alone
    assert from_json(json.loads(json.dumps(as_json(one)))) == one


def test_a_term_of_before_decisions_spoke_of_single_ones_is_read_as_derived() -> None:
    data = as_json(A_CONTACT)
    del data["terms"][0]["is_decided"]
    del data["alone"]
    assert from_json(data) == A_CONTACT


@pytest.mark.parametrize("lost", [name for name in as_json(A_CONTACT)["terms"][0] if name != "is_decided"])
def test_a_term_that_lost_a_word_is_refused_and_nobody_held_or_freed_by_a_guess(lost: str) -> None:
    data = as_json(A_CONTACT)
    del data["terms"][0][lost]
    with pytest.raises(KeyError):
        from_json(data)
