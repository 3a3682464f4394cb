"""The directory: the tree, the folded search, one unit, exports."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from vungxanh.apps.org import policies
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.forms import day_from, day_line
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.queries.directory import found, tree, units_on
from vungxanh.apps.org.queries.reach import reach
from vungxanh.apps.org.queries.records import record_of
from vungxanh.apps.org.tables import UNIT_COLUMNS, unit_records
from vungxanh.apps.org.views.places import map_of
from vungxanh.apps.org.views.showing import today
from vungxanh.apps.org.wording import VERBS
from vungxanh.kit.acts import next_for
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.export import csv_response, xlsx_response
from vungxanh.kit.paging import Order, page_of
from vungxanh.kit.problems import NotFound

PAGE_SIZE = 50
HISTORY_SHOWN = 20
_ORDER = Order("name", "id")


@officer_required
def directory(request: OfficerRequest) -> HttpResponse:
    """The tree as it stood on a day; with a query or a level, a list instead."""
    on = day_from(request.GET.get("on", ""), today())
    query, level = request.GET.get("q", "").strip(), request.GET.get("level", "")
    context: dict[str, object] = {
        "on": on,
        "on_line": day_line(on),
        "is_today": on == today(),
        "query": query,
        "level": level,
        "levels": [("", _("Mọi cấp")), *Level.choices],
        "may_administer": policies.is_administrator(request.officer),
    }
    if query or level in Level.values:
        units = found(query, units_on(on, level=Level(level) if level in Level.values else None))
        page = page_of(units, _ORDER, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
        context |= {"page": page, "total": units.count(), "filter": _filter(request)}
    else:
        context |= {"roots": tree(on)}
    return render(request, "org/directory.html", context)


def _filter(request: OfficerRequest) -> str:
    """The address of this list without its cursor, for the pager."""
    kept = request.GET.copy()
    kept.pop("cursor", None)
    return kept.urlencode()


@officer_required
def unit(request: OfficerRequest, code: str) -> HttpResponse:
    """One unit: its periods, aliases, people, the units below it and its place on the map."""
    on = day_from(request.GET.get("on", ""), today())
    record = record_of(code, on)
    if record is None:
        raise NotFound(_("Không có đơn vị nào mã %(code)s.") % {"code": code})
    context = {
        "record": record,
        "unit": record.unit,
        "on": on,
        "is_today": on == today(),
        "reach": reach([record.unit], on)[0],
        "map": map_of(record, on),
        "planned": record.planned_after(today()),
        "acts": next_for(record.unit, request.officer),
        "history": [
            (entry, VERBS.get(entry.verb, entry.verb)) for entry in list(history_of(record.unit))[-HISTORY_SHOWN:]
        ],
        "may_change": policies.may_change(request.officer, record.unit),
        "may_staff": policies.may_staff(request.officer, record.unit),
    }
    return render(request, "org/unit.html", context)


@officer_required
def export(request: OfficerRequest) -> HttpResponseBase:
    """The directory of a day as CSV or XLSX, in the columns that the import reads."""
    on = day_from(request.GET.get("on", ""), today())
    name = f"danh-ba-{on:%Y-%m-%d}"
    if request.GET.get("format") == "xlsx":
        return xlsx_response(f"{name}.xlsx", UNIT_COLUMNS, unit_records(on), sheet=_("Danh bạ"))
    return csv_response(f"{name}.csv", UNIT_COLUMNS, unit_records(on))
