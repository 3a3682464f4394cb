"""One run of deriving: why it ran and everybody whom it changed, page by page (một lần tính lại)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.queries.faces import faces
from vungxanh.apps.cases.queries.runs import changes_of_run, run_of, told_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.ui.addresses import address

PAGE_SIZE = 50


@officer_required(policies.may_enter)
@require_safe
def run(request: OfficerRequest, pk: int) -> HttpResponse:
    """The people of the officer's place whom a run changed, with what changed for each."""
    officer = request.officer
    found = run_of(officer, pk)
    page = changes_of_run(officer, found, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    shown = faces(officer, [change.person for change in page.items], at=clock.now())
    language = (get_language() or "vi")[:2]
    area = policies.area(officer)
    context = {
        "run": found,
        "cause": found.cause.get(language, ""),
        "sentences": [each.get(language, "") for each in told_of(officer, [found])[found.pk].sentences],
        "cases": found.cases.filter(path__under=area).order_by("code")[:PAGE_SIZE],
        "lines": [
            {"person": change.person, "face": shown[change.person_id], "told": change.told.get(language, "")}
            for change in page.items
        ],
        "previous_url": address(request.GET, cursor=page.previous) if page.previous else "",
        "next_url": address(request.GET, cursor=page.next) if page.next else "",
        "crumbs": [(_("Ca bệnh"), reverse("cases:cases")), (_("Lần tính lại"), "")],
    }
    return render(request, "cases/run.html", context)
