"""One page for each act on an assignment: its form, the action behind it, errors beside the field."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.work import policies
from vungxanh.apps.work.life import is_possible
from vungxanh.apps.work.forms import ActForm
from vungxanh.apps.work.queries.record import assignment_of
from vungxanh.apps.work.views.act_pages import PAGES
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid, NotFound, Problem


@officer_required
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show the form of an act, or do it and go back to the assignment."""
    officer = cast(OfficerRequest, request).officer
    at = clock.now()
    assignment = assignment_of(pk, officer)
    try:
        chosen = policies.Act(name)
        page = PAGES[chosen]
    except (ValueError, KeyError) as error:
        raise NotFound(_("Không có việc này.")) from error
    policies.must(officer, chosen, assignment)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = page.form(*given, assignment=assignment, officer=officer, on=clock.day_of(at))
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, page.run(assignment, form, officer, at))
            return redirect("work:assignment", pk=assignment.pk)
        except (Invalid, Conflict) as problem:
            show(problem, form)
    context = {
        "assignment": assignment,
        "act": page,
        "form": form,
        "possible": is_possible(assignment, chosen),
    }
    return render(request, "work/act.html", context, status=422 if form.errors else 200)


def show(problem: Problem, form: ActForm) -> None:
    """Put what an action refused beside the fields it names; what was written stays in the form."""
    for error in problem.errors:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
    if not problem.errors:
        form.add_error(None, str(problem))
