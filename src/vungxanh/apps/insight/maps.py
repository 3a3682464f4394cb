"""The map of a directive's page: communes by share reported (bản đồ xã)."""

from collections.abc import Collection, Iterable, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vungxanh.apps.insight import findings, links
from vungxanh.apps.insight.charts import MOST_BODIES, number, row, tally_of
from vungxanh.apps.insight.laggards import worst_first
from vungxanh.apps.insight.queries.figures import Figures, UnitLine
from vungxanh.apps.org.models import Unit
from vungxanh.ui import formats
from vungxanh.ui.svg import MapLabel, MapPoint, dot_map, stacked_bar


def commune_map(figures: Figures, beside: Sequence[Unit] = ()) -> SafeString:
    """Communes by share reported, sized by their number of tasks; the list beside it has the worst first.

    `beside` are communes that only show where the others lie. Where nothing has coordinates there is no map: the worst
    communes are drawn as bars instead.
    """
    lines = worst_first(figures.communes, tally_of)
    lists = links.Worklists(figures.scope)
    title = _title(lines)
    districts = {line.district.code: line.district for line in lines if line.district}
    somewhere = _middle([*districts.values(), *(line.unit for line in lines), *beside])
    if somewhere is None:
        rows = [row(line.unit.name, line.tally, lists(unit=line.unit)) for line in lines[:MOST_BODIES]]
        return stacked_bar(rows, title=title, note=_("chưa xã nào có tọa độ nên chưa vẽ được bản đồ"))
    said, language = _("%(done)s/%(base)s nhiệm vụ"), get_language() or "vi"
    points = [_point(line, said, language, lists(unit=line.unit)) for line in lines]
    located = {point.group for point in points if point.located}
    labels = [_label(district, located, somewhere) for district in districts.values()]
    if beside:
        points += [_beside(unit, lines[0]) for unit in beside]
        labels += [MapLabel(line.unit.code, line.unit.name, line.unit.latitude, line.unit.longitude) for line in lines]
    pale = _("xã khác trong huyện, không có số")
    return dot_map(points, title=title, labels=labels, note=_note(points), area=_("số nhiệm vụ"), pale=pale)


def _title(lines: Sequence[UnitLine]) -> str:
    """Few communes lag, or how far the only one has come."""
    shares = [line.tally.share_done or 0.0 for line in lines]
    return findings.only(lines[0].unit.name, shares[0]) if len(lines) == 1 else findings.low_communes(shares)


def _note(points: Sequence[MapPoint]) -> str:
    note = _("tỷ lệ nhiệm vụ đã báo cáo; xã gồm xã, phường, thị trấn")
    unlocated = sum(not point.located for point in points)
    if not unlocated:
        return note
    return f"{note}; " + ngettext(
        "%(n)s xã chưa có tọa độ đặt cạnh trung tâm huyện",
        "%(n)s xã chưa có tọa độ đặt cạnh trung tâm huyện",
        unlocated,
    ) % {"n": number(unlocated)}


def _beside(unit: Unit, line: UnitLine) -> MapPoint:
    """A neighbour: its place and name, nothing of its work."""
    group = line.district.code if line.district else ""
    return MapPoint(
        unit.code, unit.name, unit.latitude, unit.longitude, group, None, area=line.tally.base / 2, pale=True
    )


def _middle(units: Iterable[Unit]) -> tuple[float, float] | None:
    """The mean place of the units whose coordinates are known."""
    places = [(u.latitude, u.longitude) for u in units if u.latitude is not None and u.longitude is not None]
    if not places:
        return None
    return sum(lat for lat, _lon in places) / len(places), sum(lon for _lat, lon in places) / len(places)


def _label(district: Unit, located: Collection[str], somewhere: tuple[float, float]) -> MapLabel:
    """A district's name at its centre; one of which nothing is located stands amid the others."""
    lat, lon = district.latitude, district.longitude
    if (lat is None or lon is None) and district.code not in located:
        lat, lon = somewhere
    return MapLabel(district.code, _place_name(district.name), lat, lon)


def _point(line: UnitLine, said: str, language: str, url: str) -> MapPoint:
    """A commune's dot; words and language come from the caller, for there are hundreds of dots."""
    tally, unit = line.tally, line.unit
    done, base = formats.number(tally.done, language), formats.number(tally.base, language)
    return MapPoint(
        id=unit.code,
        name=unit.name,
        lat=unit.latitude,
        lon=unit.longitude,
        group=line.district.code if line.district else "",
        shade=tally.share_done,
        area=tally.base,
        value=said % {"done": done, "base": base},
        href=url,
    )


def _place_name(name: str) -> str:
    """A district's name without its kind, as a map writes it."""
    for kind in ("Thành phố ", "Thị xã ", "Huyện "):
        name = name.removeprefix(kind)
    return name
