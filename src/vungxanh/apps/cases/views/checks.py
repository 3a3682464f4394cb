"""Writing down a day's check from the row itself, with or without a script (ghi kết quả theo dõi)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import followup
from vungxanh.apps.cases.forms.checks import CheckForm
from vungxanh.apps.cases.models import Check, Outcome
from vungxanh.apps.cases.queries.days import Part, check_of, counts_of
from vungxanh.apps.cases.views.home import parts_of
from vungxanh.apps.cases.views.lines import CheckLine, check_lines, symptom_boxes
from vungxanh.apps.cases.views.showing import back_to, place_asked
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit import clock
from vungxanh.ui.acting import went

_BESIDE = ("symptoms", "temperature")
"""The fields that say themselves what is wrong with them."""


@officer_required(policies.may_enter)
@require_POST
def write_check(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down one check; the answer is its row, or the page it came from."""
    officer = request.officer
    row = check_of(officer, pk)
    policies.must_follow_up(officer, row)
    form = CheckForm(request.POST)
    written: list[Check] = []

    def act(at: datetime) -> None:
        seen = form.cleaned_data["seen"] or Check(pk=row.pk).version  # a page that does not say showed it as due
        written.append(followup.check(row, **form.told(), seen=seen, by=officer, at=at))

    done = went(form, act)
    if not request.headers.get("HX-Request"):
        if done:
            messages.success(request, _("Đã ghi: %(what)s.") % {"what": Outcome(written[0].outcome).label})
        else:
            messages.error(request, " ".join(_refusals(form)))
        return redirect(back_to(request))
    line = _line(request, check_of(officer, pk), "" if done else " ".join(_refusals(form, besides=_BESIDE)))
    context = {
        "row": line,
        "fresh": done,
        "form": form if not done else None,
        "symptoms": symptom_boxes() if done else _boxes(request, form, pk),
        "may_follow": True,
        "editing": not done,
    }
    if done:
        context |= _day(request)
    return render(request, "cases/_check.html", context, status=200 if done else 422)


def _day(request: OfficerRequest) -> dict[str, object]:
    """What is left of the day, for the page the row stands in: its address says which part and place."""
    here = request.headers.get("HX-Current-URL", "")
    asked = QueryDict(urlsplit(here).query)
    today, part = clock.day_of(clock.now()), asked.get("part", "")
    counts = counts_of(request.officer, today, place=place_asked(asked, request.officer))
    return {
        "with_counts": True,
        "area": place_of(request.officer.unit),
        "today": today,
        "counts": {each.value: counts.of(each) for each in Part},
        "parts": parts_of(asked, counts, Part(part) if part in list(Part) else Part.DUE),
    }


def _line(request: OfficerRequest, row: Check, error: str) -> CheckLine:
    at = clock.now()
    found = check_lines(request.officer, [row], at=at, today=clock.day_of(at))[0]
    return replace(found, error=error)


def _boxes(request: OfficerRequest, form: CheckForm, pk: int) -> str:
    """The symptoms as they were ticked, with what is wrong about them."""
    wrong = " ".join(map(str, form.errors.get("symptoms", ())))
    return symptom_boxes(request.POST.getlist("symptoms"), key=str(pk), error=wrong)


def _refusals(form: CheckForm, besides: Collection[str] = ()) -> list[str]:
    return [str(each) for name, errors in form.errors.items() if name not in besides for each in errors]
