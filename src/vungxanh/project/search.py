"""What Ctrl K finds: records of all features that the officer may read (tìm kiếm)."""

from typing import cast

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language

from vungxanh.apps.directives.actions.indexing import KIND as DIRECTIVE
from vungxanh.apps.directives.queries.visible import visible_to
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import search
from vungxanh.kit.search import reindexers
from vungxanh.ui import formats

MOST = 12
LEAST_OTHERS = 4
# The index does not know who holds a part of a letter, so hits are asked for in plenty and sifted.
SIFTED = 200


@officer_required
def search_json(request: HttpRequest) -> JsonResponse:
    """Answer `?q=` with `{"results": [{"label", "url", "note"}]}`, exact hits first."""
    officer = cast(OfficerRequest, request).officer
    language = get_language() or "vi"
    hits = _hits(request.GET.get("q", ""), officer)
    results = [{"label": hit.title, "url": hit.url, "note": formats.day(hit.at, language)} for hit in hits]
    return JsonResponse({"results": results})


def _hits(query: str, officer: Officer) -> list[search.Hit]:
    """Directives and the rest, each in its own order; many directives still leave room for a few others."""
    directives = _directives(query, officer)
    kinds = [kind for kind, _entries in reindexers.chosen(None) if kind != DIRECTIVE]
    scope = search.Scope(paths=(officer.unit.path,), public=True)
    others = search.find(query, scope=scope, kinds=kinds, limit=MOST)
    others = others[: max(MOST - len(directives), LEAST_OTHERS)]
    return sorted(directives[: MOST - len(others)] + others, key=lambda hit: not hit.exact)


def _directives(query: str, officer: Officer) -> list[search.Hit]:
    """The directives found whose page would open for the officer."""
    hits = search.find(query, scope=search.Scope.everything(), kinds=[DIRECTIVE], limit=SIFTED)
    keys = [int(hit.object_id) for hit in hits]
    readable = set(visible_to(officer).filter(pk__in=keys).values_list("pk", flat=True))
    return [hit for hit in hits if int(hit.object_id) in readable]
