"""Taking a meeting back that was not so (rút phơi nhiễm)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import exposures
from vungxanh.apps.cases.forms.orders import WhyForm
from vungxanh.apps.cases.models import Exposure
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.ui.acting import went


@officer_required(policies.may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say why, and levels are derived without it."""
    officer = request.officer
    row = Exposure.objects.select_related("source", "target").filter(pk=pk, withdrawn_at=None).first()
    seen = [each for each in (row.source, row.target) if policies.may_see(officer, each)] if row else []
    if row is None or not seen:
        raise policies.not_here()
    policies.must_withdraw(officer, row)
    person = next((each for each in seen if str(each.pk) == request.GET.get("person")), seen[0])
    form = WhyForm(request.POST or None)
    if request.method == "POST" and went(
        form, lambda at: exposures.withdraw([row], form.cleaned_data["why"], by=officer, at=at)
    ):
        messages.success(request, _("Đã rút lần tiếp xúc."))
        return redirect("cases:person", pk=person.pk)
    back = reverse("cases:person", args=[person.pk])
    context = {
        "form": form,
        "title": _("Rút lần tiếp xúc"),
        "verb": _("Rút"),
        "tone": "danger",
        "back": back,
        "crumbs": [(person.pseudonym, back), (_("Rút lần tiếp xúc"), "")],
        "warning": _("Lần tiếp xúc vẫn đọc được nhưng không tính nữa; cấp F và ngày cách ly được tính lại ngay."),
    }
    return render(request, "cases/act.html", context, status=422 if form.errors else 200)
