"""Meetings that somebody told before and that were taken back since (lần tiếp xúc đã rút)."""

from collections.abc import Collection
from datetime import datetime

from vungxanh.apps.cases.models import Exposure
from vungxanh.kit.among import among

Told = tuple[frozenset[int], datetime, datetime]
"""The two people, from when to when."""


def withdrawn(told: Collection[Told]) -> dict[Told, str]:
    """Which of these meetings are there and all withdrawn, and why the last was (1 query); others are left out."""
    if not told:
        return {}
    people = {person for pair, _since, _until in told for person in pair}
    rows = Exposure.objects.filter(among("source_id", people), among("target_id", people))
    columns = ("source", "target", "started_at", "ended_at", "withdrawn_at", "withdrawn_why")
    found: dict[Told, str] = {}
    stands = set()
    for source, target, since, until, gone, why in rows.order_by("withdrawn_at", "pk").values_list(*columns):
        met = (frozenset((source, target)), since, until)
        if gone is None:
            stands.add(met)
        else:
            found[met] = why
    return {met: why for met, why in found.items() if met in set(told) - stands}
