"""Units by state, and the lists that the counts open (bảng theo dõi, danh sách nhiệm vụ)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.work.models import State
from vungxanh.apps.work.queries.groups import group_of
from vungxanh.apps.work.queries.lists import BoardRow, Wanted, board_rows, directives_of, total
from vungxanh.apps.work.queries.numbers import Counts
from vungxanh.apps.work.tables import BOARD_COLUMNS, COUNTED
from vungxanh.apps.work.views.filters import address_of, directive_choices, wanted_of
from vungxanh.kit import clock
from vungxanh.kit.export import csv_response, xlsx_response
from vungxanh.ui.addresses import address
from vungxanh.ui.templatetags.ui_format import percent_vi

# The filter that lists the rows behind each count of the board.
NARROWED: Mapping[str, Mapping[str, Any]] = {
    "total": {},
    "not_started": {"state": State.NOT_STARTED},
    "doing": {"state": State.DOING},
    "late_open": {"late": True},
    "reported": {"state": State.REPORTED},
    "accepted": {"state": State.ACCEPTED},
    "closed": {"state": State.CLOSED},
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One count and the list it opens."""

    label: str | Promise
    count: int
    url: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One unit, its counts, and how much of its work is done."""

    row: BoardRow
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Group:
    """The units of one level."""

    label: str | Promise
    rows: Sequence[ShownRow]


@officer_required
@require_safe
def board(request: OfficerRequest) -> HttpResponse:
    """The units by state; `?below=0` counts each unit without those under it."""
    at = clock.now()
    wanted, rows = _counted(request, at)
    everything, whole = replace(wanted, unit=None, below=False), total(rows)
    context = {
        "headings": [label for label, _field in COUNTED],
        "groups": list(_by_level(rows, request.officer.unit)),
        "total": list(_cells(whole, everything if wanted.below else None)),
        "share_note": _share_note(whole),
        "directives": directive_choices(directives_of(request.officer)),
        "wanted": wanted,
        "below": wanted.below,
        "segments": [
            {"label": _("Cả cấp dưới"), "url": address(request.GET, below=""), "active": wanted.below},
            {"label": _("Riêng từng đơn vị"), "url": address(request.GET, below=0), "active": not wanted.below},
        ],
        "at": at,
        "csv": address(request.GET, reverse("work:board_export"), format="csv"),
        "xlsx": address(request.GET, reverse("work:board_export"), format="xlsx"),
    }
    return render(request, "work/board.html", context)


@officer_required
@require_safe
def board_export(request: OfficerRequest) -> HttpResponseBase:
    """The board as CSV or XLSX, the same figures."""
    at = clock.now()
    _wanted, rows = _counted(request, at)
    name = f"bang-nhiem-vu-{clock.day_of(at):%Y-%m-%d}"
    if request.GET.get("format") == "xlsx":
        return xlsx_response(f"{name}.xlsx", BOARD_COLUMNS, rows, sheet=_("Nhiệm vụ"))
    return csv_response(f"{name}.csv", BOARD_COLUMNS, rows)


def _counted(request: OfficerRequest, at: datetime) -> tuple[Wanted, list[BoardRow]]:
    """The board is narrowed by the letter only: units and states are its rows and columns."""
    asked = wanted_of(request.GET, request.officer)
    wanted = Wanted(directive=asked.directive, below=request.GET.get("below") != "0")
    return wanted, board_rows(request.officer, wanted, at=at)


def _share_note(counts: Counts) -> str:
    if counts.share_done is None:
        return ""
    return _("%(share)s đã báo cáo hoặc đã xong") % {"share": percent_vi(counts.share_done)}


def _by_level(rows: Sequence[BoardRow], own: Unit) -> Iterator[Group]:
    """The rows as tables by level, from the top down."""
    shown = {row.unit.path: row.unit.level for row in rows}
    groups = [(group_of(row.unit, shown, own), row) for row in rows]
    for level in Level:
        here = [ShownRow(row, list(_cells(row.counts, row.wanted))) for group, row in groups if group == level]
        if here:
            yield Group(level.label, here)


def _cells(counts: Counts, wanted: Wanted | None) -> Iterator[Cell]:
    for label, field in COUNTED:
        url = address_of(replace(wanted, **NARROWED[field])) if wanted else ""
        yield Cell(label, getattr(counts, field), url, is_late=field == "late_open")
