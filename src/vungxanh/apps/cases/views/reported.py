"""Whether who reported by phone has a record already: asked before the report counts (hỏi trùng khi xác nhận)."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.from_phones import Answer, confirm_report
from vungxanh.apps.cases.actions.searching import told_alike
from vungxanh.apps.cases.models import Person, Standing
from vungxanh.apps.cases.queries.subjects import record_of, reporter
from vungxanh.apps.cases.views.doubts import OTHER, Doubt, answered, of_one
from vungxanh.apps.exposure.policies import may_judge_reports
from vungxanh.apps.exposure.queries.reports import Report, report_of
from vungxanh.apps.exposure.views.settled import tells_who_settled
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(may_judge_reports)
@tells_who_settled
def reported(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The report beside the records that it may be of; answered, it is confirmed by that answer.

    Where it is like nobody there is nothing to ask.
    """
    officer, at = request.officer, clock.now()
    found = report_of(officer, pk)
    identity = reporter(found.details)
    doubts = of_one(officer, identity, at)
    if found.is_case or not (doubts or request.method == "POST"):
        return redirect("exposure:report", pk=pk)
    said = answered(request.POST.get("same", ""), doubts) if doubts else OTHER
    if said:
        same = next((each.person for each in doubts if each.value == said), None)
        others = [each.person for each in doubts if each.person and same is None]
        return _confirmed(request, found, Answer(officer, same, others), at)
    told_alike(((identity, each.person) for each in doubts if each.person), by=officer, at=at)
    is_wrong = request.method == "POST"
    own = record_of(found.upload.subject)
    context = {
        "report": found,
        "doubts": doubts,
        "own": own if own and _leaves_merging(officer, own, doubts) else None,
        "nobody": " ".join([OTHER, *(each.value for each in doubts)]),
        "questions": [("same", _("Chọn cùng người hay người khác."))] if is_wrong else [],
    }
    return render(request, "cases/reported.html", context, status=422 if is_wrong else 200)


def _leaves_merging(officer: Officer, own: Person, doubts: Iterable[Doubt]) -> bool:
    """Whether to say "the same" of somebody else than the record this phone has would be for others to carry out."""
    others = any(each.person != own for each in doubts)
    return others and policies.may_see(officer, own) and not policies.may_merge(officer, own)


def _confirmed(request: OfficerRequest, found: Report, answer: Answer, at: datetime) -> HttpResponse:
    """Confirm, and come to the record that it is of now."""
    try:
        person = confirm_report(found, answer, at=at, entropy=secrets.token_bytes)
    except Conflict as problem:
        messages.error(request, str(problem))
        return redirect("exposure:report", pk=found.upload.pk)
    if answer.same and answer.same.pk != person.pk:
        told = _("Cặp hồ sơ %(one)s và %(other)s nằm trong danh sách có thể trùng, để cấp huyện xem và gộp.")
        messages.info(request, told % {"one": person.pseudonym, "other": answer.same.pseudonym})
    if not policies.may_see(request.officer, person):
        messages.success(request, _("Đã xác nhận: người này đã có hồ sơ ở nơi khác, cán bộ y tế nơi đó theo dõi."))
        return redirect("exposure:reports")
    held = Standing.objects.filter(person=person).first()
    followed = _("Đã xác nhận: %(name)s là F%(level)s.")
    nobodys = _(
        "Đã xác nhận và ghi vào hồ sơ %(name)s. Không lần gặp nào rơi vào thời gian ca bệnh có thể lây nên chưa phải "
        "theo dõi."
    )
    words = (followed if held else nobodys) % {"name": person.pseudonym, "level": held.level if held else ""}
    messages.success(request, words)
    return redirect("cases:person", pk=person.pk)
