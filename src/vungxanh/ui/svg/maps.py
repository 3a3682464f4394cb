"""A map of communes without tiles: a dot at each centre, shade by value, area by size, names of districts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vungxanh.ui.svg.figure import figure, hatch, key_of, svg
from vungxanh.ui.svg.labels import Circle, Placed, arrange
from vungxanh.ui.svg.map_key import legend, listed, said, shades
from vungxanh.ui.svg.markup import EMPTY, fill, join
from vungxanh.ui.svg.points import MapLabel, MapPoint, centres, own_places
from vungxanh.ui.svg.projection import WIDTH, Projection, fit
from vungxanh.ui.svg.spread import spread

# The radius of the largest dot: smaller where many share the drawing.
LARGEST, LARGEST_OF_MANY, MANY = 10.0, 7.0, 60
SMALLEST, PLACE = 3.2, 5.0
RING = 2.6
BREAKS = (0.2, 0.4, 0.6, 0.8)
GOLDEN = math.pi * (3 - math.sqrt(5))
# The size of names in the drawing's units; on a telephone a unit is half a pixel.
SIZES = {"wide": 14.0, "narrow": 22.0}


@dataclass(frozen=True)
class Dot:
    """A point as drawn; `home` is its true place, None where that is not known."""

    point: MapPoint
    circle: Circle
    home: tuple[float, float] | None


def _dots(
    points: Sequence[MapPoint], middle: Mapping[str, tuple[float, float]], on: Projection, largest: float
) -> list[Dot]:
    """Place every point, large ones first, and part those that would cover each other.

    Points without coordinates spiral round their district's centre.
    """
    biggest = max([point.area for point in points], default=1.0) or 1.0
    waiting: dict[str, int] = {}
    placed: list[tuple[MapPoint, Circle]] = []
    for point in points:
        r = max(largest * math.sqrt(max(point.area, 0.0) / biggest), SMALLEST)
        if point.lat is not None and point.lon is not None:
            x, y = on.place(point.lat, point.lon)
        elif point.group in middle:
            turn = waiting[point.group] = waiting.get(point.group, 0) + 1
            x, y = on.place(*middle[point.group])
            x, y = x + 9 * math.sqrt(turn) * math.cos(turn * GOLDEN), y + 9 * math.sqrt(turn) * math.sin(turn * GOLDEN)
        else:
            continue
        placed.append((point, Circle(x, y, r)))
    placed.sort(key=lambda each: -each[1].r)
    apart = spread(tuple(Circle(c.x, c.y, c.r + (0 if p.located else RING)) for p, c in placed))
    return [
        Dot(point, Circle(at.x, at.y, home.r), (home.x, home.y) if point.located else None)
        for (point, home), at in zip(placed, apart, strict=True)
    ]


def _is_moved(dot: Dot) -> bool:
    """Whether the dot had to leave its true place uncovered."""
    return dot.home is not None and math.dist(dot.home, (dot.circle.x, dot.circle.y)) > dot.circle.r


def _hairline(dot: Dot) -> SafeString:
    """Lead from a dot that stands beside its true place to that place."""
    if dot.home is None or not _is_moved(dot):
        return EMPTY
    x, y = (f"{each:.1f}" for each in dot.home)
    return fill(
        '<line class="hairline" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
        '<circle class="home" cx="{}" cy="{}" r="1"></circle>',
        f"{dot.circle.x:.1f}",
        f"{dot.circle.y:.1f}",
        x,
        y,
        x,
        y,
    )


def _class_of(shade: float, breaks: Sequence[float]) -> int:
    return sum(shade >= edge for edge in breaks)


def _tone(point: MapPoint, breaks: Sequence[float], kinds: Sequence[str]) -> str:
    if point.shade is None:
        return ""
    return f"kind-{int(point.shade)}" if kinds else f"ramp-{_class_of(point.shade, breaks)}"


def _circle(dot: Dot, key: str, breaks: Sequence[float], unit: str, kinds: Sequence[str]) -> SafeString:
    point, at = dot.point, dot.circle
    if point.pale:
        return _pale(dot)
    hatching = fill('fill="url(#{}-hatch)"', key) if point.shade is None else EMPTY
    words = said(point, unit)
    if not point.located:
        words += " · " + _("đặt gần trung tâm huyện, chưa có tọa độ")
    ring = (
        EMPTY
        if point.located
        else fill(
            '<circle class="ring" cx="{}" cy="{}" r="{}"></circle>', f"{at.x:.1f}", f"{at.y:.1f}", f"{at.r + RING:.1f}"
        )
    )
    return ring + fill(
        '<circle class="dot {}" data-dot="{}" data-name="{}" data-value="{}" '
        'cx="{}" cy="{}" r="{}" {}><title>{}: {}</title></circle>',
        _tone(point, breaks, kinds),
        point.id,
        point.name,
        words,
        f"{at.x:.1f}",
        f"{at.y:.1f}",
        f"{at.r:.1f}",
        hatching,
        point.name,
        words,
    )


def _pale(dot: Dot) -> SafeString:
    return fill(
        '<circle class="dot pale" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        f"{dot.circle.x:.1f}",
        f"{dot.circle.y:.1f}",
        f"{dot.circle.r:.1f}",
        dot.point.name,
    )


def _names(kind: str, placed: Sequence[Placed]) -> SafeString:
    parts = []
    for each in placed:
        if each.away:
            parts.append(
                fill(
                    '<line class="leader" x1="{}" y1="{}" x2="{}" y2="{}"></line>',
                    f"{each.anchor[0]:.1f}",
                    f"{each.anchor[1]:.1f}",
                    f"{each.box.x:.1f}",
                    f"{each.box.y:.1f}",
                )
            )
        y = each.box.y + each.box.half_height * 0.5
        parts.append(
            fill(
                '<text class="label" x="{}" y="{}" text-anchor="middle">{}</text>',
                f"{each.box.x:.1f}",
                f"{y:.1f}",
                each.text,
            )
        )
    return fill('<g class="labels-{}">{}</g>', kind, join(parts))


def dot_map(
    points: Sequence[MapPoint],
    *,
    title: str,
    labels: Sequence[MapLabel] = (),
    note: str = "",
    unit: str = "%",
    breaks: Sequence[float] = BREAKS,
    area: str = "",
    kinds: Sequence[str] = (),
    pale: str = "",
) -> SafeString:
    """Draw communes as dots with a keyboard list in sync.

    `breaks` are the four inner edges of the five shades; `area` names in words what sizes a dot, `pale` what pale dots
    are. A map of places has `kinds`, at most five, instead of values: a point's `shade` is the number of its kind.
    """
    key = key_of("map", title, note, len(points))
    middle = centres(points, labels)
    on = fit(own_places(points) + list(middle.values()))
    largest = PLACE if kinds else LARGEST if len(points) <= MANY else LARGEST_OF_MANY
    dots = _dots(points, middle, on, largest)
    wanted = tuple((label.name, *on.place(*middle[label.key])) for label in labels if label.key in middle)
    circles = tuple(dot.circle for dot in dots)
    names = join(
        _names(kind, arrange(wanted, circles, size=size, width=WIDTH, height=on.height)) for kind, size in SIZES.items()
    )
    body = (
        hatch(key) + join(map(_hairline, dots)) + join(_circle(dot, key, breaks, unit, kinds) for dot in dots) + names
    )
    size = fill('viewBox="0 0 {} {}"', f"{WIDTH:.0f}", f"{on.height:.0f}")
    drawing = fill('<div class="map-canvas">{}</div>', svg(key, title, note or title, body, size=size))
    tones = [(f"kind-{i}", word) for i, word in enumerate(kinds)] or shades(breaks, unit)
    told = (
        _("Chỉ vào một chấm, hoặc chọn tên trong danh sách, để biết là nơi nào.")
        if kinds
        else _("Chỉ vào một chấm, hoặc chọn tên trong danh sách, để xem số.")
    )
    tip = fill('<p class="map-tip" aria-live="polite">{}</p>', told)
    side = fill("<div>{}{}</div>", tip, listed(points, {label.key: label.name for label in labels}, unit, title))
    words = legend(points, tones, key, area=area, pale=pale, moved=any(map(_is_moved, dots)))
    whole = fill('<ui-map class="map-body">{}{}</ui-map>', drawing, side)
    return figure(title, note, words, whole, kind="map")
