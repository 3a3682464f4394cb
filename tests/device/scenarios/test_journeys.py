"""People walk, sit and leave."""

from __future__ import annotations

import math
from itertools import islice
from random import Random

import numpy as np
import pytest

from vungxanh.device.scenarios import SCENARIOS
from vungxanh.device.scenarios.journeys import WALK_MPS, Crowd, Leg, together, wander
from vungxanh.device.scenarios.truth import truth

STEP = 1.0


def test_a_place_between_two_points_follows_the_time() -> None:
    crowd = Crowd(1, iter([(0, Leg(0, 10, (0, 0), (10, 5), 0.0)), (0, Leg(10, 20, (10, 5), (10, 5), 1.0, here=False))]))
    assert crowd.person_at(0, 4.0) == (4.0, 2.0, 0.0, True)
    assert crowd.person_at(0, 12.0) == (10.0, 5.0, 1.0, False)


def test_journeys_of_several_people_come_in_order_of_time() -> None:
    stops = [(0.0, 0.0), (9.0, 9.0), (0.0, 9.0)]
    journeys = [wander(Random(seed), 0.0, math.inf, stops, (5, 50)) for seed in range(4)]
    legs = list(islice(together(journeys), 200))
    ends = dict.fromkeys(range(4), 0.0)
    for person, leg in legs:
        assert leg.start_s == ends[person] == min(ends.values())
        ends[person] = leg.end_s


@pytest.mark.parametrize("name", SCENARIOS)
def test_nobody_moves_faster_than_a_walk_and_asking_in_any_order_gives_the_same_places(name: str) -> None:
    scene, again = (SCENARIOS[name](12, 3) for _ in range(2))
    again.stand(900.0)
    before = scene.stand(0.0)
    for second in range(1, 600):
        now = scene.stand(float(second))
        moved = np.hypot(now.x - before.x, now.y - before.y)[now.here & before.here]
        assert moved.max(initial=0) <= WALK_MPS[1] * STEP + 0.4
        before = now
    for second in (599.0, 7.5):
        one, other = scene.stand(second), again.stand(second)
        assert np.array_equal(one.x, other.x)
        assert np.array_equal(one.here, other.here)


@pytest.mark.parametrize("name", SCENARIOS)
def test_everybody_is_in_the_place_and_there_are_true_encounters(name: str) -> None:
    scene = SCENARIOS[name](30, 1)
    near = truth(scene, 1_500)
    assert any(pair.true_contact for pair in near)
    stand = scene.stand(300.0)
    assert stand.here.sum() > 10
    assert np.hypot(stand.x[stand.here], stand.y[stand.here]).max() < 60


def test_a_bus_takes_on_and_lets_off_at_its_stops() -> None:
    scene = SCENARIOS["bus"](50, 1)
    aboard = [scene.stand(float(second)).here for second in range(0, 3_600, 60)]
    assert all(one.any() for one in aboard)
    changed = np.logical_xor(aboard[0], aboard[-1])
    assert changed.any()


def test_no_two_riders_sit_on_one_seat() -> None:
    scene = SCENARIOS["bus"](60, 4)
    for second in (100.0, 900.0, 2_000.0):
        stand = scene.stand(second)
        spots = list(zip(stand.x[stand.here].round(2), stand.y[stand.here].round(2), strict=True))
        assert len(set(spots)) == len(spots)
