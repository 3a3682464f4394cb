"""Place names on a map so that none covers another and few cover dots."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

GLYPH = 0.6
RINGS = (0.0, 16.0, 28.0, 42.0, 58.0, 76.0, 96.0)
DIRECTIONS = 12


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
        return abs(self.x - other.x) < self.half_width + other.half_width and abs(self.y - other.y) < self.half_height + other.half_height

    def covers(self, dot: Circle) -> bool:
        """Tell whether the label lies over any part of a dot."""
        dx = max(abs(self.x - dot.x) - self.half_width, 0.0)
        dy = max(abs(self.y - dot.y) - self.half_height, 0.0)
        return dx * dx + dy * dy < dot.r * dot.r


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
            boxes.append(Box(x + math.cos(angle) * (ring + half_width * 0.4), y + math.sin(angle) * ring, half_width, half_height))
    return boxes


def arrange(
    wanted: Sequence[tuple[str, float, float]], dots: Sequence[Circle], *, size: float, width: float, height: float
) -> list[Placed]:
    """Give each (text, x, y) the best free place; a text with no free place is left out, never drawn over another."""
    placed: list[Placed] = []
    for text, x, y in sorted(wanted, key=lambda each: (each[2], each[1])):
        half_width, half_height = len(text) * size * GLYPH / 2 + 3, size * 0.68
        best: tuple[float, Box] | None = None
        for box in _candidates(x, y, half_width, half_height):
            inside = half_width <= box.x <= width - half_width and half_height <= box.y <= height - half_height
            if not inside or any(box.overlaps(other.box) for other in placed):
                continue
            cost = 9 * sum(box.covers(dot) for dot in dots) + math.hypot(box.x - x, box.y - y)
            if best is None or cost < best[0]:
                best = cost, box
        if best:
            box = best[1]
            away = abs(box.x - x) > half_width + 4 or abs(box.y - y) > half_height + 14
            placed.append(Placed(text, box, (x, y), away))
    return placed
