"""Levels around a case as the phones tell them now (theo điện thoại, tính ngay): asked when the page is opened."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Case
from vungxanh.apps.cases.queries.faces import Face, faces
from vungxanh.apps.cases.queries.live import LATENCIES, LevelCount, Live, Near, PhonesUnavailable, live
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.cases.queries.records import case_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.small_numbers import written
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict
from vungxanh.ui.addresses import address

DEEPEST_SHOWN = 3


@officer_required(policies.may_enter)
@require_safe
def levels(request: OfficerRequest, code: str) -> HttpResponse:
    """Counts by level, and whom case work knows of them with why; nothing is written."""
    officer, at = request.officer, clock.now()
    own = case_of(officer, code)
    _row, policy = in_force(clock.day_of(at))
    latency = _chosen(request.GET, "u", LATENCIES, LATENCIES[0])
    deepest = _chosen(request.GET, "f", range(1, policy.max_ring + 1), min(DEEPEST_SHOWN, policy.max_ring))
    begun = perf_counter()
    found = live(officer, own, latency_hours=latency, max_level=deepest, at=at)
    took = (perf_counter() - begun) * 1000
    context = {
        "case": own,
        "found": found,
        "took": max(round(took), 1),
        "latencies": [
            {"label": _("%(n)d giờ") % {"n": n}, "url": address(request.GET, u=n), "active": n == latency}
            for n in LATENCIES
        ],
        "depths": [
            {"label": f"F1–F{n}" if n > 1 else "F1", "url": address(request.GET, f=n), "active": n == deepest}
            for n in range(1, policy.max_ring + 1)
        ],
        "rows": [_row_of(each) for each in found.levels],
        "built_ago": (at - found.basis.built_at) // timedelta(minutes=1) if found.basis.built_at else None,
        "damaged": [_span(*each) for each in _spans(found.basis.damaged)],
        "without": [_span(*each) for each in _spans(found.basis.without)],
        "people": list(_people(officer, own, found, at)),
        "crumbs": [(own.code, reverse("cases:case", args=[own.code])), (_("Theo điện thoại"), "")],
    }
    return render(request, "cases/live.html", context)


def by_phones(officer: Officer, case: Case, level: int, *, at: datetime) -> str:
    """How many phones stand at a level of a case, in words for the preview of a ring; "" when nobody can say."""
    try:
        found = live(officer, case, latency_hours=LATENCIES[0], max_level=level, at=at)
    except (Conflict, PhonesUnavailable):
        return ""
    if not found.basis.is_known:
        return ""
    count = found.levels[-1]
    said = _("%(n)s máy") % {"n": written(count.total)} if count.total is not None else _at_least(count)
    return said if found.basis.is_whole else _("%(said)s, thiếu ngày bị hỏng") % {"said": said}


def _at_least(count: LevelCount) -> str:
    """In words: what is hidden is below 5 twice."""
    return _("từ %(n)s máy") % {"n": written(count.least)} if count.least else _("dưới 10 máy")


def _chosen(given: QueryDict, name: str, allowed: Sequence[int], usual: int) -> int:
    """A number of the query if it is one of those offered."""
    said = given.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 4 and int(said) in allowed else usual


def _row_of(each: LevelCount) -> dict[str, Any]:
    return {
        "level": each.level,
        "here": written(each.here),
        "elsewhere": written(each.elsewhere, _("dưới 5")),
        "unknown": written(each.unknown, _("dưới 5")),
    }


def _spans(days: Sequence[date]) -> list[tuple[date, date]]:
    """Days one after the other as first and last."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and found[-1][1] + timedelta(days=1) == day:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found


def _span(first: date, last: date) -> str:
    return f"{first:%d/%m}" if first == last else f"{first:%d/%m}–{last:%d/%m}"


def _people(officer: Officer, case: Case, found: Live, at: datetime) -> list[dict[str, Any]]:
    """Each with the chain, masked as everywhere."""
    passed = {step.person.pk: step.person for near in found.people for step in near.chain if step.person}
    named = passed | {near.person.pk: near.person for near in found.people} | {case.person_id: case.person}
    shown = faces(officer, list(named.values()), at=at)
    return [_line(near, shown) for near in found.people]


def _line(near: Near, shown: dict[int, Face]) -> dict[str, Any]:
    return {
        "near": near,
        "face": shown[near.person.pk],
        "chain": [{"step": step, "face": shown[step.person.pk] if step.person else None} for step in near.chain],
    }
