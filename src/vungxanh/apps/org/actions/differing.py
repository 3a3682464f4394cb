"""What a changed row of a sheet says anew, field by field: old and new as the file writes them (khác danh bạ)."""

from collections.abc import Iterator
from dataclasses import dataclass

from vungxanh.apps.org.actions.planning import Plan, Stored
from vungxanh.apps.org.rows import UnitRow

_DATED = ("name", "kind", "level")
_PLAIN = {"lat": "latitude", "lon": "longitude"} | {
    name: name for name in ("sector", "population", "email", "phone", "address", "is_sample")
}
_ALWAYS = frozenset({"lat", "lon"})
"""Columns that every file has: an empty cell there takes the fact away."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of a row that says something else than the directory; empty text where nothing stands."""

    field: str
    old: str
    new: str


def differences(row: UnitRow, plan: Plan, stored: Stored) -> list[Difference]:
    """The columns in which the row of a known unit differs, in the order of the file's columns; none for a new unit."""
    return list(_found(row, plan, stored))


def _found(row: UnitRow, plan: Plan, stored: Stored) -> Iterator[Difference]:
    unit, then = stored.units.get(row.code), stored.then(row.code, plan.day_of(row))
    if unit is None or then is None:
        return
    dated = [(name, getattr(then, name), getattr(row, name)) for name in _DATED]
    for name, old, new in [*dated, ("parent", stored.parent_of(then), row.parent)]:
        if old != new:
            yield Difference(name, str(old), str(new))
    for name, fact in _PLAIN.items():
        old, new = getattr(unit, fact), getattr(row, fact)
        if old != new and (new is not None or name in _ALWAYS):
            yield Difference(name, _written(old), _written(new))
    known = stored.aliases.get(row.code, set())
    if row.aliases is not None and set(row.aliases) != known:
        yield Difference("aliases", " | ".join(sorted(known)), " | ".join(sorted(row.aliases)))


def _written(fact: object) -> str:
    if isinstance(fact, bool):
        return "1" if fact else ""
    return "" if fact is None else str(fact)
