"""Phones' reports over HTTP: whose each is, is asked before it counts (/cases/reports)."""

import secrets
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from vungxanh.apps.cases.actions.from_phones import Answer, confirm_report
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.bodies import WhoseReportIn
from vungxanh.apps.cases.api.exchange_schemas import MayBeKnownOut
from vungxanh.apps.cases.api.knowing import one_of
from vungxanh.apps.cases.api.schemas import ReportConfirmedOut
from vungxanh.apps.cases.models import Standing
from vungxanh.apps.cases.policies import may_see
from vungxanh.apps.cases.queries.duplicates import like
from vungxanh.apps.cases.queries.subjects import reporter
from vungxanh.apps.exposure.queries.reports import report_of
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by

router = Router(tags=["cases"])


@router.post(
    "/reports/{uuid:pk}/confirm",
    response={200: ReportConfirmedOut, 409: MayBeKnownOut},
    summary="Xác nhận tự báo của ai / confirm whose report it is",
)
@guarded_by(report_of)
def confirm_whose_report(request: HttpRequest, pk: UUID, body: WhoseReportIn) -> shown.Shown:
    """The person was spoken to: the report counts from now on.

    Who may be known already is refused with whom it may be (409) until that is answered; whom they are not, nobody is
    asked about again.
    """
    officer, at = officer_of(request), clock.now()
    report = report_of(officer, pk)
    identity = reporter(report.details)
    found = like(officer, identity, by_number=True)
    same = one_of(found, identity, body, by=officer, at=at)
    others = [] if same else [each.person for each in found]
    person = confirm_report(report, Answer(officer, same, others), at=at, entropy=secrets.token_bytes)
    is_ours = may_see(officer, person)
    return {
        "id": report.upload.pk,
        "person": shown.Eyes(officer, [person], at).ref(person) if is_ours else None,
        "level": Standing.objects.filter(person=person).values_list("level", flat=True).first() if is_ours else None,
        "waits_for_merge": same is not None and same.pk != person.pk,
    }
