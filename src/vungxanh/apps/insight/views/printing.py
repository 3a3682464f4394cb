"""The sheet a leader takes into a meeting (bản in)."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vungxanh.apps.insight import links
from vungxanh.apps.insight.queries.figures import figures
from vungxanh.apps.insight.queries.late import late_items
from vungxanh.apps.insight.queries.scope import scope_for
from vungxanh.apps.insight.summary import summary_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.models import Level
from vungxanh.kit import clock

MOST_LATE = 15


@officer_required
@require_safe
def paper(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """One or two A4 pages: findings, levels, districts (communes of one district), and the late list."""
    at = clock.now()
    scope = scope_for(request.officer, pk, at=at, unit_code=request.GET.get("unit", "")[:40])
    found = figures(scope)
    context = {
        "at": at,
        "scope": scope,
        "figures": found,
        "summary": summary_of(found),
        "levels": [(level.label, found.levels[level]) for level in Level if level in found.levels],
        "places": found.districts if len(found.districts) > 1 else found.communes,
        "late": late_items(scope, limit=MOST_LATE),
        "back_url": links.dashboard(pk, scope.part),
    }
    return render(request, "insight/print.html", context)
