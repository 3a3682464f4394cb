"""What was published and what waits; withdrawing a batch, changing the signing key."""

import secrets
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.apps.exposure import policies, published
from vungxanh.apps.exposure.actions import batches as acts
from vungxanh.apps.exposure.actions import signing
from vungxanh.apps.exposure.actions.distrust import distrust
from vungxanh.apps.exposure.forms import WhyForm
from vungxanh.apps.exposure.queries.asides import open_asides
from vungxanh.apps.exposure.queries.publication import (
    batch_of,
    batches_of,
    signing_key_of,
    signing_keys,
    waiting_of,
)
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.core.exposure.signing import SEED_BYTES
from vungxanh.kit import clock
from vungxanh.kit.paging import Order, page_of
from vungxanh.ui.acting import went
from vungxanh.ui.forms import Form

PAGE_SIZE = 30


@require_safe
@officer_required(policies.may_watch)
def batches(request: OfficerRequest) -> HttpResponse:
    """The next publication, what waits and why, the batches, the signing keys."""
    officer, at = request.officer, clock.now()
    due = acts.next_due(at)
    page = page_of(batches_of(officer), Order("-number"), cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    rows = [(each, published.batch_path(each.number).is_file()) for each in page.items]
    keys = list(signing_keys(officer))
    context = {
        "due": due,
        "is_due": due <= at,
        "every_hours": acts.EVERY.total_seconds() / 3600,
        "rows": rows,
        "waiting": waiting_of(officer, due=due, every=acts.EVERY, at=at),
        "keys": keys,
        "now": at,
        "has_index": published.document(published.INDEX) is not None,
        "may_operate": policies.may_operate(officer),
        "asides": open_asides(officer).count(),
        "next_url": f"?cursor={page.next}" if page.next else "",
        "previous_url": f"?cursor={page.previous}" if page.previous else "",
    }
    return render(request, "exposure/batches.html", context)


@require_http_methods(["GET", "POST"])
@officer_required(policies.may_operate)
def withdraw(request: OfficerRequest, number: int) -> HttpResponse:
    """Take a batch out of the index, with the reason."""
    batch = batch_of(request.officer, number)
    form = WhyForm(request.POST or None)

    def act(at: datetime) -> object:
        return acts.withdraw(batch, why=form.cleaned_data["why"], by=request.officer, at=at)

    if request.method == "POST" and went(form, act):
        messages.success(request, _("Đã thu hồi lô %(number)d.") % {"number": number})
        return redirect("exposure:batches")
    return render(request, "exposure/withdraw.html", {"form": form, "batch": batch}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officer_required(policies.may_operate)
def rotate(request: OfficerRequest) -> HttpResponse:
    """Ask, then let a new key sign."""
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and went(form, lambda at: _rotated(request, at)):
        messages.success(request, _("Khóa ký mới đã có hiệu lực."))
        return redirect("exposure:batches")
    context = {"form": form, "overlap": signing.OVERLAP.days}
    return render(request, "exposure/rotate.html", context, status=422 if form.errors else 200)


def _rotated(request: OfficerRequest, at: datetime) -> None:
    signing.rotate(secrets.token_bytes(SEED_BYTES), by=request.officer, at=at)
    acts.refresh(at=at)


@require_http_methods(["GET", "POST"])
@officer_required(policies.may_operate)
def distrust_key(request: OfficerRequest, version: int) -> HttpResponse:
    """Drop a key that leaked, with the reason."""
    key = signing_key_of(request.officer, version)
    form = WhyForm(request.POST or None)

    def act(at: datetime) -> object:
        why = form.cleaned_data["why"]
        return distrust(key, why=why, chance=secrets.SystemRandom(), by=request.officer, at=at)

    if request.method == "POST" and went(form, act):
        messages.success(request, _("Từ nay không tin khóa %(key)s nữa.") % {"key": key.key_id})
        return redirect("exposure:batches")
    return render(request, "exposure/distrust.html", {"form": form, "key": key}, status=422 if form.errors else 200)
