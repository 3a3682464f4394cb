"""Place names on a map so that none covers another and few cover dots."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

GLYPH = 0.6
RINGS = (0.0, 16.0, 28.0, 42.0, 58.0, 76.0)
FARTHEST = 48.0
DIRECTIONS = 12
COVER_COST = 11
# A name that would hide more dots than this is left out: the list beside the map says where each commune lies.
MOST_COVERED = 5


@dataclass(frozen=True)
class Circle:
    """A dot on the map."""

    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Box:
    """A label's place: centre and half sizes."""

    x: float
    y: float
    half_width: float
    half_height: float

    def overlaps(self, other: "Box") -> bool:
        """Tell whether two labels touch."""
        return (
            abs(self.x - other.x) < self.half_width + other.half_width
            and abs(self.y - other.y) < self.half_height + other.half_height
        )

    def gap(self, x: float, y: float) -> float:
        """Measure how far a point lies outside the label."""
        return math.hypot(max(abs(self.x - x) - self.half_width, 0.0), max(abs(self.y - y) - self.half_height, 0.0))

    def covers(self, dot: Circle) -> bool:
        """Tell whether the label lies over any part of a dot."""
        return self.gap(dot.x, dot.y) < dot.r


@dataclass(frozen=True)
class Placed:
    """A label that found room; `away` tells that a line should lead to its place."""

    text: str
    box: Box
    anchor: tuple[float, float]
    away: bool


def _candidates(x: float, y: float, half_width: float, half_height: float) -> list[Box]:
    boxes = [Box(x, y, half_width, half_height)]
    for ring in RINGS[1:]:
        for step in range(DIRECTIONS):
            angle = 2 * math.pi * step / DIRECTIONS
            boxes.append(
                Box(
                    x + math.cos(angle) * (ring + half_width * 0.4), y + math.sin(angle) * ring, half_width, half_height
                )
            )
    return boxes


def _cheapest(boxes: Iterable[Box], dots: Sequence[Circle], x: float, y: float) -> Box | None:
    """Return the place that is near and covers few dots; near places come first, so far ones are soon out."""
    best, least = None, math.inf
    for box in boxes:
        cost = math.hypot(box.x - x, box.y - y)
        if box.gap(x, y) > FARTHEST:
            continue
        covered = 0
        for dot in dots if cost < least else ():
            if box.covers(dot):
                covered, cost = covered + 1, cost + COVER_COST
            if cost >= least or covered > MOST_COVERED:
                break
        if cost < least and covered <= MOST_COVERED:
            best, least = box, cost
    return best


@lru_cache(maxsize=64)
def arrange(
    wanted: tuple[tuple[str, float, float], ...], dots: tuple[Circle, ...], *, size: float, width: float, height: float
) -> tuple[Placed, ...]:
    """Give each (text, x, y) the best free place; a text with no free place is left out, never drawn over another
    and never over many dots, nor over the dot that stands on its own place.

    The answer is kept: dots stay where they are from one request to the next, and a province takes 50 ms.
    """
    placed: list[Placed] = []
    for text, x, y in sorted(wanted, key=lambda each: (each[2], each[1])):
        half_width, half_height = len(text) * size * GLYPH / 2 + 3, size * 0.68
        reach = RINGS[-1] + 2 * half_width
        near = [dot for dot in dots if abs(dot.x - x) < reach and abs(dot.y - y) < reach]
        own = [dot for dot in near if math.dist((dot.x, dot.y), (x, y)) < 1]
        free = (
            box
            for box in _candidates(x, y, half_width, half_height)
            if half_width <= box.x <= width - half_width
            and half_height <= box.y <= height - half_height
            and not any(box.overlaps(other.box) for other in placed)
            and not any(box.covers(dot) for dot in own)
        )
        if box := _cheapest(free, near, x, y):
            away = abs(box.x - x) > half_width + 4 or abs(box.y - y) > half_height + 14
            placed.append(Placed(text, box, (x, y), away))
    return tuple(placed)
