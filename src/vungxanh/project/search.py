"""What Ctrl K finds: records of all features that the officer may read (tìm kiếm)."""

from typing import cast

from django.http import HttpRequest, JsonResponse

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import search
from vungxanh.ui import formats

MOST = 12


@officer_required
def search_json(request: HttpRequest) -> JsonResponse:
    """Answer `?q=` with `{"results": [{"label", "url", "note"}]}`, exact hits first."""
    officer = cast(OfficerRequest, request).officer
    hits = search.find(
        request.GET.get("q", ""), scope=search.Scope(paths=(officer.unit.path,), public=True), limit=MOST
    )
    results = [{"label": hit.title, "url": hit.url, "note": formats.day(hit.at, "vi")} for hit in hits]
    return JsonResponse({"results": results})
