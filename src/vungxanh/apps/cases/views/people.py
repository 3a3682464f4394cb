"""Everybody a case reached, by level, the likeliest first; in the list, in a file (danh sách người tiếp xúc)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.exporting import take_out
from vungxanh.apps.cases.actions.searching import called, searched
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.models import Standing
from vungxanh.apps.cases.queries import lists
from vungxanh.apps.cases.queries.faces import faces
from vungxanh.apps.cases.queries.finding import Found
from vungxanh.apps.cases.queries.lists import Wanted
from vungxanh.apps.cases.tables import PEOPLE_COLUMNS
from vungxanh.apps.cases.views.filters import contacts_wanted, level_chips
from vungxanh.apps.cases.views.lines import PersonLine, lines_of
from vungxanh.apps.cases.views.showing import or_too_few, places_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.export import csv_response, xlsx_response
from vungxanh.ui.addresses import address

PAGE_SIZE = 50
_CHUNK = 500


@officer_required(policies.may_enter)
@require_safe
def people(request: OfficerRequest) -> HttpResponse:
    """One page of the people the address asks for."""
    officer, at = request.officer, clock.now()
    wanted, cursor = contacts_wanted(request.GET, officer), request.GET.get("cursor", "")
    found, few = or_too_few(
        lambda: searched(
            wanted, lambda asked: lists.people(officer, asked, cursor=cursor, size=PAGE_SIZE), by=officer, at=at
        )
    )
    export, counts = reverse("cases:people_export"), lists.by_level(officer, wanted.place)
    others = called(wanted, [row.person for row in found.items], by=officer, at=at) if wanted.words else []
    context = {
        "lines": lines_of(officer, found.items, at=at, today=clock.day_of(at)),
        "others": _others(officer, others, at),
        "few": few,
        "wanted": wanted,
        "is_narrowed": wanted != Wanted(level=1),
        "saved": list(level_chips(request.GET, wanted, counts, hides_small=not policies.counts_plainly(officer))),
        "places": places_of(officer),
        "may_order": policies.orders(officer),
        "whole_url": address(request.GET, reverse("cases:draft_list"), cursor=""),
        "may_import": officer.has(Role.HEALTH_OFFICER),
        "may_name": officer.has(Role.HEALTH_OFFICER),
        "previous_url": address(request.GET, cursor=found.previous) if found.previous else "",
        "next_url": address(request.GET, cursor=found.next) if found.next else "",
        "csv": address(request.GET, export, format="csv"),
        "xlsx": address(request.GET, export, format="xlsx"),
    }
    return render(request, "cases/people.html", context)


@officer_required(policies.may_enter)
@require_safe
def people_export(request: OfficerRequest) -> HttpResponseBase:
    """The whole list as CSV or XLSX, people by pseudonym; it is written down who took it."""
    officer, at = request.officer, clock.now()
    wanted = contacts_wanted(request.GET, officer)
    found = take_out(Kind.CONTACTS, lists.standings(officer, wanted), wanted, by=officer, at=at)
    rows = _all_lines(officer, found, at)
    name = f"nguoi-tiep-xuc-{clock.day_of(at):%Y-%m-%d}"
    if request.GET.get("format") == "xlsx":
        return xlsx_response(f"{name}.xlsx", PEOPLE_COLUMNS, rows, sheet=_("Người tiếp xúc"))
    return csv_response(f"{name}.csv", PEOPLE_COLUMNS, rows)


def _others(officer: Officer, found: Sequence[Found], at: datetime) -> list[dict[str, object]]:
    """Who is named and not on this list: off it for good, or past its filters."""
    shown = faces(officer, [each.person for each in found], at=at) if found else {}
    return [{"person": each.person, "face": shown[each.person.pk], "level": each.level} for each in found]


def _all_lines(officer: Officer, rows: QuerySet[Standing], at: datetime) -> Iterator[PersonLine]:
    rows = rows.select_related("person", "person__commune", "person__plan")
    found = rows.order_by("-probability", "id").iterator(_CHUNK)
    while chunk := list(islice(found, _CHUNK)):
        yield from lines_of(officer, chunk, at=at, today=clock.day_of(at))
