"""The page before the button: how many assignments, for whom, and who has to be reached another way."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import Stage
from vungxanh.apps.directives.queries.visible import directive_for
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.queries.preview import preview_issue
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid
from vungxanh.ui import formats


@officer_required(policies.manages)
def issue_directive(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show what issuing would do; on POST do it."""
    directive = directive_for(request.officer, pk)
    policies.must_be_able_to_issue(request.officer, directive)
    at, problem = clock.now(), ""
    if request.method == "POST":
        try:
            made = issue(directive, by=request.officer, at=at, past_due_confirmed="past_due_confirmed" in request.POST)
        except (Invalid, Conflict) as refused:
            problem = str(refused)
        else:
            language = get_language() or "vi"
            told = {"n": formats.number(made.assignments, language), "units": formats.number(made.units, language)}
            messages.success(request, _("Đã phát hành: %(n)s nhiệm vụ cho %(units)s đơn vị.") % told)
            return redirect("directives:record", directive.pk)
    directive.refresh_from_db(fields=["stage", "issued_at"])
    context = {
        "directive": directive,
        "preview": preview_issue(directive, at),
        "may_issue": directive.stage == Stage.CONFIRMED,
        "problem": problem,
        "crumbs": [
            (directive.number_and_symbol or directive.type, reverse("directives:record", args=[directive.pk])),
            (_("Phát hành"), ""),
        ],
    }
    return render(request, "work/issue.html", context, status=409 if problem else 200)
