"""Issuing a code in two steps: say for whom, then look at it and give it out; the code is shown this once.

Between the steps the answers travel in the form itself, never in an address or a session: a telephone number may be
among them. A ticket in the session lets the second step happen once, so that a reloaded page makes no second code.
"""

import secrets
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vungxanh.apps.exposure import policies
from vungxanh.apps.exposure.actions import codes as acts
from vungxanh.apps.exposure.actions.attempts import shut_doors
from vungxanh.apps.exposure.codetext import groups
from vungxanh.apps.exposure.forms import IssueForm
from vungxanh.apps.exposure.links import link_of
from vungxanh.apps.exposure.models import CodeKind, ReportType
from vungxanh.apps.exposure.queries.codes import quota_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.ui.acting import went
from vungxanh.ui.qr import qr_code

TICKETS, MOST_TICKETS = "exposure_tickets", 5
BY_TEXT = "text"
# What the record of a case hands over: whom the code is for, by a number that names nobody, where, and the days.
PREFILLED = ("subject", "place", "onset_on", "tested_on")


@never_cache
@require_http_methods(["GET", "POST"])
@officer_required(policies.may_issue)
def ask(request: OfficerRequest) -> HttpResponse:
    """The first step: for whom and how; a valid answer is shown again to be confirmed."""
    at = clock.now()
    form = IssueForm(request.POST or None, initial={name: request.GET.get(name, "") for name in PREFILLED})
    if request.method == "POST" and "back" not in request.POST and went(form, lambda now: _judge(form, now)):
        return _to_confirm(request, form)
    context = {"form": form, "quota": quota_of(request.officer, at), "shut": shut_doors(at)}
    return render(request, "exposure/issue.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@officer_required(policies.may_issue)
def give(request: OfficerRequest) -> HttpResponse:
    """The second step: make the code and show it."""
    tickets: list[str] = request.session.get(TICKETS, [])
    if request.POST.get("ticket") not in tickets:
        messages.info(request, _("Mã này đã được cấp và chỉ hiển thị một lần."))
        return redirect("exposure:codes")
    form = IssueForm(request.POST)
    given: dict[str, object] = {}

    def act(at: datetime) -> None:
        entropy, data = secrets.token_bytes(32), form.cleaned_data
        subject = data["subject"] or UUID(bytes=secrets.token_bytes(16), version=4)
        code, text = acts.issue(
            CodeKind(data["kind"]), subject, form.first_day(clock.day_of(at)), ReportType(data["report_type"]),
            data["onset_on"], data["tested_on"], data["phone"],
            by=request.officer, at=at, entropy=entropy, place=data["place"],
        )  # fmt: skip
        is_app = code.kind == CodeKind.APP
        waits = is_app and not code.bound_phone_digest
        link = link_of(request, code.kind, text)
        given.update(code=code, text=text, groups=groups(text), is_app=is_app, waits=waits, link=link)

    if not went(form, act):
        return render(request, "exposure/issue.html", {"form": form}, status=422)
    request.session[TICKETS] = [one for one in tickets if one != request.POST["ticket"]]
    if BY_TEXT in request.POST and form.cleaned_data["phone"]:
        code, text, link = given["code"], str(given["text"]), str(given["link"])
        given["sent"] = acts.send_by_text(code, text, form.cleaned_data["phone"], link=link)  # type: ignore[arg-type]
        given["asked_to_send"] = True
    if given["link"]:
        given["drawn"] = qr_code(str(given["link"]))
    return render(request, "exposure/code.html", given)


def _judge(form: IssueForm, at: datetime) -> None:
    data = form.cleaned_data
    since_on = data["since_on"] or clock.day_of(at)  # what is left out is put within the bounds
    acts.must_be_sound(since_on, data["onset_on"], data["tested_on"], data["phone"], at=at)


def _to_confirm(request: OfficerRequest, form: IssueForm) -> HttpResponse:
    ticket = secrets.token_urlsafe(16)
    request.session[TICKETS] = [*request.session.get(TICKETS, []), ticket][-MOST_TICKETS:]
    kind = CodeKind(form.cleaned_data["kind"])
    context = {
        "form": form,
        "ticket": ticket,
        "kind": kind,
        "report_type": ReportType(form.cleaned_data["report_type"]),
        "since_on": form.first_day(clock.day_of(clock.now())),
        "given": form.cleaned_data,
        "may_text": bool(form.cleaned_data["phone"]),
        "waits": kind == CodeKind.APP and not form.cleaned_data["phone"],
    }
    return render(request, "exposure/confirm.html", context)
