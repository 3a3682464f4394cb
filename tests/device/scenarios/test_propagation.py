"""Signals weaken by distance, bodies and walls."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from vungxanh.device.scenarios.journeys import Leg
from vungxanh.device.scenarios.propagation import (
    ANDROID_SEND_DB,
    Air,
    Wall,
    body_loss_db,
    distance_loss_db,
    handset,
    wall_loss_db,
)
from vungxanh.device.scenarios.scene import Scene

STILL = Air(slow_db=3.0, fast_db=0.0, faintest_dbm=-200.0)


def standing(*places: tuple[float, float], here: bool = True) -> Iterator[tuple[int, Leg]]:
    """People who do not move; with `here` False the last one is away."""
    last = len(places) - 1
    for person, at in enumerate(places):
        yield person, Leg(0, 1e6, at, at, 0.3 * person, here or person < last)


def test_free_space_takes_twenty_decibels_a_decade() -> None:
    near, far = distance_loss_db(np.array([1.0, 10.0]), 2.0)
    assert (near, far) == (0, pytest.approx(20))
    assert distance_loss_db(np.array([0.0]), 2.0)[0] == distance_loss_db(np.array([0.2]), 2.0)[0]


def test_a_body_takes_nothing_before_it_and_all_behind_it() -> None:
    loss = body_loss_db(np.array([0.0, math.pi, math.pi / 2]), np.array([0.0]), np.array([10.0]))
    assert loss == pytest.approx([0, 10, 5])


def test_only_a_wall_between_two_points_weakens() -> None:
    walls = (Wall((0, -5), (0, 5), 3.0),)
    ends = [np.array(values) for values in ([-1.0, -1.0, -1.0], [0.0, 0.0, 6.0], [1.0, -3.0, 1.0], [0.0, 0.0, 6.0])]
    assert wall_loss_db(walls, *ends).tolist() == [3.0, 0.0, 0.0]


def test_models_differ_as_published_and_android_sends_less() -> None:
    random = Random(1)
    phones = [handset(random, iphone=False) for _ in range(2_000)]
    both = np.array([phones[at].send_db - ANDROID_SEND_DB + phones[at + 1].receive_db for at in range(0, 2_000, 2)])
    assert abs(both.mean()) < 0.6
    assert 4.5 < both.std() < 5.6
    assert np.abs(both).max() <= 10.4


def test_one_packet_and_all_pairs_at_once_are_the_same_physics() -> None:
    places = [(0.0, 0.0), (2.0, 1.0), (-3.0, 4.0), (5.0, 5.0)]
    scene = Scene(4, 7, standing(*places), air=STILL, walls=(Wall((1, -9), (1, 9), 6.0),))
    at_once = scene.strengths(41.0, scene.stand(41.0))
    for receiver in range(4):
        for sender in range(4):
            alone = scene.rssi(sender, receiver, 41.0)
            if sender == receiver:
                assert alone is None
            else:
                assert alone == pytest.approx(at_once[receiver, sender])


def test_who_is_away_neither_hears_nor_is_heard() -> None:
    scene = Scene(3, 7, standing((0, 0), (1, 0), (1, 1), here=False), air=STILL)
    assert scene.rssi(2, 0, 5.0) is None
    assert scene.rssi(0, 2, 5.0) is None
    assert np.isneginf(scene.strengths(5.0, scene.stand(5.0))[2]).all()
    assert scene.rssi(1, 0, 5.0) is not None


def test_what_is_too_faint_does_not_arrive() -> None:
    scene = Scene(2, 7, standing((0, 0), (900, 0)), air=Air(fast_db=0.0))
    assert scene.rssi(0, 1, 5.0) is None


def test_shadows_are_the_same_both_ways_and_change_slowly() -> None:
    def sending_alone(t_s: float) -> np.ndarray:
        scene = Scene(2, 3, standing((0, 0), (2, 0)), air=STILL)
        return scene.strengths(t_s, scene.stand(t_s))

    one, soon, later = (sending_alone(t_s) for t_s in (10.0, 10.5, 400.0))
    assert soon[0, 1] - one[0, 1] == pytest.approx(soon[1, 0] - one[1, 0])
    assert abs(soon[0, 1] - one[0, 1]) < 0.5
    assert later[0, 1] != pytest.approx(one[0, 1], abs=0.05)


def test_phone_0_carries_the_agent_and_is_no_iphone() -> None:
    scenes = [Scene(10, seed, standing(*[(float(x), 0.0) for x in range(10)]), air=STILL) for seed in range(20)]
    assert all(0 not in scene.iphones and len(scene.iphones) == 3 for scene in scenes)
    assert len(Scene(10, 1, standing((0, 0)), air=STILL, iphone_share=1.0).iphones) == 9
