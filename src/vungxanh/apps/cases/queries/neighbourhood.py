"""Everybody tied to some people by exposures: what has to be derived together (cụm liên quan)."""

from collections.abc import Collection

from vungxanh.apps.cases.models import Exposure


def component(persons: Collection[int]) -> set[int]:
    """The people themselves and all whom live exposures tie to them, however far (2 queries a step)."""
    found = set(persons)
    frontier = found
    live = Exposure.objects.filter(withdrawn_at=None)
    while frontier:
        met = set(live.filter(source__in=frontier).values_list("target", flat=True))
        met.update(live.filter(target__in=frontier).values_list("source", flat=True))
        frontier = met - found
        found |= met
    return found
