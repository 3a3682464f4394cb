"""Day segments of random contacts, stored as the server stores them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import numpy as np

from tests.core.tracing.networks import DAY
from vungxanh.apps.exposure.graph import segments
from vungxanh.apps.exposure.models import Holder, Segment
from vungxanh.apps.org.models import Unit
from vungxanh.core.tracing.graph import Contact

EPOCH_DAY = 18_484  # 2020-08-10
START = EPOCH_DAY * DAY
AT = datetime(2020, 8, 14, tzinfo=UTC)


def subject(person: int) -> UUID:
    return UUID(int=person + 1)


def holders(persons: int) -> dict[int, int]:
    """The node of each person."""
    made = [Holder.objects.create(subject=subject(person), made_at=AT, last_on=AT.date()) for person in range(persons)]
    return {person: holder.pk for person, holder in enumerate(made)}


def columns(contacts: Sequence[Contact], node_of: dict[int, int], minutes: Sequence[float] = ()) -> segments.Columns:
    """Edges that begin and end at one moment, near for so many minutes each (20 unless told)."""
    count = len(contacts)
    one = np.array([node_of[min(each.one, each.other)] for each in contacts], np.int32)
    other = np.array([node_of[max(each.one, each.other)] for each in contacts], np.int32)
    start = np.array([START + each.at for each in contacts], np.int64)
    near = np.array([*minutes, *([20.0] * count)][:count], np.float32)
    zero = np.zeros(count, np.float32)
    found = {"one": one, "other": other, "start_ms": start, "end_ms": start, "near": near, "close": zero}
    found |= {"room": zero, "far": zero, "max_rssi": np.full(count, -60, np.int8), "mutual": np.ones(count, bool)}
    return segments.ordered(found)


def store(number: int, area: Unit, edges: segments.Columns, *, version: int = 1, run: str = "run") -> Segment:
    day = segments.day_of(number)
    written = segments.write(day, area.code, version, run, edges)
    return Segment.objects.create(
        day=day, area=area, version=version, name=written.name, rows=written.rows, sha256=written.sha256, built_at=AT
    )


def store_contacts(contacts: Sequence[Contact], node_of: dict[int, int], area: Unit, *, run: str = "run") -> None:
    """A segment for each day of the contacts."""
    for day in sorted({each.at // DAY for each in contacts}):
        store(EPOCH_DAY + day, area, columns([each for each in contacts if each.at // DAY == day], node_of), run=run)
