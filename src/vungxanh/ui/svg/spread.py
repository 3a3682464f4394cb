"""Dots moved a little apart where places crowd, so that each can be seen and pointed at (tách chấm chồng nhau)."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from vungxanh.ui.svg.labels import Circle

GAP = 0.8
FARTHEST = 30.0
# Rounds of pushing: enough for a province, fewer for a map of thousands so that it costs no more.
ROUNDS, EFFORT = 160, 30_000
# The direction in which two dots on the very same place part; any will do, if it is always the same.
GOLDEN = math.pi * (3 - math.sqrt(5))


@lru_cache(maxsize=64)
def spread(dots: tuple[Circle, ...]) -> tuple[Circle, ...]:
    """The same dots, in the same order, none over another where that takes no dot farther than `FARTHEST` from home.

    The answer is kept: places stay where they are from one request to the next.
    """
    places = [[dot.x, dot.y] for dot in dots]
    for _round in range(min(ROUNDS, EFFORT // max(len(dots), 1))):
        if not _push(dots, places):
            break
        for dot, place in zip(dots, places, strict=True):
            _hold(dot, place)
    return tuple(Circle(x, y, dot.r) for dot, (x, y) in zip(dots, places, strict=True))


def _push(dots: Sequence[Circle], places: list[list[float]]) -> bool:
    """Push every two dots that overlap half of the way apart; tell whether there were any."""
    moved = False
    for i, j in _neighbours(dots, places):
        dx, dy = places[j][0] - places[i][0], places[j][1] - places[i][1]
        far = math.hypot(dx, dy)
        missing = dots[i].r + dots[j].r + GAP - far
        if missing <= 0.05:
            continue
        moved = True
        if far < 1e-6:
            dx, dy, far = math.cos(j * GOLDEN), math.sin(j * GOLDEN), 1.0
        step = missing / 2 / far
        places[i][0] -= dx * step
        places[i][1] -= dy * step
        places[j][0] += dx * step
        places[j][1] += dy * step
    return moved


def _hold(dot: Circle, place: list[float]) -> None:
    """Keep a dot within reach of its true place."""
    far = math.hypot(place[0] - dot.x, place[1] - dot.y)
    if far > FARTHEST:
        place[0] = dot.x + (place[0] - dot.x) * FARTHEST / far
        place[1] = dot.y + (place[1] - dot.y) * FARTHEST / far


def _neighbours(dots: Sequence[Circle], places: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    """Pairs that may overlap: those in the same or in adjoining squares of a grid."""
    size = 2 * max((dot.r for dot in dots), default=1.0) + GAP
    squares: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, (x, y) in enumerate(places):
        squares[int(x // size), int(y // size)].append(index)
    for (column, row), here in list(squares.items()):
        near = [
            j for across in (-1, 0, 1) for down in (-1, 0, 1) for j in squares.get((column + across, row + down), ())
        ]
        for i in here:
            yield from ((i, j) for j in near if j > i)
