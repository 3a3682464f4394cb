"""The codes of the day with quota and alarm; taking one back; letting a unit issue more."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vungxanh.apps.exposure import policies
from vungxanh.apps.exposure.actions import alarm, attempts
from vungxanh.apps.exposure.actions import codes as acts
from vungxanh.apps.exposure.actions.quotas import extend_quota, quota_for
from vungxanh.apps.exposure.forms import ExtendForm
from vungxanh.apps.exposure.queries.codes import CodeState, Quota, code_of, of_today, quota_of, wrong_tries
from vungxanh.apps.exposure.queries.reports import reports_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.problems import Problem
from vungxanh.ui.acting import went

_HEIGHT = 48


@require_safe
@officer_required(policies.may_read_codes)
def codes(request: OfficerRequest) -> HttpResponse:
    """Today's codes of the officer's place, the unit's quota, and whether somebody is guessing."""
    officer, at = request.officer, clock.now()
    quota = quota_of(officer, at) or Quota(0, 0, quota_for(officer.unit, clock.day_of(at)))
    tries = _tries(at)
    share, usual = alarm.claim_shares(at=at)
    shut = attempts.shut_doors(at)
    context = {
        "codes": of_today(officer, at),
        "live": CodeState.LIVE,
        "quota": quota,
        **_bars(tries),
        "tries_now": tries[-1][1],
        "tries_day": sum(count for _hour, count in tries),
        "alarm_at": attempts.ALARM,
        "shut_at": attempts.MOST[attempts.REALM],
        "shut": shut,
        "is_alarmed": tries[-1][1] >= attempts.ALARM and not any(shut.values()),
        "share": share,
        "usual": usual,
        "has_fallen": share is not None and usual is not None and share < alarm.FALLEN * usual,
        "may_issue": policies.may_issue(officer),
        "may_extend": policies.may_extend_quota(officer),
        "may_judge": policies.may_judge_reports(officer),
        "reports": reports_of(officer).count() if policies.may_judge_reports(officer) else 0,
        "may_watch": policies.may_watch(officer),
    }
    return render(request, "exposure/codes.html", context)


def _tries(at: datetime) -> list[tuple[datetime, int]]:
    """Wrong tries by hour, of the doors that can be shut together."""
    doors = [wrong_tries(at, scope=scope) for scope in (attempts.REALM, attempts.REALM_APP)]
    return [(hour, count + other) for (hour, count), (_hour, other) in zip(*doors, strict=True)]


def _bars(tries: list[tuple[datetime, int]]) -> dict[str, object]:
    """The hours as bars 10 apart in a picture 48 high, and where the alarm lies."""
    most = max(attempts.MOST[attempts.REALM], *(count for _hour, count in tries))
    bars = []
    for place, (_hour, count) in enumerate(tries):
        height = round(_HEIGHT * count / most, 1)
        tone = "high" if count >= attempts.ALARM else ""
        bars.append({"x": 10 * place, "y": round(_HEIGHT - height, 1), "height": height, "tone": tone})
    return {"bars": bars, "alarm_y": round(_HEIGHT * (1 - attempts.ALARM / most), 1)}


@require_POST
@officer_required(policies.may_issue)
def take_back(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Withdraw a code that was not used."""
    try:
        acts.withdraw(code_of(request.officer, pk), by=request.officer, at=clock.now())
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Đã thu hồi mã."))
    return redirect("exposure:codes")


@require_http_methods(["GET", "POST"])
@officer_required(policies.may_extend_quota)
def extend(request: OfficerRequest) -> HttpResponse:
    """The head lets the unit issue more today."""
    form = ExtendForm(request.POST or None)

    def act(at: datetime) -> object:
        return extend_quota(request.officer.unit, **form.cleaned_data, by=request.officer, at=at)

    if request.method == "POST" and went(form, act):
        messages.success(request, _("Đã cho cấp thêm mã hôm nay."))
        return redirect("exposure:codes")
    return render(request, "exposure/extend.html", {"form": form}, status=422 if form.errors else 200)
