"""How far a changed fact reaches through the exposures on record (phạm vi tính lại).

Whoever has been erased stands as on that day for good: their meetings are deleted once nobody open rests on them, so
deriving them again would take them out of the counts. Others are still derived through the meetings that are left.
"""

from collections.abc import Collection

from django.db.models import Max

from vungxanh.apps.cases.models import Exposure, Person, Ring
from vungxanh.core.casework.scope import Scope, scope
from vungxanh.kit.among import among


def around(persons: Collection[int], *, at_least: int = 1) -> Scope:
    """Whom to derive after a change around these people, and whose facts it takes (4 queries a ring, and 2)."""
    return _without_erased(scope(persons, max(at_least, deepest()), met_by))


def deepest() -> int:
    """The deepest ring of any case (1 query); also where it has been closed: what it held has to be let go."""
    found: int | None = Ring.objects.aggregate(deepest=Max("level"))["deepest"]
    return found or 1


def alone(persons: Collection[int]) -> Scope:
    """Just these people, whatever reaches them: what another policy changes of them (2 queries a ring, and 2)."""
    found, frontier = set(persons), set(persons)
    for _ring in range(deepest()):
        frontier = met_by(frontier) - found
        found |= frontier
    return _without_erased(Scope(frozenset(persons), frozenset(found)))


def _without_erased(found: Scope) -> Scope:
    erased = Person.objects.filter(among("pk", found.persons), erased_at__isnull=False)
    return Scope(found.persons.difference(erased.values_list("pk", flat=True)), found.surroundings)


def met_by(persons: Collection[int]) -> set[int]:
    """Whom these people met, in either direction of the record (2 queries)."""
    live = Exposure.objects.filter(withdrawn_at=None)
    met = set(live.filter(among("source_id", persons)).values_list("target", flat=True))
    met.update(live.filter(among("target_id", persons)).values_list("source", flat=True))
    return met
