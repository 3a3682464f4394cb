"""Acts on several assignments at once: accept, name a performer, hand down (làm hàng loạt)."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.performer import assign_performer
from vungxanh.apps.work.actions.review import accept_many
from vungxanh.apps.work.forms import NamingForm, people_at
from vungxanh.apps.work.life import is_possible
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.receivers import children_by_parent, duty_of, held_otherwise, without_theirs
from vungxanh.apps.work.receiving_forms import HandDownForm
from vungxanh.apps.work.views.act_pages import handed_down
from vungxanh.apps.work.views.showing import picked
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid
from vungxanh.ui.acting import show


@officer_required(policies.manages)
@require_POST
def accept_picked(request: OfficerRequest) -> HttpResponse:
    """Accept the reports ticked in a list and go back to it."""
    rows = picked(request, request.officer)
    done = accept_many(rows, by=request.officer, at=clock.now())
    if done.accepted:
        told = ngettext("Đã chấp nhận %(n)d báo cáo.", "Đã chấp nhận %(n)d báo cáo.", done.accepted)
        messages.success(request, told % {"n": done.accepted})
    if done.skipped:
        told = ngettext(
            "%(n)d nhiệm vụ chưa báo cáo hoàn thành hoặc không do đơn vị giao nên không chấp nhận được.",
            "%(n)d nhiệm vụ chưa báo cáo hoàn thành hoặc không do đơn vị giao nên không chấp nhận được.",
            done.skipped,
        )
        messages.warning(request, told % {"n": done.skipped})
    if done.open_below:
        told = ngettext(
            "%(n)d nhiệm vụ còn việc cấp dưới đang mở: mở từng hồ sơ để chấp nhận và chọn cách xử lý việc cấp dưới.",
            "%(n)d nhiệm vụ còn việc cấp dưới đang mở: mở từng hồ sơ để chấp nhận và chọn cách xử lý việc cấp dưới.",
            done.open_below,
        )
        messages.warning(request, told % {"n": done.open_below})
    return redirect(_back(request))


@officer_required(policies.manages)
@require_http_methods(["GET", "HEAD", "POST"])
def cascade_many(request: OfficerRequest) -> HttpResponse:
    """Hand all the ticked duties to every unit of the level below, in one act."""
    officer, at = request.officer, clock.now()
    ready, left = _sorted_out(picked(request, officer), request, Act.CASCADE)
    below = children_by_parent([officer.unit], clock.day_of(at))[officer.unit.pk]
    held = held_otherwise(ready, below)
    missing = [(unit, duty_of(parent, unit.pk) in held) for parent, unit in without_theirs(ready, below)]
    holders = {unit.pk for unit, is_held in missing if is_held}
    form = HandDownForm(request.POST if request.method == "POST" else None)
    if not holders:
        del form.fields["include_held"]
    if request.method == "POST" and ready and form.is_valid():
        told = form.cleaned_data
        try:
            done = cascade(ready, **told, by=officer, at=at)
        except (Invalid, Conflict) as problem:
            show(problem, form)
        else:
            (messages.success if done.made else messages.warning)(request, handed_down(done))
            return redirect(_back(request))
    context = _shown(ready, left, form, _back(request), _("Giao cấp dưới"))
    context |= {"below": below, "held": [unit for unit in below if unit.pk in holders]}
    context["nothing_to_give"] = all(is_held for _unit, is_held in missing)
    return render(request, "work/cascade_many.html", context, status=422 if form.errors else 200)


@officer_required(policies.manages)
@require_http_methods(["GET", "HEAD", "POST"])
def performer_many(request: OfficerRequest) -> HttpResponse:
    """Give all the ticked duties to one person of the unit: all of them, or none."""
    officer, at = request.officer, clock.now()
    ready, left = _sorted_out(picked(request, officer), request, Act.PERFORMER)
    form = NamingForm(request.POST if request.method == "POST" else None)
    form.choose_among(people_at(officer.unit.pk, clock.day_of(at)))
    if request.method == "POST" and ready and form.is_valid():
        person, text = form.cleaned_data["performer"], form.cleaned_data["text"]
        try:
            with transaction.atomic():
                for assignment in ready:
                    assign_performer(assignment, performer=person, text=text, by=officer, at=at)
        except (Invalid, Conflict) as problem:
            show(problem, form)
        else:
            told = ngettext("Đã giao %(n)d nhiệm vụ cho %(name)s.", "Đã giao %(n)d nhiệm vụ cho %(name)s.", len(ready))
            messages.success(request, told % {"n": len(ready), "name": person.full_name})
            return redirect(_back(request))
    context = _shown(ready, left, form, _back(request), _("Giao người thực hiện"))
    return render(request, "work/performer_many.html", context, status=422 if form.errors else 200)


def _sorted_out(
    rows: Sequence[Assignment], request: OfficerRequest, act: Act
) -> tuple[list[Assignment], list[Assignment]]:
    """Those the officer may do it with now, and those left out."""
    ready = [row for row in rows if is_possible(row, act) and policies.may(request.officer, act, row)]
    fit = {row.pk for row in ready}
    return ready, [row for row in rows if row.pk not in fit]


def _shown(
    ready: Sequence[Assignment], left: Sequence[Assignment], form: forms.Form, back: str, title: str
) -> dict[str, object]:
    crumbs = [(_("Danh sách"), back), (title, "")]
    return {"ready": ready, "left": left, "form": form, "back": back, "crumbs": crumbs}


def _back(request: OfficerRequest) -> str:
    """The list the officer came from, when it is one of ours."""
    given = request.POST if request.method == "POST" else request.GET
    url = given.get("back", "")
    fits = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if fits and url.startswith("/") else "/"
