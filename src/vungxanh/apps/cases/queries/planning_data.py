"""The numbers that the coverage planner reckons with (số liệu cho kế hoạch bao phủ)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache

from vungxanh.apps.cases import policies
from vungxanh.apps.exposure.queries import encounters
from vungxanh.apps.exposure.queries.devices import Coverage, coverage
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.planner import Province, mixing_by_shares, mixing_from_encounters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ACTIVE_DAYS = 2
"""A phone is active when it was seen yesterday or today; what 2020 called downloads were half as many people.

Of each phone only the day is kept: of today alone most would be missing in the morning.
"""
MIXING_DAYS = 14
# Below these, counted meetings say more of who takes part than of who meets whom; rules of the house.
LEAST_HOURS = 1_000.0
LEAST_COMMUNES = 0.5
_KEPT_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Basis:
    """Communes with known population, in the order of the province's rows, and where the mixing comes from.

    `unknown` communes have no population on record and are left out; `hours` of contact were counted by phones, and
    `is_measured` says whether they were enough to mix by.
    """

    communes: tuple[Coverage, ...]
    unknown: int
    mixing: "NDArray[np.float64] | None"
    hours: float
    is_measured: bool

    @property
    def population(self) -> int:
        """Of all communes."""
        return sum(one.population or 0 for one in self.communes)

    @property
    def active(self) -> int:
        """Active phones of the communes whose number is told."""
        return sum(one.active or 0 for one in self.communes)

    @property
    def untold(self) -> int:
        """Communes with some phones, but fewer than five."""
        return sum(one.active is None for one in self.communes)

    def province(self, reproduction: float, effect: float) -> Province | None:
        """What the planner takes; None without a single commune. Fewer than five phones count as none."""
        if self.mixing is None:
            return None
        people = [float(one.population or 1) for one in self.communes]
        return Province(people, [float(one.active or 0) for one in self.communes], self.mixing, reproduction, effect)


def basis(officer: Officer, on: date) -> Basis:
    """The officer's communes on a day (2 queries, and the meetings once a day for each place)."""
    policies.must_enter(officer)
    every = coverage(officer, on=on, days=ACTIVE_DAYS)
    return reckoned(every, _hours(officer, on) if any(one.population for one in every) else {})


def reckoned(every: Sequence[Coverage], hours: Mapping[tuple[str, str], float]) -> Basis:
    """Communes with population, mixed by contact hours between their codes where those are enough, else as assumed."""
    communes = tuple(one for one in every if one.population)
    if not communes:
        return Basis((), len(every), None, 0.0, is_measured=False)
    people = [float(one.population or 1) for one in communes]
    number = {one.unit.code: place for place, one in enumerate(communes)}
    counted = {
        (number[one], number[other]): met for (one, other), met in hours.items() if one in number and other in number
    }
    touched = {place for pair in counted for place in pair}
    total = sum(counted.values())
    is_measured = total >= LEAST_HOURS and len(touched) >= LEAST_COMMUNES * len(communes)
    if is_measured:
        mixing = mixing_from_encounters(counted, people, [one.share or 0.0 for one in communes])
    else:
        mixing = mixing_by_shares(people, [one.unit.parent_id or 0 for one in communes])
    return Basis(communes, len(every) - len(communes), mixing, total, is_measured)


def _hours(officer: Officer, on: date) -> dict[tuple[str, str], float]:
    """Contact hours between communes, read from the segments once a day."""
    key = f"cases.planner.hours:{policies.area(officer)}:{on:%Y%m%d}"
    found: dict[tuple[str, str], float] | None = cache.get(key)
    if found is None:
        found = encounters.matrix(officer, on - timedelta(days=MIXING_DAYS), on)
        cache.set(key, found, _KEPT_S)
    return found
