"""Alerts from phones against cases, and the decision to stop them or to let them go again (ngắt mạch cảnh báo)."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.breaking import turn
from vungxanh.apps.cases.forms.planner import BreakerForm
from vungxanh.apps.cases.queries import breaker as breakers
from vungxanh.apps.cases.queries.breaker import Judged
from vungxanh.apps.cases.views.findings import number
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.core.casework.breaker import Advice, BreakerRule
from vungxanh.kit import clock
from vungxanh.ui import formats
from vungxanh.ui.acting import went
from vungxanh.ui.svg import Column, column_chart

MOST_TURNS = 20


@officer_required(policies.may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def breaker(request: OfficerRequest) -> HttpResponse:
    """The judgement of today, the days it rests on, every decision; a health officer of the province decides."""
    officer, at = request.officer, clock.now()
    form = BreakerForm(request.POST if request.method == "POST" else None)

    def act(now: datetime) -> None:
        turn(form.cleaned_data["opened"], form.cleaned_data["reason"], by=officer, at=now)

    if request.method == "POST" and went(form, act):
        told = _("Đã dừng cảnh báo.") if form.cleaned_data["opened"] else _("Đã cho gửi lại cảnh báo.")
        messages.success(request, told)
        return redirect("cases:breaker")
    now, judged = breakers.state(), breakers.judged(clock.day_of(at))
    context = {
        "at": at,
        "form": form,
        "now": now,
        "said": judged.judgement.said.told(get_language() or "vi"),
        "advises_open": judged.judgement.advice is Advice.OPEN,
        "days": judged.days[::-1],
        "alerts": _alerts(judged),
        "cases": _cases(judged),
        "rule": BreakerRule(),
        "waiting": len(breakers.waiting_since(now.at)) if now.opened else 0,
        "turns": breakers.history(officer)[:MOST_TURNS],
        "may_turn": policies.may_break(officer),
    }
    return render(request, "cases/pictures/breaker.html", context, status=422 if form.errors else 200)


def _label(day: object) -> str:
    return f"{day:%d/%m}"


def _alerts(judged: Judged) -> SafeString:
    """Alerts by day with today's limit."""
    found = judged.judgement
    if found.limit is None:
        title = _("%(n)s cảnh báo hôm nay, chưa đủ ngày để so sánh") % {"n": number(found.today.alerts)}
    elif found.advice is Advice.OPEN:
        title = _("%(n)s cảnh báo hôm nay, vượt ngưỡng %(limit)s") % {
            "n": number(found.today.alerts),
            "limit": number(round(found.limit)),
        }
    else:
        title = _("%(n)s cảnh báo hôm nay, dưới ngưỡng %(limit)s") % {
            "n": number(found.today.alerts),
            "limit": number(round(found.limit)),
        }
    columns = [
        Column(_label(day.day), day.alerts, "danger" if day is judged.days[-1] and found.advice is Advice.OPEN else "")
        for day in judged.days
    ]
    note = _("người tự báo và lần gặp đối chiếu được từ điện thoại, cả tỉnh")
    return column_chart(columns, title=title, note=note, limit=found.limit, counted=_("Cảnh báo"))


def _cases(judged: Judged) -> SafeString:
    total = sum(day.cases for day in judged.days)
    since = formats.day(judged.days[0].day, get_language() or "vi")
    title = _("%(n)s ca đã gửi khóa từ %(day)s") % {"n": number(total), "day": since}
    columns = [Column(_label(day.day), day.cases, "calm") for day in judged.days]
    return column_chart(columns, title=title, note=_("theo ngày nhận khóa, cả tỉnh"), counted=_("Ca gửi khóa"))
