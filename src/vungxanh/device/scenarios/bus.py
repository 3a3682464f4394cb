"""A city bus: seats, standing room, and passengers who get on and off at the stops (xe buýt)."""

import math
from collections.abc import Iterator
from random import Random

from vungxanh.device.scenarios.journeys import Leg
from vungxanh.device.scenarios.propagation import Air
from vungxanh.device.scenarios.scene import IPHONE_SHARE, Scene

SEATS_X = (0.35, 0.8, 1.7, 2.15)
SEAT_ROWS, ROW_M = 10, 0.8
DOOR = (2.4, -0.5)
AISLE_X = 1.25
STANDING = 20
STOP_S = (150.0, 330.0)
RIDE_STOPS = (3, 10)
BOARDING_S = 25.0
OUTSIDE = (-1_000.0, -1_000.0)
FRONT = math.pi / 2

Spot = tuple[float, float]


def bus(phones: int, seed: int, *, iphone_share: float = IPHONE_SHARE) -> Scene:
    """Forty seats and an aisle; who rides stays three to ten stops, then others take the place."""
    return Scene(phones, seed, _ride(phones, seed), air=Air(exponent=1.8), iphone_share=iphone_share)


def _ride(phones: int, seed: int) -> Iterator[tuple[int, Leg]]:
    """From stop to stop: everybody's legs until the next one."""
    random = Random(f"{seed}:bus")  # noqa: S311 - a model of the world, not a secret
    free = [(x, -row * ROW_M) for row in range(SEAT_ROWS) for x in SEATS_X]
    random.shuffle(free)
    free += [(AISLE_X, -row * ROW_M * SEAT_ROWS / STANDING) for row in range(STANDING)]
    waiting, aboard = list(range(phones)), dict[int, tuple[Spot, int]]()
    t_s, room = 0.0, min(len(free), max(1, round(phones * 0.6)))
    while True:
        entered = _board(random, waiting, free, aboard, room if t_s == 0 else random.randint(1, 6))
        until_s = t_s + random.uniform(*STOP_S)
        yield from _to_next_stop(random, t_s, until_s, aboard, entered if t_s else set())
        for person in waiting:
            yield person, Leg(t_s, until_s, OUTSIDE, OUTSIDE, 0.0, here=False)
        for person, (spot, stops) in list(aboard.items()):
            aboard[person] = spot, stops - 1
            if stops <= 1:
                free.insert(0, spot)
                waiting.append(person)
                del aboard[person]
        t_s = until_s


def _board(
    random: Random, waiting: list[int], free: list[Spot], aboard: dict[int, tuple[Spot, int]], count: int
) -> set[int]:
    """As many as there is room for get on, seats first."""
    entered = set()
    for _ in range(min(count, len(waiting), len(free))):
        person = waiting.pop(0)
        aboard[person] = free.pop(0), random.randint(*RIDE_STOPS)
        entered.add(person)
    return entered


def _to_next_stop(
    random: Random, t_s: float, until_s: float, aboard: dict[int, tuple[Spot, int]], entered: set[int]
) -> Iterator[tuple[int, Leg]]:
    for person, (spot, _) in aboard.items():
        if person in entered:
            seated_s = t_s + random.uniform(5, BOARDING_S)
            yield person, Leg(t_s, seated_s, DOOR, spot, -FRONT)
        else:
            seated_s = t_s
        yield person, Leg(seated_s, until_s, spot, spot, FRONT + random.gauss(0, 0.3))
