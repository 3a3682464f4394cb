"""Everybody tied to some people by exposures: what has to be derived together (cụm liên quan)."""

from collections.abc import Collection

from vungxanh.apps.cases.models import Exposure


def component(persons: Collection[int]) -> set[int]:
    """The people themselves and all whom live exposures tie to them, however far (2 queries a step)."""
    found = set(persons)
    frontier = found
    while frontier:
        frontier = met_by(frontier) - found
        found |= frontier
    return found


def met_by(persons: Collection[int]) -> set[int]:
    """Whom these people met, in either direction of the record (2 queries)."""
    live = Exposure.objects.filter(withdrawn_at=None)
    met = set(live.filter(source__in=persons).values_list("target", flat=True))
    met.update(live.filter(target__in=persons).values_list("source", flat=True))
    return met
