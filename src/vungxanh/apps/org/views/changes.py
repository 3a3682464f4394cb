"""Dated changes of one unit and its aliases."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vungxanh.apps.org import policies
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.actions.withdrawing import withdraw_planned_change
from vungxanh.apps.org.forms import AliasForm, EndForm, OtherUnitForm, RenameForm, WithdrawForm
from vungxanh.apps.org.models import Alias, Unit
from vungxanh.apps.org.views.showing import done, today, unit_or_404

_FORMS = ("rename", "move", "merge", "end")


@require_http_methods(["GET", "POST"])
@officer_required(policies.is_administrator)
def change(request: OfficerRequest, code: str) -> HttpResponse:
    """The four dated changes of a unit, each a form of its own; `act` says which one was sent."""
    unit = unit_or_404(code)
    policies.must_be_able_to_change(request.officer, unit)
    sent = request.POST.get("act", "")
    opened = {name: _form(name, unit, request, bound=name == sent) for name in _FORMS}
    if sent in opened and done(request, opened[sent], _act(sent, unit, opened[sent], request), _("Đã ghi thay đổi.")):
        return redirect("org:unit", code=unit.code)
    status = 422 if request.method == "POST" else 200
    return render(request, "org/change.html", {"unit": unit, "forms": opened}, status=status)


def _form(name: str, unit: Unit, request: OfficerRequest, *, bound: bool) -> forms.Form:
    data = request.POST if bound else None
    first = {"on": today()}
    if name == "rename":
        return RenameForm(data, prefix=name, initial=first | {"name": unit.name, "kind": unit.kind})
    if name == "end":
        return EndForm(data, prefix=name, initial=first)
    others = Unit.objects.filter(path__under=request.officer.unit.path, ended_on=None).exclude(path__under=unit.path)
    label = _("Cấp trên mới") if name == "move" else _("Đơn vị nhận")
    return OtherUnitForm(data, prefix=name, initial=first, units=others.order_by("path"), label=label)


def _act(name: str, unit: Unit, form: forms.Form, request: OfficerRequest) -> Callable[[datetime], object]:
    def act(at: datetime) -> object:
        given, by = form.cleaned_data, request.officer
        if name == "rename":
            return changes.rename(unit, given["name"], kind=given["kind"], on=given["on"], by=by, at=at)
        if name == "move":
            return changes.move(unit, given["unit"], on=given["on"], by=by, at=at)
        if name == "merge":
            return changes.merge([unit], given["unit"], on=given["on"], by=by, at=at)
        return changes.end(unit, on=given["on"], by=by, at=at)

    return act


@require_POST
@officer_required(policies.is_administrator)
def withdraw(request: OfficerRequest, code: str) -> HttpResponse:
    """Take back the change entered for a day to come; what stands against it is told on the unit's page."""
    unit, form = unit_or_404(code), WithdrawForm(request.POST)
    policies.must_be_able_to_change(request.officer, unit)

    def act(at: datetime) -> object:
        return withdraw_planned_change(unit, form.cleaned_data["on"], by=request.officer, at=at)

    if not done(request, form, act, _("Đã hủy thay đổi.")):
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("org:unit", code=code)


@require_http_methods(["GET", "POST"])
@officer_required(policies.is_administrator)
def aliases(request: OfficerRequest, code: str) -> HttpResponse:
    """The other names of a unit."""
    unit = unit_or_404(code)
    policies.must_be_able_to_staff(request.officer, unit)
    form = AliasForm(request.POST or None)

    def add(at: datetime) -> object:
        return changes.add_alias(unit, form.cleaned_data["text"], by=request.officer, at=at)

    if request.method == "POST" and done(request, form, add, _("Đã thêm tên gọi khác.")):
        return redirect("org:aliases", code=unit.code)
    context = {"unit": unit, "form": form, "aliases": unit.aliases.order_by("text")}
    return render(request, "org/aliases.html", context, status=422 if form.errors else 200)


@require_POST
@officer_required(policies.is_administrator)
def remove_alias(request: OfficerRequest, code: str, alias_id: int) -> HttpResponse:
    """Forget one alias."""
    alias = get_object_or_404(Alias.objects.select_related("unit"), pk=alias_id, unit__code=code)

    def remove(at: datetime) -> None:
        changes.remove_alias(alias, by=request.officer, at=at)

    done(request, forms.Form({}), remove, _("Đã bỏ tên gọi khác."))
    return redirect("org:aliases", code=code)
