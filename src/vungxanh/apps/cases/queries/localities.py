"""Which unit the words of a commune and a district mean within a place (tìm xã theo tên)."""

from collections.abc import Iterable

from vungxanh.apps.org.models import Level, Unit
from vungxanh.core.text.vietnamese import fold

_KINDS = ("xa ", "phuong ", "thi tran ", "huyen ", "thi xa ", "thanh pho ", "quan ", "tp ", "tp. ", "tx ", "tt ", "p. ")


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
        found = self._communes.get(_plain(commune), [])
        if within:
            return [unit for unit in found if any(unit.path.startswith(each.path) for each in within)]
        return found


def _named(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in units:
        for name in {_plain(unit.name), _plain(unit.code), fold(unit.name)}:
            found.setdefault(name, []).append(unit)
    return found


def _plain(name: str) -> str:
    folded = " ".join(fold(name).split())
    return next((folded.removeprefix(kind) for kind in _KINDS if folded.startswith(kind)), folded)
