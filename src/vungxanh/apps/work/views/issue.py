"""The page before the button: how many assignments, for whom, and who has to be reached another way."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vungxanh.apps.directives.queries.opening import directive_for
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.queries.preview import preview_issue
from vungxanh.kit import clock
from vungxanh.ui import formats


@officer_required(policies.manages)
def issue_directive(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what issuing would do; on POST do it."""
    officer = cast(OfficerRequest, request).officer
    directive = directive_for(pk, officer)
    policies.must_be_able_to_issue(officer, directive)
    at = clock.now()
    if request.method == "POST":
        made = issue(directive, by=officer, at=at)
        told = {"n": formats.number(made.assignments), "units": formats.number(made.units)}
        messages.success(request, _("Đã phát hành: %(n)s nhiệm vụ cho %(units)s đơn vị.") % told)
        return redirect("directives:directive", pk=directive.pk)
    preview = preview_issue(directive, clock.day_of(at))
    return render(request, "work/issue.html", {"directive": directive, "preview": preview})
