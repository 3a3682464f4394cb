"""Finding entries a reader may see."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from vungxanh.kit.search import engines
from vungxanh.kit.search.entries import Hit, Scope
from vungxanh.kit.search.models import SearchEntry
from vungxanh.kit.search.words import number_of, tiers_of

MAX_HITS = 200


def find(query: str, *, scope: Scope, kinds: Collection[str] | None, limit: int) -> list[Hit]:
    """The best hits, one tier of matching after another until there are enough."""
    visible = _visible(scope, kinds)
    limit = max(0, min(limit, MAX_HITS))
    found: dict[int, Hit] = {}
    for exact, rows in [*_numbered(query, visible), *_worded(query, visible)]:
        left = limit - len(found)
        if left <= 0:
            break
        # Rows found before may come again: ask for that many more instead of excluding them by id.
        for row in rows.order_by("-at", "-pk")[: left + len(found)]:
            if len(found) < limit:
                found.setdefault(row.pk, _hit(row, exact=exact))
    return list(found.values())


def _visible(scope: Scope, kinds: Collection[str] | None) -> QuerySet[SearchEntry]:
    rows = SearchEntry.objects.defer("exact", "folded")
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    if scope.unlimited:
        return rows
    allowed = Q(public=True) if scope.public else Q(pk__in=[])
    for path in filter(None, scope.paths):
        allowed |= Q(scope_path__startswith=path)
    return rows.filter(allowed)


def _numbered(query: str, visible: QuerySet[SearchEntry]) -> list[tuple[bool, QuerySet[SearchEntry]]]:
    wanted = number_of(query[:100])
    if not wanted.number:
        return []
    rows = visible.filter(number=wanted.number)
    if wanted.symbol:
        rows = rows.filter(symbol__startswith=wanted.symbol)
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    return [(True, rows)]


def _worded(query: str, visible: QuerySet[SearchEntry]) -> list[tuple[bool, QuerySet[SearchEntry]]]:
    engine = engines.current()
    return [(exact, visible.filter(pk__in=engine.matching(tier))) for exact, tier in tiers_of(query)]


def _hit(row: SearchEntry, *, exact: bool) -> Hit:
    return Hit(kind=row.kind, object_id=row.object_id, title=row.title, url=row.url, at=row.at, exact=exact)
