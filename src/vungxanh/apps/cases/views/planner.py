"""What uptake in which commune brings R down to the target, reckoned from the address (kế hoạch bao phủ)."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.forms.planner import FIRST, PlannerForm
from vungxanh.apps.cases.picture_tables import PLAN_COLUMNS, PlanLine
from vungxanh.apps.cases.queries.planning_data import ACTIVE_DAYS, MIXING_DAYS, Basis, basis
from vungxanh.apps.cases.views.findings import number, share
from vungxanh.apps.cases.views.mapping import Marked, map_of
from vungxanh.apps.exposure.queries.devices import Coverage
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.queries.places import place_of
from vungxanh.core.casework.planner import Recommendation, Shares, recommend, uniform_floor
from vungxanh.core.casework.times import midnight
from vungxanh.kit import clock
from vungxanh.kit.export import csv_response
from vungxanh.ui.addresses import address

# The table of the published figures: R without the app by the share of known meetings that is stopped.
RS, ES = (1.2, 1.5, 2.0, 3.0), (0.35, 0.5, 0.65, 0.8)
SHADES = (0.1, 0.25, 0.4, 0.55)
PARTS = (0.25, 0.5, 0.75, 1.0)
MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """A recommendation at a target: R as it is now, and what it takes."""

    r: float
    e: float
    target: float
    uniform: float | None
    advice: Recommendation | None
    lines: tuple[PlanLine, ...]

    @property
    def installs(self) -> int | None:
        """Phones to add so that no commune is below the floor, each commune in whole phones."""
        return sum(line.lacking for line in self.lines) if self.advice and self.advice.floor is not None else None

    @property
    def r_now(self) -> float:
        """R with the phones that are active now."""
        return self.advice.r_now * self.target if self.advice else self.r


@officer_required(policies.may_enter)
@require_safe
def planner(request: OfficerRequest) -> HttpResponse:
    """The numbers asked for, the floor they need, what it costs each commune, where the next 1,000 phones help most."""
    officer, at = request.officer, clock.now()
    form = _form(request)
    known = basis(officer, clock.day_of(at))
    plan = _plan(known, form)
    lacking = [line for line in plan.lines if line.lacking]
    context = {
        "form": form,
        "area": place_of(officer.unit),
        "at": at,
        "since": midnight(clock.day_of(at) - timedelta(days=ACTIVE_DAYS - 1)),
        "known": known,
        "mixing_days": MIXING_DAYS,
        "shares": Shares(),
        "plan": plan,
        "title": _title(plan, len(lacking)),
        "lacking": lacking[:MOST_ROWS],
        "lacking_count": len(lacking),
        "gains": sorted(plan.lines, key=lambda line: -line.gain)[:MOST_ROWS],
        "map": _map(plan) if len(plan.lines) > 1 else "",
        "table": [{"r": r, "cells": [_cell(request, r, e) for e in ES]} for r in RS],
        "columns": ES,
        "file": address(request.GET, reverse("cases:planner_file")),
    }
    return render(request, "cases/planner.html", context, status=422 if form.errors else 200)


@officer_required(policies.may_enter)
@require_safe
def planner_file(request: OfficerRequest) -> HttpResponseBase:
    """Every commune with what it lacks, as CSV."""
    today = clock.day_of(clock.now())
    plan = _plan(basis(request.officer, today), _form(request))
    return csv_response(f"ke-hoach-phu-{today:%Y-%m-%d}.csv", PLAN_COLUMNS, plan.lines)


def _form(request: OfficerRequest) -> PlannerForm:
    """What the address says; what it leaves out stands at its first value."""
    return PlannerForm({name: request.GET.get(name, first) for name, first in FIRST.items()})


def _plan(known: Basis, form: PlannerForm) -> Plan:
    """To bring R down to a target is to bring R over the target down to 1."""
    asked = form.cleaned_data if form.is_valid() else FIRST
    r, e, target = asked["r"], asked["e"], asked["target"]
    province = known.province(r / target, e)
    advice = recommend(province) if province else None
    floor = advice.floor if advice else None
    gains = advice.marginal if advice else ()
    lines = [_line(one, floor, gain * target) for one, gain in zip(known.communes, gains, strict=True)]
    lines.sort(key=lambda line: -line.lacking)
    return Plan(r, e, target, uniform_floor(r / target, e), advice, tuple(lines))


def _line(commune: Coverage, floor: float | None, gain: float) -> PlanLine:
    people = commune.population or 0
    needed = None if floor is None else ceil(floor * people)
    return PlanLine(commune.unit, people, commune.active, needed, max((needed or 0) - (commune.active or 0), 0), gain)


def _title(plan: Plan, lacking: int) -> str:
    """What the page finds."""
    if plan.advice is None:
        return _("Chưa tính được kế hoạch phủ")
    aim = {"target": number(plan.target, 0 if plan.target == 1 else 2)}
    if plan.advice.floor is None:
        return _("Chỉ riêng ứng dụng không đưa được R xuống %(target)s, dù mọi người đều dùng") % aim
    if plan.advice.floor == 0:
        return _("R đã không quá %(target)s với số máy đang hoạt động") % aim
    return ngettext(
        "Để R xuống %(target)s, mỗi xã cần ít nhất %(floor)s dân có máy hoạt động: thêm %(n)s máy ở %(communes)s xã",
        "Để R xuống %(target)s, mỗi xã cần ít nhất %(floor)s dân có máy hoạt động: thêm %(n)s máy ở %(communes)s xã",
        lacking,
    ) % {
        **aim,
        "floor": share(plan.advice.floor),
        "n": number(plan.installs or 0),
        "communes": number(lacking),
    }


def _map(plan: Plan) -> SafeString:
    """The share with an active phone by commune, the lowest first."""
    marked = [
        Marked(
            line.unit,
            line.share,
            _("ẩn: dưới 5 máy")
            if line.share is None
            else _("%(share)s, thiếu %(n)s máy") % {"share": share(line.share), "n": number(line.lacking)},
        )
        for line in sorted(plan.lines, key=lambda line: line.share or 0.0)
    ]
    floor = plan.advice.floor if plan.advice else None
    breaks = [floor * part for part in PARTS] if floor else SHADES
    return map_of(marked, title=_map_title(plan), note=_map_note(floor), unit="%", breaks=breaks, area=_("dân số"))


def _map_title(plan: Plan) -> str:
    floor = plan.advice.floor if plan.advice else None
    if not floor:
        return _("Máy hoạt động trên dân số, theo xã")
    below = sum((line.share or 0.0) < floor for line in plan.lines)
    said = ngettext("%(n)s xã dưới mức sàn %(floor)s", "%(n)s xã dưới mức sàn %(floor)s", below)
    return said % {"n": number(below), "floor": share(floor)}


def _map_note(floor: float | None) -> str:
    note = _("máy được thấy hôm qua hoặc hôm nay, chia cho dân số; không tính lượt tải")
    return note + ("; " + _("màu đậm nhất: đã đạt mức sàn") if floor else "")


def _cell(request: OfficerRequest, r: float, e: float) -> dict[str, object]:
    """One cell of the table at target 1, which sets R and e in the address."""
    floor = uniform_floor(r, e)
    return {"floor": floor, "url": address(request.GET, r=r, e=e, target=""), "e": e}
