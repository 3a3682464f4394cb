"""Units as entries of the one search (đơn vị trong tìm kiếm)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse

from vungxanh.apps.org.models import Alias, Level, Unit
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.search import Entry

KIND = "unit"
# A place before the bodies that bear its name.
RANKS = (
    Level.PROVINCE,
    Level.DISTRICT,
    Level.COMMUNE,
    Level.DEPARTMENT,
    Level.MASS_ORGANISATION,
    Level.SERVICE,
    Level.ENTERPRISE,
)


def entries_of(units: Iterable[Unit], at: datetime) -> Iterator[Entry]:
    """Each unit with its aliases, readable by everybody who is signed in (2 queries)."""
    units = list(units)
    aliases: dict[int, list[str]] = defaultdict(list)
    for unit_id, text in Alias.objects.filter(unit__in=units).values_list("unit", "text"):
        aliases[unit_id].append(text)
    for unit in units:
        yield Entry(
            kind=KIND,
            object_id=unit.code,
            title=unit.name,
            names=(*aliases[unit.pk], unit.code, *_without_kind(unit)),
            body="",
            rank=RANKS.index(unit.level),
            url=reverse("org:unit", args=[unit.code]),
            at=at,
            scope_path=unit.path,
            public=True,
        )


def _without_kind(unit: Unit) -> list[str]:
    """ "Điện Bàn" of "Thị xã Điện Bàn": as people type it; nothing where the name does not begin with the kind."""
    first, rest = unit.name[: len(unit.kind)], unit.name[len(unit.kind) :].strip()
    return [rest] if rest and unit.kind and fold(first) == fold(unit.kind) and unit.name[len(unit.kind)] == " " else []
