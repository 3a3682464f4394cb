"""How many phones of each commune take part (độ phủ): phones seen lately, never downloads."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from vungxanh.apps.exposure.models import Device, System
from vungxanh.apps.exposure.policies import area
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer

ACTIVE_DAYS = 14
SMALLEST = 5


@dataclass(frozen=True, slots=True)
class Coverage:
    """A commune's phones; `active` is None where there are some, but fewer than five: too few to be told."""

    unit: Unit
    active: int | None
    population: int | None

    @property
    def share(self) -> float | None:
        """Of the people who live there; None where either number is not told."""
        return self.active / self.population if self.active is not None and self.population else None


def reachable() -> QuerySet[Device]:
    """Phones a push message may reach: those with the app of 2020."""
    return Device.objects.filter(gone_at=None, replaced_by=None).exclude(system__in=(System.AGENT, System.WEB))


def coverage(officer: Officer, *, on: date, days: int = ACTIVE_DAYS) -> list[Coverage]:
    """Each commune of the officer's place with its active phones (2 queries).

    Active is a phone that spoke to the server in the last `days`, still has the app and has no newer token. Phones
    whose owner declared no address that names a commune are in nobody's count.
    """
    since = on - timedelta(days=days - 1)
    counted = Q(devices__seen_on__range=(since, on), devices__gone_at=None, devices__replaced_by=None)
    communes = Unit.objects.filter(path__under=area(officer), level=Level.COMMUNE, ended_on=None)
    rows = communes.annotate(active=Coalesce(Count("devices", filter=counted), 0)).order_by("path")
    return [Coverage(unit, _told(unit.active), unit.population) for unit in rows]


def _told(count: int) -> int | None:
    return None if 0 < count < SMALLEST else count
