"""Groups, and who belongs to them on a day."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.forms import day_from, day_line
from vungxanh.apps.org.models import Group, Unit
from vungxanh.apps.org.queries.groups import group_by_key, members
from vungxanh.apps.org.queries.reach import reach
from vungxanh.apps.org.views.showing import today
from vungxanh.kit.export import Column, csv_response
from vungxanh.kit.problems import NotFound


@officer_required
def groups(request: OfficerRequest) -> HttpResponse:
    """Every group with the number of its members on a day."""
    on = day_from(request.GET.get("on", ""), today())
    rows = [(group, members(group, on).count()) for group in Group.objects.order_by("pk")]
    return render(request, "org/groups.html", {"rows": rows, "on": on, "on_line": day_line(on)})


@officer_required
def group(request: OfficerRequest, key: str) -> HttpResponseBase:
    """The members of a group on a day, how each is reached; `format=csv` gives the list away."""
    chosen = group_by_key(key)
    if chosen is None:
        raise NotFound(_("Không có nhóm này."))
    on = day_from(request.GET.get("on", ""), today())
    found = members(chosen, on)
    if request.GET.get("format") == "csv":
        return csv_response(f"{key}-{on:%Y-%m-%d}.csv", _columns(), found.iterator())
    reached = reach(found, on)
    return render(request, "org/group.html", {"group": chosen, "reached": reached, "on": on})


def _columns() -> tuple[Column[Unit], ...]:
    return (
        Column(_("Mã"), lambda unit: unit.code),
        Column(_("Tên"), lambda unit: unit.name_then),
        Column(_("Loại"), lambda unit: unit.kind_then),
    )
