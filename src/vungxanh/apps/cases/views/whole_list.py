"""Drafts for everybody of a list, so many at a press, with what is left (dự thảo cho cả danh sách)."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import ordering
from vungxanh.apps.cases.forms.orders import DraftForm
from vungxanh.apps.cases.models import Order
from vungxanh.apps.cases.queries.asking import asking
from vungxanh.apps.cases.views.filters import contacts_wanted
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.ui import formats
from vungxanh.ui.acting import went
from vungxanh.ui.addresses import address

AT_ONCE = 1000
"""Drafts of one press: some seconds of work."""


@officer_required(policies.orders)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_list(request: OfficerRequest) -> HttpResponse:
    """How many people of the list of this address need an order; a press drafts the next of them.

    A press that comes twice drafts nothing twice: who has a draft is no longer asked for.
    """
    officer = request.officer
    waiting = asking(officer, contacts_wanted(request.GET, officer), on=clock.day_of(clock.now()))
    facility = request.GET.get("facility", "")
    form = DraftForm(request.POST or None, initial={"batch": uuid.uuid4(), "facility": facility})
    made: list[Order] = []

    def act(at: datetime) -> None:
        made.extend(ordering.draft(list(waiting[:AT_ONCE]), **form.cleaned_data, by=officer, at=at))

    if request.method == "POST" and went(form, act):
        left = waiting.count()
        messages.success(request, _told(len(made), left))
        again = address(request.GET, reverse("cases:draft_list"), facility=form.cleaned_data["facility"])
        return redirect(again if left else reverse("cases:orders"))
    count = waiting.count()
    context = {
        "form": form,
        "count": count,
        "at_once": AT_ONCE,
        "next": min(count, AT_ONCE),
        "back": address(request.GET, reverse("cases:people"), facility=""),
    }
    return render(request, "cases/draft_list.html", context, status=422 if form.errors else 200)


def _told(made: int, left: int) -> str:
    language = get_language() or "vi"
    told = {"n": formats.number(made, language), "left": formats.number(left, language)}
    if left:
        return _("Đã dự thảo %(n)s quyết định. Còn %(left)s người của danh sách: bấm Dự thảo lần nữa.") % told
    return _("Đã dự thảo %(n)s quyết định. Danh sách không còn ai thiếu quyết định.") % told
