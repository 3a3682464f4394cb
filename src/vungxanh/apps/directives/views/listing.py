"""The list of directives (danh sách văn bản chỉ đạo)."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.models import Stage
from vungxanh.apps.directives.queries.left_behind import left_behind
from vungxanh.apps.directives.queries.listing import NEWEST_FIRST, count_by_stage, listed
from vungxanh.apps.directives.queries.receptions import going_on
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.paging import page_of


@officer_required
@require_safe
def directives(request: OfficerRequest) -> HttpResponseBase:
    """Directives the officer may read; the address holds words, stage and page."""
    words, stage = request.GET.get("q", "")[:200], request.GET.get("stage", "")
    rows = listed(request.officer, words=words, stage=stage)
    page = page_of(rows, NEWEST_FIRST, cursor=request.GET.get("after", ""), size=30)
    counts = count_by_stage(request.officer)
    saved = [{"label": _("Tất cả"), "url": _url(words, ""), "active": not stage, "count": sum(counts.values())}]
    saved += [
        {"label": each.label, "url": _url(words, each), "active": stage == each, "count": counts.get(each, 0)}
        for each in Stage
    ]
    context = {
        "page": page,
        "words": words,
        "stage": stage,
        "saved": saved,
        "next_url": _url(words, stage, page.next) if page.next else "",
        "previous_url": _url(words, stage, page.previous) if page.previous else "",
        "receptions": list(going_on(request.officer)),
        "may_receive": policies.may_receive(request.officer),
        "left_behind": left_behind(request.officer, clock.day_of(clock.now())).count(),
    }
    return render(request, "directives/list.html", context)


def _url(words: str, stage: str, after: str = "") -> str:
    given = {"q": words, "stage": stage, "after": after}
    return "?" + urlencode({name: value for name, value in given.items() if value})
