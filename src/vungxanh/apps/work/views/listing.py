"""The list behind every count: filters in the address, keyset pages, export."""

from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.apps.work import policies
from vungxanh.apps.work.models import State
from vungxanh.apps.work.queries.lists import Wanted, directives_of, exported, matching, page, task_of
from vungxanh.apps.work.queries.receivers import NEXT_LEVELS
from vungxanh.apps.work.tables import ASSIGNMENT_COLUMNS
from vungxanh.apps.work.views.filters import (
    Choices,
    address_of,
    directive_choices,
    role_choices,
    state_choices,
    wanted_of,
)
from vungxanh.apps.work.views.lines import lines_of
from vungxanh.kit import clock
from vungxanh.kit.export import csv_response, xlsx_response
from vungxanh.ui.addresses import address

PAGE_SIZE = 50


@officer_required
@require_safe
def listing(request: OfficerRequest) -> HttpResponse:
    """The assignments that the address asks for."""
    officer, at = request.officer, clock.now()
    wanted = wanted_of(request.GET, officer)
    found = page(officer, wanted, at=at, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    context = {
        "lines": lines_of(found.items, at),
        "total": matching(officer, wanted, at=at).count(),
        "wanted": wanted,
        "task": task_of(officer, wanted.task),
        "without_task": address(request.GET, task=""),
        "is_narrowed": wanted != Wanted(),
        "saved": list(_saved(wanted, officer)),
        "units": _units(officer, wanted),
        "states": state_choices(),
        "roles": role_choices(),
        "directives": directive_choices(directives_of(officer)),
        "may_manage": policies.manages(officer),
        "may_cascade": policies.manages(officer) and officer.unit.level in NEXT_LEVELS,
        "previous_url": address(request.GET, cursor=found.previous) if found.previous else "",
        "next_url": address(request.GET, cursor=found.next) if found.next else "",
        "csv": address(request.GET, reverse("work:list_export"), format="csv"),
        "xlsx": address(request.GET, reverse("work:list_export"), format="xlsx"),
    }
    return render(request, "work/list.html", context)


@officer_required
@require_safe
def list_export(request: OfficerRequest) -> HttpResponseBase:
    """All rows of the list as CSV or XLSX."""
    at = clock.now()
    found = exported(request.officer, wanted_of(request.GET, request.officer), at=at)
    name = f"nhiem-vu-{clock.day_of(at):%Y-%m-%d}"
    if request.GET.get("format") == "xlsx":
        return xlsx_response(f"{name}.xlsx", ASSIGNMENT_COLUMNS, found, sheet=_("Nhiệm vụ"))
    return csv_response(f"{name}.csv", ASSIGNMENT_COLUMNS, found)


def _saved(wanted: Wanted, officer: Officer) -> Iterator[dict[str, object]]:
    """The filters people come back to, kept within the letter and task that are chosen."""
    within = Wanted(directive=wanted.directive, task=wanted.task)
    presets = [
        (_("Tất cả"), within),
        (_("Quá hạn"), replace(within, late=True)),
        (_("Chờ duyệt"), replace(within, state=State.REPORTED)),
        (_("Đơn vị tôi"), replace(within, unit=officer.unit)),
        (_("Đơn vị tôi giao"), replace(within, given=True)),
    ]
    return ({"label": label, "url": address_of(each), "active": each == wanted} for label, each in presets)


def _units(officer: Officer, wanted: Wanted) -> Choices:
    """Own unit and those directly below it; the one asked for stands among them wherever it is."""
    own = officer.unit
    below = units_on(clock.day_of(clock.now())).filter(parent=own).order_by("level", "path")
    choices = [("", _("Mọi đơn vị")), (own.code, own.name), *((unit.code, unit.name) for unit in below)]
    if wanted.unit and wanted.unit.code not in {code for code, _name in choices}:
        choices.append((wanted.unit.code, wanted.unit.name))
    return choices
