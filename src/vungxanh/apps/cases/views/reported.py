"""Whether who reported by phone has a record already: asked before the report counts (hỏi trùng khi xác nhận)."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases.actions.from_phones import Answer, confirm_report
from vungxanh.apps.cases.actions.searching import told_alike
from vungxanh.apps.cases.queries.subjects import reporter
from vungxanh.apps.cases.views.doubts import OTHER, answered, of_one
from vungxanh.apps.exposure.policies import may_judge_reports
from vungxanh.apps.exposure.queries.reports import report_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(may_judge_reports)
def reported(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The report beside the records that it may be of; answered, it is confirmed by that answer."""
    officer, at = request.officer, clock.now()
    found = report_of(officer, pk)
    identity = reporter(found.details)
    doubts = of_one(officer, identity, at)
    if found.is_case or not doubts:
        return redirect("exposure:report", pk=pk)
    said = answered(request.POST.get("same", ""), doubts)
    if said:
        same = next((each.person for each in doubts if each.value == said), None)
        others = [each.person for each in doubts if each.person and same is None]
        try:
            person = confirm_report(found, Answer(officer, same, others), at=at, entropy=secrets.token_bytes)
        except Conflict as problem:
            messages.error(request, str(problem))
            return redirect("exposure:report", pk=pk)
        messages.success(request, _("Đã xác nhận: người này có trong danh sách tiếp xúc."))
        return redirect("cases:person", pk=person.pk)
    told_alike(((identity, each.person) for each in doubts if each.person), by=officer, at=at)
    is_wrong = request.method == "POST"
    context = {
        "report": found,
        "doubts": doubts,
        "nobody": " ".join([OTHER, *(each.value for each in doubts)]),
        "questions": [("same", _("Chọn cùng người hay người khác."))] if is_wrong else [],
    }
    return render(request, "cases/reported.html", context, status=422 if is_wrong else 200)
