"""The place a unit works for: a centre for disease control under a department works for its province (địa bàn).

Health centres of districts stand under the health department too, and each works for the district its name ends with.
"""

from collections.abc import Iterable

from vungxanh.apps.org.models import Level, Unit

PLACES = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
_KNOWN = "_place"


def place_of(unit: Unit) -> Unit:
    """The unit itself when it is a province, district or commune, else as `places_of`.

    2 queries the first time, none again of the same object: policies ask it of one officer for every row of a list.
    """
    if unit.level in PLACES:
        return unit
    known = vars(unit)
    if _KNOWN not in known:
        known[_KNOWN] = places_of([unit])[unit.pk]
    place: Unit = known[_KNOWN]
    return place


def places_of(units: Iterable[Unit]) -> dict[int, Unit]:
    """The place of each unit by its key (2 queries): the nearest at or above it, or below that the one it is named for.

    A unit below none, as an enterprise at the top of its own tree, works for itself.
    """
    asked = list(units)
    codes = {code for unit in asked for code in unit.path.strip("/").split("/")}
    above = {each.path: each for each in Unit.objects.filter(code__in=codes, level__in=PLACES)}
    found = {unit.pk: _nearest(unit, above) for unit in asked}
    named = [unit for unit in asked if unit.level not in PLACES and found[unit.pk].level == Level.PROVINCE]
    districts = list(Unit.objects.filter(level=Level.DISTRICT, ended_on=None)) if named else []
    for unit in named:
        for district in districts:
            if district.parent_id == found[unit.pk].pk and unit.name.casefold().endswith(district.name.casefold()):
                found[unit.pk] = district
    return found


def _nearest(unit: Unit, above: dict[str, Unit]) -> Unit:
    under = [each for path, each in above.items() if unit.path.startswith(path)]
    return max(under, key=lambda each: len(each.path), default=unit)
