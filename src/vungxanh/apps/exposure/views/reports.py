"""Who waits for a health officer: the list, and the call that confirms or refuses one.

Contacts who reported themselves, and cases whose keys came with six digits bound to no number.
"""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vungxanh.apps.exposure import policies
from vungxanh.apps.exposure.actions import contacts
from vungxanh.apps.exposure.forms import RefuseForm
from vungxanh.apps.exposure.queries.reports import report_of, reports_of, waiting_reports
from vungxanh.apps.exposure.views.settled import tells_who_settled
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.acts import next_for
from vungxanh.kit.problems import Conflict
from vungxanh.ui.acting import went


@never_cache
@require_safe
@officer_required(policies.may_judge_reports)
def reports(request: OfficerRequest) -> HttpResponse:
    """Who waits in the officer's place, the oldest first."""
    officer = request.officer
    found = waiting_reports(officer)
    context = {"reports": found, "shown": len(found), "total": reports_of(officer).count()}
    return render(request, "exposure/reports.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(policies.may_judge_reports)
@tells_who_settled
def report(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One of them, to call; posted, the reason of a refusal."""
    found, form = report_of(request.officer, pk), RefuseForm(request.POST or None)

    def act(at: datetime) -> object:
        return contacts.refuse(found.upload, form.cleaned_data["why"], by=request.officer, at=at)

    if request.method == "POST" and went(form, act):
        messages.success(request, _("Đã từ chối; tên, số điện thoại, khóa và lịch sử của bản này đã xóa."))
        return redirect("exposure:reports")
    context = {"report": found, "form": form, "asked": next_for(found.upload, request.officer)}
    return render(request, "exposure/report.html", context, status=422 if form.errors else 200)


@require_POST
@officer_required(policies.may_judge_reports)
@tells_who_settled
def confirm(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The person was spoken to: what they sent counts. Whoever knows people takes it over, to ask whom it is of."""
    found = report_of(request.officer, pk)
    if asked := next_for(found.upload, request.officer):
        return redirect(asked[0].url, preserve_request=asked[0].method == "post")
    try:
        contacts.confirm(found.upload, by=request.officer, at=clock.now())
    except Conflict as problem:
        messages.error(request, str(problem))
        return redirect("exposure:report", pk=pk)
    case = _("Đã xác nhận: khóa sẽ được công bố và đối chiếu.")
    messages.success(request, case if found.is_case else _("Đã xác nhận."))
    return redirect("exposure:reports")
