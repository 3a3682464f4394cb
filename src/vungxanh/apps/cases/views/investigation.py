"""The case form: filled in by whoever speaks with the patient, kept sealed (phiếu điều tra)."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.investigating import answers_of, write
from vungxanh.apps.cases.forms.investigation import InvestigationForm
from vungxanh.apps.cases.models import Case, Investigation
from vungxanh.apps.cases.queries.faces import Face, face, must_be_open
from vungxanh.apps.cases.queries.records import case_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.ui.acting import went
from vungxanh.ui.formats import day


@officer_required(policies.may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def investigation(request: OfficerRequest, code: str) -> HttpResponse:
    """The form of one case; what is known already stands in it. What it says is read as who they are is: or not."""
    officer, at = request.officer, clock.now()
    own = case_of(officer, code)
    policies.must_follow_up(officer, own)
    own_face = face(officer, own.person, at=at)
    must_be_open(own_face, _("Phiếu điều tra ghi rõ người bệnh là ai: mở danh tính trước khi đọc hoặc ghi."))
    held = Investigation.objects.get(case=own)
    known = _known(own, own_face, officer, at) | answers_of(held)
    form = InvestigationForm(request.POST or None, initial=known | {"version": held.version, "complete": held.complete})

    def act(now: datetime) -> None:
        given = form.cleaned_data
        write(own, form.answers(), complete=given["complete"], version=given["version"], by=officer, at=now)

    if request.method == "POST" and went(form, act):
        messages.success(request, _("Đã ghi phiếu điều tra."))
        return redirect("cases:case", code=own.code)
    context = {
        "case": own,
        "face": own_face,
        "form": form,
        "held": held,
        "crumbs": [(own.code, reverse("cases:case", args=[own.code])), (_("Phiếu điều tra"), "")],
    }
    return render(request, "cases/investigation.html", context, status=422 if form.errors else 200)


def _known(own: Case, who: Face, officer: Officer, at: datetime) -> dict[str, str]:
    """What need not be asked again."""
    commune = own.person.commune
    return {
        "reporter_name": officer.user.full_name,
        "reported_on": day(clock.day_of(at)),
        "reporter_unit": officer.unit.name,
        "patient_code": own.number or own.code,
        "patient_name": who.full_name,
        "born": str(who.birth_year or ""),
        "sex": str(own.person.get_sex_display()) if who.is_open else "",
        "home_hamlet": who.address,
        "home_commune": commune.name if commune else "",
        "home_phone": who.phone,
        "onset_on": day(own.onset_on) if own.onset_on else "",
    }
