"""What a map is given: communes with their values, districts with their names (dữ liệu bản đồ)."""

from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[float, float]


@dataclass(frozen=True)
class MapPoint:
    """A commune: `shade` chooses the colour, `area` the size of the dot, `group` is its district's key.

    A shade of None is suppressed and drawn hatched, with its `reason`. A `pale` one only shows where the others lie: it
    has a name and no value, and stands in no list.
    """

    id: str
    name: str
    lat: float | None
    lon: float | None
    group: str
    shade: float | None
    area: float = 1.0
    value: str = ""
    href: str = ""
    reason: str = ""
    pale: bool = False

    @property
    def located(self) -> bool:
        """Whether the commune's own coordinates are known."""
        return self.lat is not None and self.lon is not None


@dataclass(frozen=True)
class MapLabel:
    """A district: its key, the short name to write, and its centre when known."""

    key: str
    name: str
    lat: float | None = None
    lon: float | None = None


def _mean(places: Sequence[Place]) -> Place | None:
    return (
        (sum(lat for lat, _lon in places) / len(places), sum(lon for _lat, lon in places) / len(places))
        if places
        else None
    )


def own_places(points: Sequence[MapPoint]) -> list[Place]:
    """The (latitude, longitude) of the points whose own is known."""
    return [(p.lat, p.lon) for p in points if p.lat is not None and p.lon is not None]


def centres(points: Sequence[MapPoint], labels: Sequence[MapLabel]) -> dict[str, Place]:
    """Return each district's (latitude, longitude): its own, else the mean of its communes, else the mean of all."""
    everywhere = _mean(own_places(points))
    found: dict[str, Place] = {}
    for label in labels:
        if label.lat is not None and label.lon is not None:
            found[label.key] = (label.lat, label.lon)
    for key in {point.group for point in points} - found.keys():
        own = _mean(own_places([point for point in points if point.group == key])) or everywhere
        if own:
            found[key] = own
    return found
