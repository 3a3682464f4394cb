"""Who cares for a followed person, over HTTP: handed on, handed back, and the link for their own reports."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router, Status

from vungxanh.apps.cases.actions import followup, self_reports
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.asked import commune_named
from vungxanh.apps.cases.api.bodies import HandBackIn, HandOnIn
from vungxanh.apps.cases.api.schemas import HandedOnOut, SelfLinkOut
from vungxanh.apps.cases.models import Plan
from vungxanh.apps.cases.policies import may_see, must_follow_up
from vungxanh.apps.cases.queries import records
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.problems import NotFound

router = Router(tags=["cases"])
_ONE = "/people/{int:pk}"


@router.post(f"{_ONE}/hand-on", response=HandedOnOut, summary="Chuyển nơi theo dõi / hand a person on")
@guarded_by(followup.hand_on)
def hand_person_on(request: HttpRequest, pk: int, body: HandOnIn) -> shown.Shown:
    """Give the care of a followed person to another commune, with the reason; 409 when it moved since it was read."""
    officer = officer_of(request)
    plan = _open_plan(request, pk)
    place = commune_named(body.place, plan.person)
    return _handed(request, followup.hand_on(plan, place, why=body.why, seen=body.seen, by=officer, at=clock.now()))


@router.post(f"{_ONE}/hand-back", response=HandedOnOut, summary="Trả lại cấp trên / hand a person back")
@guarded_by(followup.hand_back)
def hand_person_back(request: HttpRequest, pk: int, body: HandBackIn) -> shown.Shown:
    """Give a followed person back to the level above, who then chooses; 409 when the care moved since it was read."""
    officer = officer_of(request)
    plan = _open_plan(request, pk)
    return _handed(request, followup.hand_back(plan, why=body.why, seen=body.seen, by=officer, at=clock.now()))


@router.post(f"{_ONE}/self-link", response={201: SelfLinkOut}, summary="Liên kết tự khai / self-report link")
@guarded_by(self_reports.make_link)
def make_self_link(request: HttpRequest, response: HttpResponse, pk: int) -> Status[shown.Shown]:
    """Make the link by which a followed person tells their own health; hand it over by a known way."""
    plan, token = _open_plan(request, pk), secrets.token_urlsafe(24)
    link = self_reports.make_link(plan, token, by=officer_of(request), at=clock.now())
    response["Cache-Control"] = "no-store"
    address = settings.PUBLIC_URL.rstrip("/") + reverse("cases:self_report", args=[token])
    return Status(201, {"address": address, "expires_at": link.expires_at})


def _open_plan(request: HttpRequest, pk: int) -> Plan:
    """The follow-up of a person of the caller's place, as it goes on; NotFound where there is none."""
    officer = officer_of(request)
    person = records.person_of(officer, pk)
    must_follow_up(officer, person)
    plan = Plan.objects.filter(person=person, ended_on=None).select_related("person", "unit__parent").first()
    if plan is None:
        raise NotFound(_("Người này không đang được theo dõi."))
    return plan


def _handed(request: HttpRequest, plan: Plan) -> shown.Shown:
    return {
        "person": plan.person_id,
        "unit": shown.place(plan.unit),
        "is_here": may_see(officer_of(request), plan),
    }
