"""Finding entries a reader may see."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import BigIntegerField, Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Length

from vungxanh.kit.search import engines
from vungxanh.kit.search.entries import Hit, Place, Scope
from vungxanh.kit.search.models import SearchEntry
from vungxanh.kit.search.words import beginnings, name_parts, number_of, stands_in, tiers_of, words_of

MAX_HITS = 200
# Names as typed come before those with other marks: so many are read to be put in that order.
_LEAST_NAMES = 50


def find(
    query: str, *, scope: Scope, kinds: Collection[str] | None, limit: int, only: QuerySet[Any, Any] | None
) -> list[Hit]:
    """The best hits, one way of matching after another until there are enough."""
    visible = _visible(scope, kinds)
    if only is not None:
        visible = visible.filter(object_id__in=only)
    limit = max(0, min(limit, MAX_HITS))
    found: dict[int, Hit] = {}
    for hits in (_numbered, _named, _worded):
        if len(found) < limit:
            for pk, hit in hits(query, visible, limit):
                found.setdefault(pk, hit)
                if len(found) == limit:
                    break
    return list(found.values())


def matching_ids(piece: str, kind: str) -> QuerySet[SearchEntry, int] | None:
    """The ids, as a subquery of numbers, of the entries of a kind that hold the piece; None for one without words."""
    tier = beginnings(piece)
    if not tier:
        return None
    # Only this kind's ids are sure to be numbers, and a database may cast before it filters.
    number = Case(When(kind=kind, then=Cast("object_id", BigIntegerField())))
    rows = SearchEntry.objects.filter(kind=kind, pk__in=engines.current().matching(tier))
    return rows.annotate(object_number=number).values_list("object_number", flat=True)


def _visible(scope: Scope, kinds: Collection[str] | None) -> QuerySet[SearchEntry]:
    rows = SearchEntry.objects.defer("exact", "folded", "names")
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    if scope.unlimited:
        return rows
    allowed = Q(public=True) if scope.public else Q(pk__in=[])
    for path in filter(None, scope.paths):
        allowed |= Q(scope_path__startswith=path)
    return rows.filter(allowed)


def _numbered(query: str, visible: QuerySet[SearchEntry], limit: int) -> Iterator[tuple[int, Hit]]:
    wanted = number_of(query[:100])
    if not wanted.number:
        return
    rows = visible.filter(number=wanted.number)
    if wanted.symbol:
        rows = rows.filter(symbol__startswith=wanted.symbol)
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    for row in rows.order_by("-at", "-pk")[:limit]:
        yield row.pk, _hit(row, Place.NUMBER, exact=True)


def _named(query: str, visible: QuerySet[SearchEntry], limit: int) -> Iterator[tuple[int, Hit]]:
    """What is called so, then what begins so, then what has all the words in its names, side by side first."""
    parts, tiers = name_parts(query), tiers_of(query)
    if not parts or not tiers:
        return
    marked, broadest = tiers[-1]
    rows = visible.filter(pk__in=engines.current().matching(broadest))
    for part in parts.within:
        rows = rows.filter(names__contains=part)
    place = Case(
        When(names__contains=parts.whole, then=Value(int(Place.NAME))),
        When(names__contains=parts.beginning, then=Value(int(Place.NAME_BEGINS))),
        default=Value(int(Place.IN_NAME)),
        output_field=IntegerField(),
    )
    apart = Case(When(names__contains=parts.phrase, then=Value(0)), default=Value(1), output_field=IntegerField())
    best = rows.annotate(place=place, apart=apart).order_by("place", "apart", "rank", "-at", Length("names"), "pk")
    typed = words_of(query)
    hits = [
        (row.pk, _hit(row, Place(row.place), exact=marked or stands_in(typed, row.title)))
        for row in best[: max(limit, _LEAST_NAMES)]
    ]
    yield from sorted(hits, key=lambda each: (each[1].place, not each[1].exact))


def _worded(query: str, visible: QuerySet[SearchEntry], limit: int) -> Iterator[tuple[int, Hit]]:
    """What has the words anywhere: as written, as a phrase, then each for itself; newest first in each."""
    engine = engines.current()
    for exact, tier in tiers_of(query):
        # Rows found before may come again: fewer than `limit`, so that the whole of it brings enough new ones.
        for row in visible.filter(pk__in=engine.matching(tier)).order_by("-at", "-pk")[:limit]:
            yield row.pk, _hit(row, Place.TEXT, exact=exact)


def _hit(row: SearchEntry, place: Place, *, exact: bool) -> Hit:
    return Hit(
        kind=row.kind, object_id=row.object_id, title=row.title, url=row.url, at=row.at, exact=exact, place=place
    )
