"""The directory as a table: the columns that the import reads, so that an export can be edited and taken in again.

Start days are left out: a changed name in an edited file is a change of the day of import, never of the past.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from vungxanh.apps.org.models import Alias, Unit
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.kit.export import Column

UnitTableRow = dict[str, object]


def _column(name: str, *, number: bool = False, width: int | None = None) -> Column[UnitTableRow]:
    return Column(name, lambda row: row[name], "number" if number else "text", width)


UNIT_COLUMNS = (
    _column("code", width=14),
    _column("name", width=44),
    _column("kind", width=18),
    _column("level", width=18),
    _column("parent", width=14),
    _column("lat", number=True),
    _column("lon", number=True),
    _column("sector", width=18),
    _column("aliases", width=44),
    _column("population", number=True),
    _column("email"),
    _column("phone", width=16),
    _column("address"),
    _column("is_sample", width=10),
)


def unit_records(on: date) -> Iterator[UnitTableRow]:
    """The units of the day in tree order, one row each (2 queries)."""
    aliases: dict[int, list[str]] = defaultdict(list)
    for unit_id, text in Alias.objects.order_by("pk").values_list("unit", "text"):
        aliases[unit_id].append(text)
    units = list(units_on(on).order_by("path"))
    codes = {unit.pk: unit.code for unit in units}
    for unit in units:
        yield _row(unit, codes.get(unit.parent_then or 0, ""), aliases[unit.pk])


def _row(unit: Unit, parent: str, aliases: list[str]) -> UnitTableRow:
    return {
        "code": unit.code,
        "name": unit.name_then,
        "kind": unit.kind_then,
        "level": unit.level_then,
        "parent": parent,
        "lat": unit.latitude,
        "lon": unit.longitude,
        "sector": unit.sector,
        "aliases": "|".join(aliases),
        "population": unit.population,
        "email": unit.email,
        "phone": unit.phone,
        "address": unit.address,
        "is_sample": "1" if unit.is_sample else "",
    }
