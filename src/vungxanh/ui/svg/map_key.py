"""The words around a map: the key of its shades and the list that keyboards and readers aloud use (chú giải)."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vungxanh.ui.svg.figure import written
from vungxanh.ui.svg.markup import EMPTY, fill, join
from vungxanh.ui.svg.points import MapPoint


def said(point: MapPoint, unit: str) -> str:
    """What a point says: its value, or why that is not shown."""
    return point.value or (written(point.shade, unit) if point.shade is not None else point.reason or _("ẩn vì số nhỏ"))


def shades(breaks: Sequence[float], unit: str) -> list[tuple[str, str]]:
    """The class of each shade with its words."""
    edges = [written(edge, unit) for edge in breaks]
    words = [_("dưới %(edge)s") % {"edge": edges[0]}]
    words += [_("%(low)s đến dưới %(high)s") % {"low": low, "high": high} for low, high in pairwise(edges)]
    words.append(_("từ %(edge)s") % {"edge": edges[-1]})
    return [(f"ramp-{i}", word) for i, word in enumerate(words)]


def legend(
    points: Sequence[MapPoint], tones: Sequence[tuple[str, str]], key: str, *, area: str, pale: str, moved: bool
) -> SafeString:
    """The key: each shade, and what hatching, rings, pale dots and the size of dots mean."""
    dot = (
        '<li><svg class="dot-key" aria-hidden="true" viewBox="0 0 18 18">'
        '<circle class="{}" cx="9" cy="9" r="7" {}></circle></svg>{}</li>'
    )
    items = [fill(dot, f"dot {tone}", "", word) for tone, word in tones]
    if any(point.shade is None and not point.pale for point in points):
        items.append(fill(dot, "dot", fill('fill="url(#{}-hatch)"', key), _("ẩn vì số nhỏ")))
    if any(not point.located for point in points):
        items.append(fill(dot, "ring", "", _("chưa có tọa độ, đặt gần trung tâm huyện")))
    if pale and any(point.pale for point in points):
        items.append(fill(dot, "dot pale", "", pale))
    if moved:
        items.append(fill("<li>{}</li>", _("nét mảnh: từ chấm đặt lệch về vị trí thật")))
    if area:
        items.append(fill("<li>{}</li>", _("diện tích chấm: %(area)s") % {"area": area}))
    return fill('<ul class="key">{}</ul>', join(items))


def listed(points: Sequence[MapPoint], names: Mapping[str, str], unit: str, title: str) -> SafeString:
    """Every point that has a value, in the order given."""
    rows = []
    for point in points:
        if point.pale:
            continue
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
                said(point, unit),
                end,
            )
        )
    return fill('<ol class="map-list" aria-label="{}">{}</ol>', title, join(rows))
