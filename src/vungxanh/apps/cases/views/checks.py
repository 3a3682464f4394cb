"""Writing down a day's check from the row itself, with or without a script (ghi kết quả theo dõi)."""

from dataclasses import replace
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
from vungxanh.apps.cases.views.lines import CheckLine, check_lines
from vungxanh.apps.cases.views.showing import back_to, place_asked
from vungxanh.apps.cases.wording import SYMPTOM_WORDS
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit import clock
from vungxanh.ui.acting import went


@officer_required(policies.may_enter)
@require_POST
def write_check(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down one check; the answer is its row, or the page it came from."""
    officer = request.officer
    row = check_of(officer, pk)
    policies.must_follow_up(officer, row)
    form = CheckForm(request.POST)
    done = went(form, lambda at: followup.check(row, **form.told(), by=officer, at=at))
    if not request.headers.get("HX-Request"):
        if done:
            messages.success(request, _("Đã ghi: %(what)s.") % {"what": Outcome(row.outcome).label})
        else:
            messages.error(request, " ".join(_refusals(form)))
        return redirect(back_to(request))
    line = _line(request, check_of(officer, pk), "" if done else " ".join(_refusals(form)))
    context = {
        "row": line,
        "fresh": done,
        "form": form if not done else None,
        "symptoms": SYMPTOM_WORDS,
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


def _refusals(form: CheckForm) -> list[str]:
    return [str(each) for errors in form.errors.values() for each in errors]
