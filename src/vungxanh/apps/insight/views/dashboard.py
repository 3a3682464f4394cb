"""The page of one directive's numbers (bảng số liệu văn bản)."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from vungxanh.apps.insight import charts, links, maps
from vungxanh.apps.insight.queries.course import course
from vungxanh.apps.insight.queries.figures import Figures, figures
from vungxanh.apps.insight.queries.late import late_items
from vungxanh.apps.insight.queries.places import neighbours
from vungxanh.apps.insight.queries.scope import Scope, scope_for
from vungxanh.apps.insight.summary import summary_of
from vungxanh.apps.insight.views.standings import standings
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.work.models import State
from vungxanh.kit import clock


@officer_required
@require_safe
def directive(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """One question a chart, within the officer's unit or a unit below it (`?unit=`)."""
    at = clock.now()
    scope = scope_for(request.officer, pk, at=at, unit_code=request.GET.get("unit", "")[:40])
    found = figures(scope)
    context = {
        "at": at,
        "scope": scope,
        "unit_query": f"?unit={scope.part.code}" if scope.part else "",
        "figures": found,
        "summary": summary_of(found),
        "charts": _charts(found),
        "lists": _lists(scope),
        "late": late_items(scope),
        "standings": standings(found, request.GET),
    }
    return render(request, "insight/directive.html", context)


def _charts(found: Figures) -> dict[str, SafeString]:
    """Only the charts that have something to show in this scope."""
    if not found.total.base:
        return {}
    drawn = {
        "level": charts.by_level(found),
        "task": charts.by_task(found),
        "time": charts.over_time(course(found.scope)),
    }
    if found.communes:
        drawn["map"] = maps.commune_map(found, neighbours(found))
    if len(found.districts) > 1:
        drawn["district"] = charts.by_district(found)
    if found.bodies:
        drawn |= {"sector": charts.by_sector(found), "body": charts.by_body(found)}
    return drawn


def _lists(scope: Scope) -> dict[str, str]:
    """The work lists behind the counts on top."""
    lists = links.Worklists(scope)
    return {state.value: lists(state=state) for state in State} | {"late": lists(late=True)}
