"""Keys that are not published: the list, and the form that says an officer has looked into it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.apps.exposure import policies
from vungxanh.apps.exposure.actions import asides as acts
from vungxanh.apps.exposure.forms import DismissForm
from vungxanh.apps.exposure.queries.asides import aside_of, asides_of, open_asides
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit.paging import Order, page_of
from vungxanh.ui.acting import went

PAGE_SIZE, SEEN_SHOWN = 30, 10


@require_safe
@officer_required(policies.may_watch)
def asides(request: OfficerRequest) -> HttpResponse:
    """What nobody has looked into, the newest first, and what was looked into last."""
    officer = request.officer
    page = page_of(open_asides(officer), Order("-id"), cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    context = {
        "rows": page.items,
        "seen": asides_of(officer).exclude(dismissed_at=None).order_by("-dismissed_at", "-pk")[:SEEN_SHOWN],
        "may_dismiss": policies.may_dismiss(officer),
        "next_url": f"?cursor={page.next}" if page.next else "",
        "previous_url": f"?cursor={page.previous}" if page.previous else "",
    }
    return render(request, "exposure/asides.html", context)


@require_http_methods(["GET", "POST"])
@officer_required(policies.may_dismiss)
def dismiss(request: OfficerRequest, pk: int) -> HttpResponse:
    """One of them: what is known of it, and what the officer found."""
    aside, form = aside_of(request.officer, pk), DismissForm(request.POST or None)

    def act(at: datetime) -> object:
        return acts.dismiss(aside, form.cleaned_data["why"], by=request.officer, at=at)

    if request.method == "POST" and went(form, act):
        messages.success(request, _("Đã ghi nhận; các khóa này vẫn không được công bố."))
        return redirect("exposure:asides")
    return render(request, "exposure/aside.html", {"aside": aside, "form": form}, status=422 if form.errors else 200)
