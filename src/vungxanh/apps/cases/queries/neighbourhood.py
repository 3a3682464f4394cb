"""How far a changed fact reaches through the exposures on record (phạm vi tính lại)."""

from collections.abc import Collection

from django.db.models import Max

from vungxanh.apps.cases.models import Case, Exposure, Ring
from vungxanh.core.casework.scope import Scope, scope
from vungxanh.kit.among import among


def around(persons: Collection[int], *, at_least: int = 1) -> Scope:
    """Whom to derive after a change around these people, and whose facts it takes (4 queries a ring, and 1).

    The deepest ring counts even where it has been closed: what it held has to be let go.
    """
    deepest = max(at_least, Ring.objects.aggregate(deepest=Max("level"))["deepest"] or 1)
    return scope(persons, deepest, met_by)


def everybody() -> Scope:
    """All who have a case or an exposure: what another policy changes (3 queries)."""
    found = set(Case.objects.values_list("person", flat=True))
    for end in ("source", "target"):
        found.update(Exposure.objects.filter(withdrawn_at=None).values_list(end, flat=True))
    return Scope(frozenset(found), frozenset(found))


def met_by(persons: Collection[int]) -> set[int]:
    """Whom these people met, in either direction of the record (2 queries)."""
    live = Exposure.objects.filter(withdrawn_at=None)
    met = set(live.filter(among("source_id", persons)).values_list("target", flat=True))
    met.update(live.filter(among("target_id", persons)).values_list("source", flat=True))
    return met
