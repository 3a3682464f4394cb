"""Quarantine orders for many at once: drafted from a list, numbered and issued, delivered, revoked."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import ordering
from vungxanh.apps.cases.actions.printing import orders_pdf
from vungxanh.apps.cases.actions.redrafting import bring_up_to_date
from vungxanh.apps.cases.forms.orders import DraftForm, NumberForm, WhyForm
from vungxanh.apps.cases.models import Order, OrderState, Place
from vungxanh.apps.cases.queries.drafts import outdated, without_facility
from vungxanh.apps.cases.queries.faces import faces
from vungxanh.apps.cases.queries.figures import told_counts
from vungxanh.apps.cases.queries.orders import (
    LIVE,
    all_of,
    by_state,
    falling_short,
    goes_beyond,
    last_day_of,
    orders_by_key,
    orders_of,
    plans_by_key,
)
from vungxanh.apps.cases.views.lines import lines_of
from vungxanh.apps.cases.views.showing import back_to, picked
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.small_numbers import written
from vungxanh.core.text.phrases import begun_with_a_capital
from vungxanh.kit import clock
from vungxanh.kit.export import attachment_header
from vungxanh.kit.problems import Conflict, Invalid
from vungxanh.ui.acting import went
from vungxanh.ui.addresses import address

PAGE_SIZE = 50
_BINDING = (*LIVE, OrderState.ENDED)
"""In force, or over: not revoked."""
SHAPES = {
    OrderState.DRAFT: "not-started",
    OrderState.ISSUED: "doing",
    OrderState.DELIVERED: "done",
    OrderState.REVOKED: "not-started",
    OrderState.ENDED: "done",
}


@officer_required(policies.may_enter)
@require_safe
def orders(request: OfficerRequest) -> HttpResponse:
    """The orders of the place, the newest first."""
    officer, at, asked = request.officer, clock.now(), request.GET.get("state", "")
    state = OrderState(asked) if asked in OrderState.values else None
    found = orders_of(officer, state=state, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    rows = order_rows(officer, found.items, at)
    context = {
        "rows": rows,
        "old": [row["order"].pk for row in rows if row["is_old"]],
        "state": state,
        "count": all_of(officer, state).count() if state and rows else 0,
        "offers": _offers(state),
        "may_deliver": policies.may_follow_anybody(officer),
        "states": list(_states(request)),
        "may_order": policies.orders(officer),
        "previous_url": address(request.GET, cursor=found.previous) if found.previous else "",
        "next_url": address(request.GET, cursor=found.next) if found.next else "",
    }
    return render(request, "cases/orders.html", context)


def _states(request: OfficerRequest) -> Iterator[dict[str, object]]:
    """A tab for each state with how many stand in it, and for all; small counts as they may be told."""
    counts = by_state(request.officer)
    told, asked, hidden = told_counts(request.officer, counts), request.GET.get("state", ""), _("ẩn")
    total = None if None in told.values() else sum(counts.values())
    for key, label, count in [("", _("Tất cả"), total), *((each, each.label, told[each]) for each in OrderState)]:
        yield {
            "label": f"{begun_with_a_capital(str(label))} ({written(count, hidden)})",
            "url": address(request.GET, state=key),
            "active": key == asked,
        }


def _offers(state: OrderState | None) -> dict[str, bool]:
    """What can be done with orders of the state shown; with a list of all states, everything."""
    return {
        "issue": state in (None, OrderState.DRAFT),
        "deliver": state in (None, OrderState.ISSUED),
        "revoke": state in (None, *LIVE),
    }


@officer_required(policies.orders)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_orders(request: OfficerRequest) -> HttpResponse:
    """Who gets a draft, then the drafts: the picked people of a list."""
    officer, at = request.officer, clock.now()
    plans = plans_by_key(officer, picked(request))
    form = DraftForm(request.POST or None, initial={"batch": uuid.uuid4()})
    made: list[Order] = []

    def act(now: datetime) -> None:
        made.extend(ordering.draft(plans, **form.cleaned_data, by=officer, at=now))

    if request.method == "POST" and went(form, act):
        told = ngettext("Đã dự thảo %(n)d quyết định.", "Đã dự thảo %(n)d quyết định.", len(made)) % {"n": len(made)}
        if left := len(plans) - len(made):
            told += " " + _("%(n)d người không phải cách ly hoặc đã có quyết định.") % {"n": left}
        messages.success(request, told)
        return redirect("cases:orders")
    lines = lines_of(officer, [plan.person.standing for plan in plans], at=at, today=clock.day_of(at))
    context = {"form": form, "lines": lines, "plans": plans, "back": back_to(request)}
    return render(request, "cases/draft_orders.html", context, status=422 if form.errors else 200)


@officer_required(policies.orders)
@require_http_methods(["GET", "HEAD", "POST"])
def issue_orders(request: OfficerRequest) -> HttpResponse:
    """Number the picked drafts and issue them."""
    officer, at = request.officer, clock.now()
    chosen = orders_by_key(officer, picked(request))
    if request.method != "POST":
        chosen = [each for each in chosen if each.state == OrderState.DRAFT]
        if not chosen:
            messages.info(request, _("Không còn dự thảo nào trong những quyết định đã chọn."))
            return redirect("cases:orders")
    form = NumberForm(request.POST or None, lacking=without_facility(chosen))
    if request.method == "POST" and went(
        form, lambda now: ordering.issue(chosen, **form.cleaned_data, by=officer, at=now)
    ):
        messages.success(
            request,
            ngettext("Đã ban hành %(n)d quyết định.", "Đã ban hành %(n)d quyết định.", len(chosen))
            % {"n": len(chosen)},
        )
        return redirect("cases:orders")
    rows = order_rows(officer, chosen, at)
    context = {
        "form": form,
        "rows": rows,
        "old": [row["order"].pk for row in rows if row["is_old"]],
        "title": _("Ban hành quyết định"),
        "verb": _("Ban hành"),
    }
    return render(request, "cases/order_act.html", context, status=422 if form.errors else 200)


@officer_required(policies.orders)
@require_POST
def refresh_orders(request: OfficerRequest) -> HttpResponse:
    """Let the picked drafts say what is asked now, and go back to where they were picked."""
    done = bring_up_to_date(orders_by_key(request.officer, picked(request)), by=request.officer, at=clock.now())
    told = []
    if done.moved:
        words = ngettext("Đã cập nhật %(n)d dự thảo.", "Đã cập nhật %(n)d dự thảo.", done.moved)
        told.append(words % {"n": done.moved})
    if done.taken_back:
        words = ngettext(
            "Đã thu lại %(n)d dự thảo vì không còn phải cách ly.",
            "Đã thu lại %(n)d dự thảo vì không còn phải cách ly.",
            done.taken_back,
        )
        told.append(words % {"n": done.taken_back})
    messages.success(request, " ".join(told) or _("Không dự thảo nào phải cập nhật."))
    return redirect(back_to(request))


@officer_required(policies.orders)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_orders(request: OfficerRequest) -> HttpResponse:
    """Take the picked orders back, with the reason."""
    officer, at = request.officer, clock.now()
    chosen = orders_by_key(officer, picked(request))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and went(
        form, lambda now: ordering.revoke(chosen, **form.cleaned_data, by=officer, at=now)
    ):
        messages.success(request, _("Đã thu hồi."))
        return redirect("cases:orders")
    context = {
        "form": form,
        "rows": order_rows(officer, chosen, at),
        "title": _("Thu hồi quyết định"),
        "verb": _("Thu hồi"),
        "is_danger": True,
    }
    return render(request, "cases/order_act.html", context, status=422 if form.errors else 200)


@officer_required(policies.may_enter)
@require_POST
def deliver_orders(request: OfficerRequest) -> HttpResponse:
    """The picked orders reached their people."""
    chosen = orders_by_key(request.officer, picked(request))
    try:
        ordering.deliver(chosen, by=request.officer, at=clock.now())
    except (Invalid, Conflict) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request,
            ngettext("Đã giao %(n)d quyết định.", "Đã giao %(n)d quyết định.", len(chosen)) % {"n": len(chosen)},
        )
    return redirect("cases:orders")


@officer_required(policies.may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def print_orders(request: OfficerRequest) -> HttpResponse:
    """The picked orders as one PDF, a sheet each; who prints them is written down, so it is no mere look.

    A look at the address, as after signing in again, goes to the list where they are picked.
    """
    if request.method != "POST":
        return redirect("cases:orders")
    return pdf_of(request, orders_by_key(request.officer, picked(request)))


def pdf_of(request: OfficerRequest, chosen: Sequence[Order]) -> HttpResponse:
    """Orders as a file to keep; who may not, or too many, is a refusal."""
    at = clock.now()
    response = HttpResponse(orders_pdf(chosen, by=request.officer, at=at), content_type="application/pdf")
    response["Content-Disposition"] = attachment_header(f"quyet-dinh-cach-ly-{clock.day_of(at):%Y-%m-%d}.pdf")
    response["Cache-Control"] = "private, no-store"
    return response


def order_rows(officer: Officer, found: Sequence[Order], at: datetime) -> list[dict[str, Any]]:
    """The rows; of an order it is said when the quarantine lasts longer than the last of its plan, or not so long.

    Of a draft it is said what it would say now (`asked`), where that `is_old`.
    """
    shown = faces(officer, [row.plan.person for row in found], at=at)
    short, old = falling_short([row.plan for row in found]), outdated(found, on=clock.day_of(at))
    return [
        {
            "order": row,
            "face": shown[row.plan.person_id],
            "shape": SHAPES[OrderState(row.state)],
            "is_old": row.pk in old,
            "asked": old.get(row.pk),
            "place": Place(asked.place).label if (asked := old.get(row.pk)) else "",
            "short": row.state in _BINDING and row.pk not in old and short.get(row.plan_id) == last_day_of(row),
            "long": row.pk not in old and goes_beyond(row),
        }
        for row in found
    ]
