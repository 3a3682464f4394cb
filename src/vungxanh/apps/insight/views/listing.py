"""Every issued directive with its state of work (số liệu các văn bản)."""

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.directives.models import Directive
from vungxanh.apps.insight import findings, links
from vungxanh.apps.insight.charts import row
from vungxanh.apps.insight.queries.scope import NEWEST_FIRST, Scope, issued, rows_of
from vungxanh.apps.insight.queries.tallies import Tally, tallied
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.core.text.phrases import begun_with_a_capital
from vungxanh.kit import clock
from vungxanh.kit.paging import page_of
from vungxanh.ui.svg import stacked_bar

SIZE = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A directive with the officer's part of its work."""

    directive: Directive
    tally: Tally
    late_url: str


@officer_required
@require_safe
def directives(request: OfficerRequest) -> HttpResponseBase:
    """Issued directives the officer may see, newest first."""
    at = clock.now()
    rows = issued(request.officer).select_related("unit").defer("text", "reading", "explained")
    page = page_of(rows, NEWEST_FIRST, cursor=request.GET.get("after", ""), size=SIZE)
    tallies = tallied(rows_of(request.officer, page.items, at), "directive", at)
    lines = [
        Line(each, tallies.get(each.pk, Tally()), links.Worklists(Scope(each, request.officer, at))(late=True))
        for each in page.items
    ]
    context = {
        "at": at,
        "lines": lines,
        "chart": _chart(lines),
        "next_url": "?" + urlencode({"after": page.next}) if page.next else "",
        "previous_url": "?" + urlencode({"after": page.previous}) if page.previous else "",
    }
    return render(request, "insight/directives.html", context)


def _chart(lines: list[Line]) -> SafeString:
    """One bar a directive on this page, each leading to its own page."""
    rows = [
        row(
            line.directive.number_and_symbol or begun_with_a_capital(line.directive.subject),
            line.tally,
            links.dashboard(line.directive.pk),
        )
        for line in lines
    ]
    late = sum(line.tally.counts.late_open > 0 for line in lines)
    note = _("nhiệm vụ thuộc phạm vi đơn vị, văn bản mới phát hành trước")
    return stacked_bar(rows, title=findings.directives(late, len(lines)), note=note)
