"""A market: sellers at their stalls, buyers from stall to stall, some of them in pairs (chợ)."""

import math
from collections.abc import Iterator, Sequence
from random import Random

from vungxanh.device.scenarios.journeys import Leg, sit, together, wander
from vungxanh.device.scenarios.propagation import Air, Wall
from vungxanh.device.scenarios.scene import IPHONE_SHARE, Scene

STALL_M, ALLEY_M, DEPTH_M = 2.5, 3.0, 1.5
SELLER_SHARE, PAIR_SHARE = 0.3, 0.5
STALL_WALL_DB = 3.0
PAUSE_S = (30.0, 360.0)
VISIT_S = (1200.0, 3600.0)
AWAY_S = (600.0, 3600.0)
BESIDE = (0.6, 0.2)
OUTSIDE = (-1_000.0, -1_000.0)


def market(phones: int, seed: int, *, iphone_share: float = IPHONE_SHARE) -> Scene:
    """Three in ten sell; buyers come for twenty minutes to an hour, and half of them with somebody."""
    sellers = max(1, round(SELLER_SHARE * phones))
    rows = max(1, round(math.sqrt(sellers / 4)))
    long = math.ceil(sellers / rows)
    stalls = [(column * STALL_M, row * (ALLEY_M + 2 * DEPTH_M)) for row in range(rows) for column in range(long)]
    fronts = [(x, y + side * (DEPTH_M + 0.6)) for x, y in stalls for side in (-1, 1)]
    walls = tuple(
        Wall((-STALL_M, row * (ALLEY_M + 2 * DEPTH_M)), (long * STALL_M, row * (ALLEY_M + 2 * DEPTH_M)), STALL_WALL_DB)
        for row in range(rows)
    )
    journeys: list[Iterator[Leg]] = [
        sit(Random(f"{seed}:{one}"), 0.0, math.inf, (x, y + 0.5), math.pi / 2)  # noqa: S311 - a model of the world
        for one, (x, y) in enumerate(stalls[:sellers])
    ]
    pairs = Random(f"{seed}:pairs")  # noqa: S311
    leader = len(journeys)
    while len(journeys) < phones:
        journeys.append(_buyer(Random(f"{seed}:{leader}"), fronts))  # noqa: S311
        if len(journeys) < phones and pairs.random() < PAIR_SHARE:
            journeys.append(_beside(_buyer(Random(f"{seed}:{leader}"), fronts)))  # noqa: S311 - the same walk again
        leader = len(journeys)
    return Scene(phones, seed, together(journeys), air=Air(exponent=2.4), walls=walls, iphone_share=iphone_share)


def _buyer(random: Random, fronts: Sequence[tuple[float, float]]) -> Iterator[Leg]:
    t_s = 0.0
    here = random.random() < 0.7
    while True:
        if here:
            for leg in wander(random, t_s, t_s + random.uniform(*VISIT_S), fronts, PAUSE_S):
                yield leg
                t_s = leg.end_s
        away = Leg(t_s, t_s + random.uniform(*AWAY_S) * (1.0 if here else 0.3), OUTSIDE, OUTSIDE, 0.0, here=False)
        yield away
        t_s, here = away.end_s, True


def _beside(legs: Iterator[Leg]) -> Iterator[Leg]:
    """The same way an arm's length beside."""
    for leg in legs:
        start, end = ((x + BESIDE[0], y + BESIDE[1]) for x, y in (leg.start, leg.end))
        yield Leg(leg.start_s, leg.end_s, start, end, leg.facing, leg.here)
