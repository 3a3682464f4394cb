"""Where a unit lies: the communes of it or around it on a map, by kind (vị trí trên bản đồ)."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.apps.org.queries.records import UnitRecord

_MOST_KINDS = 4


def map_of(record: UnitRecord, on: date) -> str:
    """The communes below the unit by kind; for a commune the district's with itself marked; empty without places."""
    if record.level == Level.COMMUNE and record.parent is not None:
        around = _communes(record.parent, on)
        here, other = _("đơn vị này"), _("cùng cấp trên")
        return _drawn(around, {each.code: here if each.code == record.unit.code else other for each in around}, here)
    if record.level not in (Level.PROVINCE, Level.DISTRICT):
        return _drawn([record.unit], {record.unit.code: record.kind}, record.kind)
    communes = _communes(record.unit, on)
    return _drawn(communes, _by_kind(communes), "")


def _communes(above: Unit, on: date) -> list[Unit]:
    return list(units_on(on, level=Level.COMMUNE).filter(path__under=above.path).order_by("path"))


def _by_kind(units: Sequence[Unit]) -> dict[str, str]:
    """The kind of each by code; where there are many kinds the rare ones are taken together."""
    counts: dict[str, int] = {}
    for unit in units:
        counts[unit.kind_then] = counts.get(unit.kind_then, 0) + 1
    common = sorted(counts, key=lambda kind: -counts[kind])[:_MOST_KINDS]
    return {unit.code: unit.kind_then if unit.kind_then in common else _("loại khác") for unit in units}


def _drawn(units: Sequence[Unit], words: dict[str, str], first: str) -> str:
    """The map of the units, each in the colour of its words; `first` comes first in the key."""
    from vungxanh.ui.svg import MapLabel, MapPoint, dot_map

    if all(unit.latitude is None for unit in units):
        return ""
    counted = sorted(set(words.values()), key=lambda word: (word != first, -list(words.values()).count(word), word))
    parents = {pk for unit in units if (pk := unit.parent_id)}
    districts = {unit.pk: unit for unit in Unit.objects.filter(pk__in=parents, level=Level.DISTRICT)}
    points = [
        MapPoint(
            unit.code,
            unit.name,
            unit.latitude,
            unit.longitude,
            districts[unit.parent_id].code if unit.parent_id in districts else "",
            float(counted.index(words[unit.code])),
            value=words[unit.code],
            href=reverse("org:unit", args=[unit.code]),
        )
        for unit in units
    ]
    labels = [
        MapLabel(each.code, _short(each.name), each.latitude, each.longitude)
        for each in sorted(districts.values(), key=lambda district: district.path)
    ]
    return dot_map(points, title=_("Vị trí trên bản đồ"), labels=labels, kinds=counted)


def _short(name: str) -> str:
    """A district's name without its rank, as maps write it."""
    for rank in ("Thành phố ", "Thị xã ", "Huyện ", "Quận "):
        if name.startswith(rank):
            return name.removeprefix(rank)
    return name
