"""Communes on a map with a number each (bản đồ xã)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vungxanh.apps.org.models import Level, Unit
from vungxanh.ui.svg import Bar, MapLabel, MapPoint, bar_chart, dot_map

MOST_BARS = 20
_RANKS = ("Thành phố ", "Thị xã ", "Huyện ", "Quận ")


@dataclass(frozen=True, slots=True)
class Marked:
    """A commune with its number; None is too small to be told, a pale one only shows where it lies."""

    unit: Unit
    value: float | None
    said: str = ""
    href: str = ""
    pale: bool = False


def map_of(
    marked: Sequence[Marked],
    *,
    title: str,
    note: str,
    unit: str,
    breaks: Sequence[float],
    area: str = "",
    pale: str = "",
) -> SafeString:
    """The map, or bars of the highest where nothing has coordinates."""
    if all(each.unit.latitude is None for each in marked):
        top = sorted(marked, key=lambda each: -(each.value or 0))[:MOST_BARS]
        bars = [Bar(each.unit.name, each.value, href=each.href) for each in top]
        return bar_chart(bars, title=title, note=note, unit=unit)
    districts = districts_of(each.unit for each in marked)
    points = [
        MapPoint(
            each.unit.code,
            each.unit.name,
            each.unit.latitude,
            each.unit.longitude,
            districts[each.unit.parent_id].code if each.unit.parent_id in districts else "",
            each.value,
            area=float(each.unit.population or 1),
            value=each.said,
            href=each.href,
            pale=each.pale,
        )
        for each in marked
    ]
    labels = [
        MapLabel(each.code, short(each.name), each.latitude, each.longitude)
        for each in sorted(districts.values(), key=lambda district: district.path)
    ]
    if area and settings.DEMONSTRATION:
        area = _("%(area)s (số liệu mẫu)") % {"area": area}
    return dot_map(points, title=title, note=note, labels=labels, unit=unit, breaks=breaks, area=area, pale=pale)


def districts_of(units: Iterable[Unit]) -> dict[int, Unit]:
    """The districts of these communes by primary key (1 query)."""
    parents = {pk for unit in units if (pk := unit.parent_id)}
    return {unit.pk: unit for unit in Unit.objects.filter(pk__in=parents, level=Level.DISTRICT)}


def short(name: str) -> str:
    """A district's name without its rank, as maps write it."""
    return next((name.removeprefix(rank) for rank in _RANKS if name.startswith(rank)), name)
