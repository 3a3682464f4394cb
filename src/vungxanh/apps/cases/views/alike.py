"""All pairs of records that may be one person, of the officer's place (danh sách hồ sơ có thể trùng)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.searching import told_pairs
from vungxanh.apps.cases.queries import alike as queries
from vungxanh.apps.cases.queries.duplicates import likeness_of
from vungxanh.apps.cases.queries.faces import faces
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.ui.addresses import address

PAGE_SIZE = 30


@never_cache
@officer_required(policies.may_follow_anybody)
@require_safe
def alike(request: OfficerRequest) -> HttpResponse:
    """A page of the pairs, found last first; whom it names has it in their history."""
    officer, at = request.officer, clock.now()
    found = queries.pairs(officer, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    shown = faces(officer, [person for pair in found.items for person in (pair.one, pair.other)], at=at)
    told_pairs(found.items, by=officer, at=at)
    lines, language = [], get_language() or "vi"
    for pair in found.items:
        one, other = shown[pair.one_id], shown[pair.other_id]
        # Why a guess is right tells who the other one is.
        how = likeness_of(pair.one, pair.other) if one.is_open and other.is_open else None
        ends = [{"person": pair.one, "face": one}, {"person": pair.other, "face": other}]
        lines.append(
            {"pair": pair, "ends": ends, "reasons": [why.told(language) for why in how.reasons] if how else []}
        )
    context = {
        "lines": lines,
        "is_complete": queries.is_complete(),
        "decides": policies.decides(officer),
        "previous_url": address(request.GET, cursor=found.previous) if found.previous else "",
        "next_url": address(request.GET, cursor=found.next) if found.next else "",
    }
    return render(request, "cases/alike.html", context)
