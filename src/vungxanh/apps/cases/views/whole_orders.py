"""Every order of one state at once: issued, delivered, printed, so many at a press (cả danh sách quyết định).

A press acts on a part that ends at the order it was shown with, so that the same press again finds nothing left of it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import ordering
from vungxanh.apps.cases.actions.printing import MOST
from vungxanh.apps.cases.forms.orders import NumberPartForm, PartForm
from vungxanh.apps.cases.models import Order, OrderState
from vungxanh.apps.cases.queries.drafts import outdated, without_facility
from vungxanh.apps.cases.queries.orders import all_of
from vungxanh.apps.cases.views.orders import pdf_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.problems import NotFound
from vungxanh.ui import formats
from vungxanh.ui.acting import went
from vungxanh.ui.addresses import address

AT_ONCE = 500
"""Orders of one press: some seconds of work, and as many as one file prints."""
_CARRIED = ("first_number", "suffix", "facility")


@officer_required(policies.orders)
@require_http_methods(["GET", "HEAD", "POST"])
def issue_list(request: OfficerRequest) -> HttpResponse:
    """How many drafts the place has; a press numbers and issues the next of them, the numbers running on."""
    part = _part(request, OrderState.DRAFT)
    first = {name: request.GET.get(name, "") for name in _CARRIED} | _end(part)
    form = NumberPartForm(request.POST or None, lacking=without_facility(part), initial=first)

    def act(at: datetime) -> None:
        given = {name: form.cleaned_data[name] for name in _CARRIED if name in form.cleaned_data}
        ordering.issue(part, **given, by=request.officer, at=at)

    old = list(outdated(part, on=clock.day_of(clock.now())))
    return _pressed(
        request, form, part, act, OrderState.DRAFT, old=old, title=_("Ban hành cả danh sách"), verb=_("Ban hành")
    )


@officer_required(policies.may_follow_anybody)
@require_http_methods(["GET", "HEAD", "POST"])
def deliver_list(request: OfficerRequest) -> HttpResponse:
    """How many issued orders the place has; a press marks the next of them as delivered."""
    part = _part(request, OrderState.ISSUED)

    def act(at: datetime) -> None:
        ordering.deliver(part, by=request.officer, at=at)

    form = PartForm(request.POST or None, initial=_end(part))
    return _pressed(
        request, form, part, act, OrderState.ISSUED, title=_("Đánh dấu đã giao cả danh sách"), verb=_("Đã giao")
    )


@officer_required(policies.may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def print_list(request: OfficerRequest) -> HttpResponse:
    """The orders of a state in files of so many sheets, each a press; who prints is written down."""
    asked = request.GET.get("state", "")
    if asked not in OrderState.values:
        raise NotFound(_("Không có trạng thái này."))
    state = OrderState(asked)
    rows = all_of(request.officer, state)
    if request.method == "POST":
        first, last = (_number(request.POST.get(name, "")) for name in ("first", "last"))
        return pdf_of(request, list(rows.filter(pk__gte=first, pk__lte=last)[: MOST + 1]))
    keys = list(rows.values_list("pk", flat=True))
    parts = [
        {"first": keys[start], "last": keys[min(start + MOST, len(keys)) - 1], "from": start + 1}
        | {"to": min(start + MOST, len(keys))}
        for start in range(0, len(keys), MOST)
    ]
    context = {"count": len(keys), "parts": parts, "state": state, "back": _list_of(state)}
    return render(request, "cases/print_list.html", context)


def _pressed(
    request: OfficerRequest,
    form: PartForm,
    part: Sequence[Order],
    act: Callable[[datetime], object],
    state: OrderState,
    *,
    title: str | Promise,
    verb: str | Promise,
    old: Sequence[int] = (),
) -> HttpResponse:
    """Do a part and come back for the next, with how far it has got; or show how many are left."""
    waiting = all_of(request.officer, state)
    if request.method == "POST" and not part:
        messages.info(request, _("Phần này đã làm rồi, không làm lại."))
        return redirect(request.get_full_path())
    count = waiting.count()
    whole = max(count, _number(request.GET.get("of", "")))
    if request.method == "POST" and went(form, act):
        left = waiting.count()
        messages.success(request, _told(len(part), left))
        return redirect(address(request.GET, request.path, of=whole, **_next(form, len(part))) if left else _list_of())
    context = {
        "form": form,
        "count": count,
        "next": len(part),
        "old": old,
        "done": whole - count,
        "whole": whole,
        "title": title,
        "verb": verb,
        "back": _list_of(state),
    }
    return render(request, "cases/whole_orders.html", context, status=422 if form.errors else 200)


def _part(request: OfficerRequest, state: OrderState) -> list[Order]:
    """The next orders of a state; of a press those that were shown with it and still are in that state."""
    rows = all_of(request.officer, state)
    if request.method == "POST":
        rows = rows.filter(pk__lte=_number(request.POST.get("through", "")))
    return list(rows[:AT_ONCE])


def _end(part: Sequence[Order]) -> dict[str, int]:
    return {"through": part[-1].pk} if part else {}


def _next(form: PartForm, done: int) -> dict[str, object]:
    """What the next press begins with: the number after the last, all else as it was."""
    given = {name: form.cleaned_data[name] for name in _CARRIED if form.cleaned_data.get(name)}
    return given | {"first_number": given["first_number"] + done} if "first_number" in given else {}


def _number(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 19 else 0


def _list_of(state: OrderState | None = None) -> str:
    url = reverse("cases:orders")
    return f"{url}?state={state.value}" if state else url


def _told(done: int, left: int) -> str:
    language = get_language() or "vi"
    told = {"n": formats.number(done, language), "left": formats.number(left, language)}
    if left:
        return _("Đã làm %(n)s quyết định. Còn %(left)s: bấm lần nữa.") % told
    return _("Đã làm %(n)s quyết định, hết danh sách.") % told
