"""Units as entries of the one search (đơn vị trong tìm kiếm)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse

from vungxanh.apps.org.models import Alias, Unit
from vungxanh.kit.search import Entry

KIND = "unit"


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
            body=" · ".join([*aliases[unit.pk], unit.code]),
            url=reverse("org:unit", args=[unit.code]),
            at=at,
            scope_path=unit.path,
            public=True,
        )
