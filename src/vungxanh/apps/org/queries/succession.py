"""What became of units that have ended: who carries on their work (kế thừa)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from vungxanh.apps.org.models import Succession, Unit, UnitPeriod


@dataclass(frozen=True, slots=True)
class Lineage:
    """By the id of a unit that has ended: the ids of the standing units that carry on, and of the nearest one above."""

    successors: Mapping[int, Sequence[int]]
    above: Mapping[int, int]

    def heir(self, unit_id: int) -> int | None:
        """The one unit that carries on; None where nobody does, and where a division leaves a choice to a person."""
        found = self.successors.get(unit_id, ())
        return found[0] if len(found) == 1 else None

    def has_ended(self, unit_id: int) -> bool:
        """Whether the unit is no longer in force."""
        return unit_id in self.successors


def ended_by(on: date) -> QuerySet[Unit]:
    """The units no longer in force on the day; one whose end lies ahead is in force until then."""
    return Unit.objects.filter(ended_on__lte=on)


def lineage(on: date) -> Lineage:
    """The heirs of all units that have ended by the day, through mergers of mergers (3 queries)."""
    ended = dict(ended_by(on).values_list("pk", "parent"))
    if not ended:
        return Lineage({}, {})
    direct: dict[int, list[int]] = defaultdict(list)
    for former, successor in Succession.objects.filter(on__lte=on).order_by("pk").values_list("former", "successor"):
        direct[former].append(successor)
    parents = dict(Unit.objects.values_list("pk", "parent"))
    above = {pk: found for pk in ended if (found := _standing_above(pk, parents, ended))}
    return Lineage({pk: _standing_heirs(pk, direct, ended) for pk in ended}, above)


def carried_on_by(unit: Unit) -> set[int]:
    """The ids of the ended units whose work the unit carries on today, through mergers of mergers (1 query a step).

    A merger entered ahead is none yet: a unit carries its end only from the day on.
    """
    found: set[int] = set()
    heirs = {unit.pk}
    while heirs:
        rows = Succession.objects.filter(successor__in=heirs, former__ended_on__isnull=False)
        heirs = set(rows.exclude(former=unit).values_list("former", flat=True)) - found
        found |= heirs
    return found


def end_of(unit: Unit) -> date | None:
    """The day on which the unit ends or has ended, also when it lies ahead; None while no end is known."""
    last = UnitPeriod.objects.filter(unit=unit).order_by("starts_on").last()
    return last.ends_on if last else unit.ended_on


def _standing_heirs(pk: int, direct: Mapping[int, Sequence[int]], ended: Mapping[int, int | None]) -> list[int]:
    found: dict[int, None] = {}
    seen, waiting = {pk}, list(direct.get(pk, ()))
    while waiting:
        heir = waiting.pop(0)
        if heir in seen:
            continue
        seen.add(heir)
        if heir in ended:
            waiting += direct.get(heir, ())
        else:
            found[heir] = None
    return list(found)


def _standing_above(pk: int, parents: Mapping[int, int | None], ended: Mapping[int, int | None]) -> int | None:
    seen, above = {pk}, parents.get(pk)
    while above is not None and above in ended and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return None if above in seen else above
