"""A link by which a person tells their own health: shown once to the officer; then the person's own page."""

import secrets
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vungxanh.apps.accounts.access import everyone
from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import self_reports
from vungxanh.apps.cases.forms.checks import CheckForm
from vungxanh.apps.cases.models import Check, Outcome
from vungxanh.apps.cases.queries.faces import face
from vungxanh.apps.cases.queries.files import person_file
from vungxanh.apps.cases.queries.records import person_of, reachable
from vungxanh.apps.cases.views.lines import days_left
from vungxanh.apps.cases.wording import SYMPTOM_WORDS
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.problems import Gone, NotFound
from vungxanh.ui.acting import went
from vungxanh.ui.qr import qr_code

HOTLINE = "1900 9095"
"""The Ministry of Health's line for COVID-19, of 2020 (đường dây nóng): for who has nobody nearer to call."""


@never_cache
@officer_required(policies.may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def self_link(request: OfficerRequest, pk: int) -> HttpResponse:
    """Make the link and show it this once, with a code to scan; an earlier one stops."""
    officer = request.officer
    found = person_file(officer, person_of(officer, pk))
    plan = found.plan
    policies.must_follow_up(officer, found.person)
    if plan is None or plan.ended_on:
        raise NotFound(_("Người này không đang được theo dõi."))
    url = ""
    if request.method == "POST":
        token = secrets.token_urlsafe(24)
        self_reports.make_link(plan, token, by=officer, at=clock.now())
        url = request.build_absolute_uri(reverse("cases:self_report", args=[token]))
    context = {
        "person": found.person,
        "face": face(officer, found.person, at=clock.now()),
        "plan": plan,
        "url": url,
        "code": qr_code(url) if url else "",
        "crumbs": [
            (found.person.pseudonym, reverse("cases:person", args=[found.person.pk])),
            (_("Liên kết tự khai"), ""),
        ],
    }
    return render(request, "cases/self_link.html", context)


@never_cache
@everyone
@require_http_methods(["GET", "HEAD", "POST"])
def self_report(request: HttpRequest, token: str) -> HttpResponseBase:
    """The person's own page: two large buttons; it names nobody."""
    at = clock.now()
    try:
        plan = self_reports.plan_of(token, at=at)
    except (NotFound, Gone):
        unit = self_reports.followed_by(token)
        return _plain(request, {"is_over": True, "contact": unit and reachable(unit)}, status=410)
    today = clock.day_of(at)
    form = CheckForm(request.POST or None)
    told: list[Check] = []

    def act(now: datetime) -> None:
        given = form.told()
        symptoms = given["symptoms"] if given["outcome"] == Outcome.SYMPTOMS else ()
        told.append(self_reports.tell(token, symptoms=symptoms, temperature=given["temperature"], at=now))

    try:
        done = request.method == "POST" and went(form, act)
    except Gone:
        done = False
        if form.cleaned_data["symptoms"]:
            form.add_error(None, _("Hôm nay đã khai nhiều lần: hãy gọi điện thoại."))
    due = Check.objects.filter(plan=plan, day=today, outcome=Outcome.DUE).count()
    context = {
        "form": form,
        "errors": _told_above(form),
        "done": done,
        "is_ill": done and told[0].outcome == Outcome.SYMPTOMS,
        "due": due,
        "left": days_left(plan.ends_on, today),
        "until": plan.ends_on,
        "quarantine_until": plan.quarantine_ends_on,
        "unit": plan.unit,
        "contact": reachable(plan.unit),
        "symptoms": SYMPTOM_WORDS,
        "today": today,
    }
    return _plain(request, context, status=422 if form.errors else 200)


def _told_above(form: CheckForm) -> list[str]:
    """What is wrong beside what stands by its own field, said once each."""
    beside = ("symptoms", "temperature")
    return [str(each) for name, errors in form.errors.items() if name not in beside for each in errors]


def _plain(request: HttpRequest, context: dict[str, object], *, status: int) -> HttpResponse:
    context |= {"hotline": HOTLINE, "is_sample": settings.DEMONSTRATION}
    response = render(request, "cases/self_report.html", context, status=status)
    response["Referrer-Policy"] = "same-origin"  # "no-referrer" would make the browser send no origin either
    response["X-Robots-Tag"] = "noindex"
    return response
