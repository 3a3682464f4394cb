"""Units that would stand below themselves, on any day already decided (vòng lặp cấp trên)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from vungxanh.apps.org.models import Unit, UnitPeriod


@dataclass(frozen=True, slots=True)
class Loop:
    """Units each of which stands below the next from a day on, the last below the first."""

    on: date
    units: tuple[Unit, ...]

    @property
    def names(self) -> str:
        """The units in words."""
        return ", ".join(unit.name for unit in self.units)


def first_loop(
    from_day: date, *, through: Iterable[int] | None = None, given: Mapping[int, int | None] | None = None
) -> Loop | None:
    """The first loop on the day or on any later day on which a stored period begins; None when there is none.

    `through` looks only upwards from these ids of units, `given` sets parents by id in place of stored ones on all
    those days: so it answers before a change is written as well as after, in its transaction. 1 query, 2 with a loop.
    """
    periods: dict[int, list[tuple[date, date | None, int | None]]] = defaultdict(list)
    lasting = UnitPeriod.objects.filter(Q(ends_on=None) | Q(ends_on__gt=from_day))
    for unit_id, parent_id, starts_on, ends_on in lasting.values_list("unit", "parent", "starts_on", "ends_on"):
        periods[unit_id].append((starts_on, ends_on, parent_id))
    later = {starts_on for rows in periods.values() for starts_on, _ends_on, _parent in rows if starts_on > from_day}
    starts = list(through) if through is not None else None
    for day in sorted({from_day, *later}):
        parents = {pk: parent for pk, rows in periods.items() for parent in _held(rows, day)} | dict(given or {})
        if found := loop_in(parents, parents if starts is None else starts):
            units = Unit.objects.in_bulk(list(found))
            return Loop(day, tuple(units[pk] for pk in found))
    return None


def loop_in(parents: Mapping[int, int | None], starts: Iterable[int]) -> tuple[int, ...]:
    """The members of the first loop that the ways up from `starts` run into; each unit is walked over once."""
    walked_over: set[int] = set()
    for start in starts:
        way: list[int] = []
        above: int | None = start
        while above is not None and above not in walked_over:
            walked_over.add(above)
            way.append(above)
            above = parents.get(above)
        if above in way:
            return tuple(way[way.index(above) :])
    return ()


def _held(rows: Iterable[tuple[date, date | None, int | None]], day: date) -> list[int | None]:
    return [parent for starts, ends, parent in rows if starts <= day and (ends is None or ends > day)]
