"""A meeting hall: chairs in rows, and people who stand and walk at the back (hội trường)."""

import math
from collections.abc import Iterator
from random import Random

from vungxanh.device.scenarios.journeys import Leg, sit, together, walk, wander
from vungxanh.device.scenarios.propagation import Air
from vungxanh.device.scenarios.scene import IPHONE_SHARE, Scene

CHAIR_M, ROW_M = 0.7, 1.1
SEATED_SHARE = 0.7
FRONT = math.pi / 2
ROWS_BEFORE_BREAK = (900.0, 3600.0)
PAUSE_S = (20.0, 600.0)


def hall(phones: int, seed: int, *, iphone_share: float = IPHONE_SHARE) -> Scene:
    """Seven in ten sit, with chairs left empty between them; the others stand about, and now and then one gets up."""
    random = Random(f"{seed}:hall")  # noqa: S311 - a model of the world, not a secret
    seated = round(SEATED_SHARE * phones)
    side = max(4, math.ceil(math.sqrt(seated * 1.8)))
    chairs = [(column * CHAIR_M, -row * ROW_M) for row in range(side) for column in range(side)]
    random.shuffle(chairs)
    back = -side * ROW_M - 1
    foyer = [
        (random.uniform(0, max(8.0, side * CHAIR_M)), back - random.uniform(0, 8)) for _ in range(max(4, phones // 3))
    ]
    journeys = [
        _listener(Random(f"{seed}:{one}"), chairs[one], foyer)  # noqa: S311
        if one < seated
        else wander(Random(f"{seed}:{one}"), 0.0, math.inf, foyer, PAUSE_S)  # noqa: S311
        for one in range(phones)
    ]
    return Scene(phones, seed, together(journeys), air=Air(exponent=2.0), iphone_share=iphone_share)


def _listener(random: Random, chair: tuple[float, float], foyer: list[tuple[float, float]]) -> Iterator[Leg]:
    t_s = 0.0
    while True:
        for leg in sit(random, t_s, t_s + random.uniform(*ROWS_BEFORE_BREAK), chair, FRONT):
            yield leg
            t_s = leg.end_s
        out = walk(random, t_s, chair, random.choice(foyer))
        yield out
        t_s = out.end_s
        for leg in sit(random, t_s, t_s + random.uniform(60, 300), out.end, random.uniform(-math.pi, math.pi)):
            yield leg
            t_s = leg.end_s
        back = walk(random, t_s, out.end, chair)
        yield back
        t_s = back.end_s
