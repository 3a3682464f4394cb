"""From longitude and latitude to the drawing: a local equirectangular projection, enough for one province."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 640.0
MARGIN = 30.0
TALLEST = 1.5


@dataclass(frozen=True)
class Projection:
    """Scale and origin that fit the given places into a drawing 640 wide."""

    west: float
    north: float
    squeeze: float
    scale: float
    left: float
    height: float

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Return x, y in drawing units, y downwards."""
        return self.left + (lon - self.west) * self.squeeze * self.scale, MARGIN + (self.north - lat) * self.scale


def fit(places: Sequence[tuple[float, float]]) -> Projection:
    """Choose the projection that shows every (latitude, longitude); nothing at all gives an empty square degree."""
    lats = [lat for lat, _lon in places] or [15.0, 16.0]
    lons = [lon for _lat, lon in places] or [107.5, 108.5]
    squeeze = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide = max((max(lons) - min(lons)) * squeeze, 0.01)
    tall = max(max(lats) - min(lats), 0.01)
    room = WIDTH - 2 * MARGIN
    scale = min(room / wide, room * TALLEST / tall)
    left = (WIDTH - wide * scale) / 2
    return Projection(min(lons), max(lats), squeeze, scale, left, tall * scale + 2 * MARGIN)
