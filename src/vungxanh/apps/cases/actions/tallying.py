"""How many stand at each level in each place, kept while standings are written (số người theo cấp)."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count

from vungxanh.apps.cases.models import Standing, Tally
from vungxanh.kit import audit

Place = tuple[str, int]
"""A path and a level."""


def tally(left: Iterable[Place], came: Iterable[Place]) -> None:
    """Count who left and who came (2 queries), in the transaction that writes their standings."""
    audit.hold()  # counts are read and written again: two who change the same one must not overlap
    moved = Counter(came)
    moved.subtract(left)
    moved = Counter({place: by for place, by in moved.items() if by})
    held = Tally.objects.filter(path__in={path for path, _level in moved})
    counts = {(row.path, row.level): row.count for row in held}
    _write({place: counts.get(place, 0) + by for place, by in moved.items()})


def tally_anew() -> int:
    """Count every standing again (đếm lại); how many counts were wrong.

    For whoever wrote standings without telling `tally`: by hand, or from a copy of the database.
    """
    with transaction.atomic():
        audit.hold()
        before = {(row.path, row.level): row.count for row in Tally.objects.filter(count__gt=0)}
        Tally.objects.all().delete()
        rows = Standing.objects.values_list("path", "level").annotate(Count("pk")).order_by()
        now = {(path, level): count for path, level, count in rows}
        _write(now)
    return sum(before.get(place) != now.get(place) for place in before.keys() | now.keys())


def _write(counts: dict[Place, int]) -> None:
    Tally.objects.bulk_create(
        [Tally(path=path, level=level, count=count) for (path, level), count in counts.items()],
        update_conflicts=True,
        unique_fields=["path", "level"],
        update_fields=["count"],
    )
