"""Units by state, and the lists that the counts open (bảng theo dõi, danh sách nhiệm vụ)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.models import State
from vungxanh.apps.work.queries.lists import BoardRow, Wanted, board_rows, directives_of, total
from vungxanh.apps.work.queries.numbers import Counts
from vungxanh.apps.work.views.filters import address_of, directive_choices, wanted_of
from vungxanh.apps.work.views.showing import address
from vungxanh.kit import clock
from vungxanh.kit.export import Column, csv_response, xlsx_response
from vungxanh.ui.templatetags.ui_format import percent_vi

# The columns of the board: heading, the field of `Counts`, the filter that lists the same rows.
COLUMNS: Sequence[tuple[str | Promise, str, Mapping[str, Any]]] = (
    (gettext_lazy("Tất cả"), "total", {}),
    (gettext_lazy("Chưa bắt đầu"), "not_started", {"state": State.NOT_STARTED}),
    (gettext_lazy("Đang làm"), "doing", {"state": State.DOING}),
    (gettext_lazy("Quá hạn"), "late_open", {"late": True}),
    (gettext_lazy("Chờ duyệt"), "reported", {"state": State.REPORTED}),
    (gettext_lazy("Đã xong"), "accepted", {"state": State.ACCEPTED}),
    (gettext_lazy("Đã đóng"), "closed", {"state": State.CLOSED}),
)


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
        "headings": [label for label, _field, _filter in COLUMNS],
        "groups": list(_by_level(rows)),
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
    columns: list[Column[BoardRow]] = [
        Column(_("Mã đơn vị"), lambda row: row.unit.code, width=14),
        Column(_("Đơn vị"), lambda row: row.unit.name, width=40),
    ]
    columns += [Column(str(label), _reader(field), "number") for label, field, _filter in COLUMNS]
    columns.append(Column(_("Tỷ lệ đã làm"), lambda row: row.counts.share_done, "percent"))
    name = f"bang-nhiem-vu-{clock.day_of(at):%Y-%m-%d}"
    if request.GET.get("format") == "xlsx":
        return xlsx_response(f"{name}.xlsx", columns, rows, sheet=_("Nhiệm vụ"))
    return csv_response(f"{name}.csv", columns, rows)


def _counted(request: OfficerRequest, at: datetime) -> tuple[Wanted, list[BoardRow]]:
    """The board is narrowed by the letter only: units and states are its rows and columns."""
    asked = wanted_of(request.GET, request.officer)
    wanted = Wanted(directive=asked.directive, below=request.GET.get("below") != "0")
    return wanted, board_rows(request.officer, wanted, at=at)


def _share_note(counts: Counts) -> str:
    if counts.share_done is None:
        return ""
    return _("%(share)s đã báo cáo hoặc đã xong") % {"share": percent_vi(counts.share_done)}


def _by_level(rows: Sequence[BoardRow]) -> Iterator[Group]:
    """The rows as tables by level, from the top down."""
    for level in Level:
        here = [ShownRow(row, list(_cells(row.counts, row.wanted))) for row in rows if row.unit.level == level]
        if here:
            yield Group(level.label, here)


def _cells(counts: Counts, wanted: Wanted | None) -> Iterator[Cell]:
    for label, field, narrowed in COLUMNS:
        url = address_of(replace(wanted, **narrowed)) if wanted else ""
        yield Cell(label, getattr(counts, field), url, is_late=field == "late_open")


def _reader(field: str) -> Callable[[BoardRow], int]:
    return lambda row: int(getattr(row.counts, field))
