"""Where people stay apart moves with the days, and their plans with it (đổi nơi cách ly theo ngày)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from vungxanh.apps.cases.events import PlacesMoved
from vungxanh.apps.cases.models import Plan
from vungxanh.core.casework import standing_json
from vungxanh.core.casework.policy import Place
from vungxanh.kit import audit, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of


def move_places(*, by: Actor, at: datetime) -> int:
    """Let each open plan say where its person stays apart today, which no derivation tells on that day; how many moved.

    It compares with today and not with yesterday, so that a night that was missed, or broken off, is made up for.
    """
    on = day_of(at)
    with transaction.atomic():
        audit.hold()  # a derivation writes the same column
        moved: dict[Place, list[int]] = defaultdict(list)
        for key, place in (*_over(on), *_in_turns(on)):
            moved[place].append(key)
        keys = [key for each in moved.values() for key in each]
        for place, each in moved.items():
            rows = Plan.objects.filter(among("pk", each))
            rows.update(place=place.value, updated_at=at, version=F("version") + 1)
        plans = list(Plan.objects.filter(among("pk", keys))) if keys else []
        audit.record_many("cases.plan.place", by=by, on=plans, at=at)
        if plans:
            events.announce(PlacesMoved(on, dict(Counter(plan.path for plan in plans)), at))
    return len(plans)


def _over(on: date) -> Iterator[tuple[int, Place]]:
    """Plans whose quarantine is over."""
    rows = Plan.objects.filter(ended_on=None, quarantine_ends_on__lt=on).exclude(place=Place.NONE.value)
    return ((key, Place.NONE) for key in rows.values_list("pk", flat=True))


def _in_turns(on: date) -> Iterator[tuple[int, Place]]:
    """Plans of several terms, of which a stricter one may be over before another: only then places follow each other.

    Standings are read one after the other, for they are large.
    """
    rows = Plan.objects.filter(
        ended_on=None, quarantine_ends_on__gte=on, person__standing__detail__terms__1__isnull=False
    )
    columns = rows.values_list("pk", "place", "person__standing__detail")
    for key, place, detail in columns.iterator(chunk_size=1000):
        now = standing_json.from_json(detail).place_on(on)
        if now.value != place:
            yield key, now
