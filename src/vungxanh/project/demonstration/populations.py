"""Sample populations of the communes: the province's total, spread by a plain rule (dân số mẫu).

Only the total is known, 1,495,812 people at the census of 1 April 2019. A ward or town has nine shares of it, a rural
commune seven, one of the nine mountain districts three: so nobody can take a commune's number for a counted one.
"""

from collections.abc import Sequence
from datetime import datetime

from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.policies import Administrator
from vungxanh.project.demonstration.filling import fill

PEOPLE = 1_495_812
MOUNTAINS = frozenset({"504", "505", "510", "511", "512", "514", "515", "516", "519"})
_TOWN, _VILLAGES, _HIGH = 9, 7, 3
_VILLAGE = "xã"


def give_populations(*, by: Administrator, at: datetime) -> int:
    """Give the communes without a population their sample number; how many. One that has a number keeps it."""
    communes = list(Unit.objects.filter(level=Level.COMMUNE, ended_on=None).select_related("parent").order_by("code"))
    people = spread(communes)
    wanted = {unit: {"population": str(people[unit.code])} for unit in communes if unit.population is None}
    return fill(wanted, by=by, at=at)


def spread(communes: Sequence[Unit]) -> dict[str, int]:
    """The whole total by code of commune; what division leaves over goes one by one to the first."""
    weights = {unit.code: _weight(unit) for unit in communes}
    total = sum(weights.values())
    found = {code: PEOPLE * weight // total for code, weight in weights.items()}
    for code in sorted(found)[: PEOPLE - sum(found.values())]:
        found[code] += 1
    return found


def _weight(unit: Unit) -> int:
    if unit.kind != _VILLAGE:
        return _TOWN
    return _HIGH if unit.parent and unit.parent.code in MOUNTAINS else _VILLAGES
