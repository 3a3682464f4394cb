"""A map of communes without tiles: a dot at each centre, shade by value, area by size, names of districts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vungxanh.ui.svg.figure import figure, hatch, key_of, svg, written
from vungxanh.ui.svg.labels import Circle, Placed, arrange
from vungxanh.ui.svg.markup import EMPTY, fill, join
from vungxanh.ui.svg.projection import WIDTH, Projection, fit

LARGEST, SMALLEST = 10.0, 3.2
PLACE = 5.0
RING = 2.6
BREAKS = (0.2, 0.4, 0.6, 0.8)
GOLDEN = math.pi * (3 - math.sqrt(5))
SIZES = {"wide": 14.0, "narrow": 23.0}


@dataclass(frozen=True)
class MapPoint:
    """A commune: `shade` chooses the colour, `area` the size of the dot, `group` is its district's key.

    A shade of None is suppressed and drawn hatched, with its `reason`.
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


@dataclass(frozen=True)
class Dot:
    """A point with its place and size in the drawing."""

    point: MapPoint
    circle: Circle


def _mean(places: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    return (
        (sum(lat for lat, _lon in places) / len(places), sum(lon for _lat, lon in places) / len(places))
        if places
        else None
    )


def _own(points: Sequence[MapPoint]) -> list[tuple[float, float]]:
    return [(p.lat, p.lon) for p in points if p.lat is not None and p.lon is not None]


def centres(points: Sequence[MapPoint], labels: Sequence[MapLabel]) -> dict[str, tuple[float, float]]:
    """Return each district's (latitude, longitude): its own, else the mean of its communes, else the mean of all."""
    everywhere = _mean(_own(points))
    found: dict[str, tuple[float, float]] = {}
    for label in labels:
        if label.lat is not None and label.lon is not None:
            found[label.key] = (label.lat, label.lon)
    for key in {point.group for point in points} - found.keys():
        own = _mean(_own([point for point in points if point.group == key])) or everywhere
        if own:
            found[key] = own
    return found


def _dots(
    points: Sequence[MapPoint], middle: Mapping[str, tuple[float, float]], on: Projection, largest: float
) -> list[Dot]:
    """Place every point, large ones first; points without coordinates spiral round their district's centre."""
    biggest = max([point.area for point in points], default=1.0) or 1.0
    waiting: dict[str, int] = {}
    dots = []
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
        dots.append(Dot(point, Circle(x, y, r)))
    return sorted(dots, key=lambda dot: -dot.circle.r)


def _said(point: MapPoint, unit: str) -> str:
    return point.value or (written(point.shade, unit) if point.shade is not None else point.reason or _("ẩn vì số nhỏ"))


def _class_of(shade: float, breaks: Sequence[float]) -> int:
    return sum(shade >= edge for edge in breaks)


def _tone(point: MapPoint, breaks: Sequence[float], kinds: Sequence[str]) -> str:
    if point.shade is None:
        return ""
    return f"kind-{int(point.shade)}" if kinds else f"ramp-{_class_of(point.shade, breaks)}"


def _circle(dot: Dot, key: str, breaks: Sequence[float], unit: str, kinds: Sequence[str]) -> SafeString:
    point, at = dot.point, dot.circle
    hatching = fill('fill="url(#{}-hatch)"', key) if point.shade is None else EMPTY
    said = _said(point, unit)
    if not point.located:
        said += " · " + _("đặt gần trung tâm huyện, chưa có tọa độ")
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
        said,
        f"{at.x:.1f}",
        f"{at.y:.1f}",
        f"{at.r:.1f}",
        hatching,
        point.name,
        said,
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


def _shades(breaks: Sequence[float], unit: str) -> list[tuple[str, str]]:
    """The class of each shade with its words."""
    edges = [written(edge, unit) for edge in breaks]
    words = [_("dưới %(edge)s") % {"edge": edges[0]}]
    words += [_("%(low)s đến dưới %(high)s") % {"low": low, "high": high} for low, high in pairwise(edges)]
    words.append(_("từ %(edge)s") % {"edge": edges[-1]})
    return [(f"ramp-{i}", word) for i, word in enumerate(words)]


def _legend(points: Sequence[MapPoint], tones: Sequence[tuple[str, str]], key: str, area: str) -> SafeString:
    dot = (
        '<li><svg class="dot-key" aria-hidden="true" viewBox="0 0 18 18">'
        '<circle class="{}" cx="9" cy="9" r="7" {}></circle></svg>{}</li>'
    )
    items = [fill(dot, f"dot {tone}", "", word) for tone, word in tones]
    if any(point.shade is None for point in points):
        items.append(fill(dot, "dot", fill('fill="url(#{}-hatch)"', key), _("ẩn vì số nhỏ")))
    if any(not point.located for point in points):
        items.append(fill(dot, "ring", "", _("chưa có tọa độ, đặt gần trung tâm huyện")))
    if area:
        items.append(fill("<li>{}</li>", _("diện tích chấm: %(area)s") % {"area": area}))
    return fill('<ul class="key">{}</ul>', join(items))


def _list(points: Sequence[MapPoint], names: Mapping[str, str], unit: str, title: str) -> SafeString:
    rows = []
    for point in points:
        start = (
            fill('<a href="{}" data-row="{}">', point.href, point.id)
            if point.href
            else fill('<button type="button" data-row="{}">', point.id)
        )
        end = SafeString("</a>" if point.href else "</button>")
        where = fill(' <span class="soft">{}</span>', names[point.group]) if point.group in names else EMPTY
        rows.append(
            fill(
                '<li>{}<span>{}{}</span><span class="value">{}</span>{}</li>',
                start,
                point.name,
                where,
                _said(point, unit),
                end,
            )
        )
    return fill('<ol class="map-list" aria-label="{}">{}</ol>', title, join(rows))


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
) -> SafeString:
    """Draw communes as dots with a keyboard list in sync.

    `breaks` are the four inner edges of the five shades; `area` names in words what sizes a dot. A map of places has
    `kinds`, at most five, instead of values: a point's `shade` is then the number of its kind.
    """
    key = key_of("map", title, note, len(points))
    middle = centres(points, labels)
    on = fit(_own(points) + list(middle.values()))
    dots = _dots(points, middle, on, PLACE if kinds else LARGEST)
    wanted = tuple((label.name, *on.place(*middle[label.key])) for label in labels if label.key in middle)
    circles = tuple(dot.circle for dot in dots)
    names = join(
        _names(kind, arrange(wanted, circles, size=size, width=WIDTH, height=on.height)) for kind, size in SIZES.items()
    )
    body = hatch(key) + join(_circle(dot, key, breaks, unit, kinds) for dot in dots) + names
    size = fill('viewBox="0 0 {} {}"', f"{WIDTH:.0f}", f"{on.height:.0f}")
    drawing = fill('<div class="map-canvas">{}</div>', svg(key, title, note or title, body, size=size))
    tones = [(f"kind-{i}", word) for i, word in enumerate(kinds)] or _shades(breaks, unit)
    told = (
        _("Chỉ vào một chấm, hoặc chọn tên trong danh sách, để biết là nơi nào.")
        if kinds
        else _("Chỉ vào một chấm, hoặc chọn tên trong danh sách, để xem số.")
    )
    tip = fill('<p class="map-tip" aria-live="polite">{}</p>', told)
    side = fill("<div>{}{}</div>", tip, _list(points, {label.key: label.name for label in labels}, unit, title))
    whole = fill('<ui-map class="map-body">{}{}</ui-map>', drawing, side)
    return figure(title, note, _legend(points, tones, key, area), whole, kind="map")
