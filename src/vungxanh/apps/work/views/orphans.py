"""Duties that no unit carries on: what an ended unit left, and who goes on with it (việc không còn nơi thực hiện)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.hand_over import hand_over
from vungxanh.apps.work.queries import orphans as queries
from vungxanh.apps.work.receiving_forms import HandOverManyForm
from vungxanh.apps.work.views.lines import lines_of
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid
from vungxanh.ui.acting import show


@require_http_methods(["GET", "POST"])
@officer_required(policies.manages)
def orphans(request: OfficerRequest) -> HttpResponse:
    """What waits, by the unit that held it, each group with the form that hands all of it over."""
    officer, at = request.officer, clock.now()
    groups = queries.by_former(officer)
    units = queries.may_take_over(officer.unit.pk, clock.day_of(at))
    sent = request.POST.get("former", "")
    shown = []
    for group in groups:
        form = HandOverManyForm(
            request.POST if sent == group.former.code else None,
            initial={"former": group.former.code},
            auto_id=f"id_{group.former.code}_%s",
        )
        form.choose_among(units)
        if form.is_bound and form.is_valid():
            try:
                done = hand_over(group.rows, to=form.cleaned_data["to"], reason=form.cleaned_data["reason"],
                                 by=officer, at=at)  # fmt: skip
            except (Invalid, Conflict) as problem:
                show(problem, form)
            else:
                told = ngettext("Đã chuyển %(n)d nhiệm vụ.", "Đã chuyển %(n)d nhiệm vụ.", done) % {"n": done}
                messages.success(request, told)
                return redirect("work:orphans")
        shown.append((group, lines_of(group.rows, at), form))
    crumbs = [(_("Nhiệm vụ"), reverse("work:board")), (_("Không còn nơi thực hiện"), "")]
    status = 422 if any(form.errors for _group, _lines, form in shown) else 200
    return render(request, "work/orphans.html", {"groups": shown, "crumbs": crumbs}, status=status)
