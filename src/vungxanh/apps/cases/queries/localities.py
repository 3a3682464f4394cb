"""Which unit the words of a commune and a district mean within a place (tìm xã theo tên)."""

import re
from collections.abc import Iterable

from vungxanh.apps.org.models import Level, Unit
from vungxanh.core.text.vietnamese import fold

_KIND = re.compile(r"(?:(?:xa|phuong|thi tran|huyen|thi xa|thanh pho|quan)\s+|(?:x|p|tt|h|tx|tp|q)(?:\.\s*|\s+))(?=\S)")
"""The kind of a place before its name, in full or as people shorten it: "P. Tân Thạnh", "TT.Hà Lam"."""


class Localities:
    """The communes and districts of a place, read once (1 query); names without marks, with or without their kind."""

    def __init__(self, area: str, home: Unit) -> None:
        self.home = home
        levels = (Level.COMMUNE, Level.DISTRICT)
        units = list(Unit.objects.filter(path__under=area, level__in=levels, ended_on=None).order_by("path"))
        self._communes = _named(unit for unit in units if unit.level == Level.COMMUNE)
        self._districts = _named(unit for unit in units if unit.level == Level.DISTRICT)

    def of(self, commune: str, district: str) -> list[Unit]:
        """The units that the words may mean: one when they are plain, none or several when they are not.

        No words mean the officer's own place; a commune of two districts needs its district.
        """
        within = self._districts.get(_plain(district), []) if district else []
        if not commune:
            return within or ([] if district else [self.home])
        found = self._communes.get(_folded(commune)) or self._communes.get(_plain(commune), [])
        if within:
            return [unit for unit in found if any(unit.path.startswith(each.path) for each in within)]
        return found

    def commune(self, text: str) -> list[Unit]:
        """The communes that words such as "P. Tân Thạnh, TP. Tam Kỳ" may mean."""
        name, _comma, district = text.partition(",")
        if district.strip() and _plain(district) not in self._districts:
            return []
        return [unit for unit in self.of(name.strip(), district.strip()) if unit.level == Level.COMMUNE]


def _named(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in units:
        for name in {_plain(unit.name), _plain(unit.code), _folded(unit.name)}:
            found.setdefault(name, []).append(unit)
    return found


def _folded(name: str) -> str:
    return " ".join(fold(name).split())


def _plain(name: str) -> str:
    folded = _folded(name)
    kind = _KIND.match(folded)
    return folded[kind.end() :] if kind else folded
