"""Posts of a unit, and stand-ins."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vungxanh.apps.accounts.policies import visible_users
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org import policies
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.actions import posts as acts
from vungxanh.apps.org.actions import stand_ins as lending
from vungxanh.apps.org.forms import AppointForm, EndForm, StandInForm
from vungxanh.apps.org.models import Post, StandIn
from vungxanh.apps.org.queries.lending import lendable_by, may_stand_in
from vungxanh.apps.org.views.showing import done, today, unit_or_404

_SUGGESTED = 500


@require_http_methods(["GET", "POST"])
@officer_required(policies.is_administrator)
def posts(request: OfficerRequest, code: str) -> HttpResponse:
    """The people of a unit, past and present, and the form that appoints another."""
    unit = unit_or_404(code)
    policies.must_be_able_to_staff(request.officer, unit)
    people = visible_users(request.officer).filter(is_active=True).order_by("full_name", "pk")[:_SUGGESTED]
    form = AppointForm(request.POST or None, people=people, initial={"starts_on": today()})

    def appoint(at: datetime) -> object:
        given = dict(form.cleaned_data)
        user, role = given.pop("person"), Role(given.pop("role"))
        return acts.appoint(user, unit, role, **given, by=request.officer, at=at)

    if request.method == "POST" and done(request, form, appoint, _("Đã bổ nhiệm.")):
        return redirect("org:posts", code=unit.code)
    held = Post.objects.filter(unit=unit).select_related("user").order_by("ends_on", "-is_head", "starts_on", "pk")
    context = {"unit": unit, "form": form, "posts": held, "today": today()}
    return render(request, "org/posts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officer_required(policies.is_administrator)
def end_post(request: OfficerRequest, post_id: int) -> HttpResponse:
    """Ask for the day a post ends, and end it."""
    post = get_object_or_404(Post.objects.select_related("user", "unit"), pk=post_id)
    policies.must_be_able_to_staff(request.officer, post.unit)
    form = EndForm(request.POST or None, initial={"on": today()})

    def end(at: datetime) -> object:
        return acts.end_post(post, on=form.cleaned_data["on"], by=request.officer, at=at)

    if request.method == "POST" and done(request, form, end, _("Đã ghi ngày thôi giữ chức vụ.")):
        return redirect("org:posts", code=post.unit.code)
    return render(request, "org/end_post.html", {"post": post, "form": form}, status=422 if form.errors else 200)


@require_POST
@officer_required(policies.is_administrator)
def withdraw_post(request: OfficerRequest, post_id: int) -> HttpResponse:
    """Take back an appointment for a day to come; what stands against it is told on the page of the unit's posts."""
    post = get_object_or_404(Post.objects.select_related("unit"), pk=post_id)
    form = forms.Form({})

    def withdraw(at: datetime) -> None:
        acts.withdraw_appointment(post, by=request.officer, at=at)

    if not done(request, form, withdraw, _("Đã hủy bổ nhiệm.")):
        messages.error(request, " ".join(str(error) for error in form.non_field_errors()))
    return redirect("org:posts", code=post.unit.code)


@require_http_methods(["GET", "POST"])
@officer_required
def stand_ins(request: OfficerRequest) -> HttpResponse:
    """What I am asked to stand in for, who stands in for me, and the form that asks somebody."""
    officer = request.officer
    lendable = lendable_by(officer, today())
    people = may_stand_in(lendable, today())
    form = StandInForm(request.POST or None, posts=lendable, people=people, initial={"starts_on": today()})

    def ask(at: datetime) -> object:
        return lending.ask_stand_in(**form.cleaned_data, by=officer, at=at)

    if request.method == "POST" and done(request, form, ask, _("Đã gửi đề nghị thay thế.")):
        return redirect("org:stand_ins")
    shown = StandIn.objects.filter(ends_on__gt=today()).select_related("post__user", "post__unit", "person")
    context = {
        "form": form,
        "asked": shown.filter(person=officer.user).order_by("starts_on", "pk"),
        "lent": shown.filter(post__in=lendable).order_by("starts_on", "pk"),
    }
    return render(request, "org/stand_ins.html", context, status=422 if form.errors else 200)


@require_POST
@officer_required
def answer_stand_in(request: OfficerRequest, stand_in_id: int) -> HttpResponse:
    """Accept or decline: `answer` is yes or no."""
    stand_in = get_object_or_404(
        StandIn.objects.select_related("post__unit"), pk=stand_in_id, person=request.officer.user
    )
    accepts = request.POST.get("answer") == "yes"
    act = lending.accept_stand_in if accepts else lending.decline_stand_in

    def answer(at: datetime) -> object:
        return act(stand_in, by=request.officer, at=at)

    told = _("Đã nhận thay thế. Chọn vai ở đầu trang khi đến ngày.") if accepts else _("Đã từ chối thay thế.")
    done(request, forms.Form({}), answer, told)
    return redirect("org:stand_ins")


@require_POST
@officer_required
def end_stand_in(request: OfficerRequest, stand_in_id: int) -> HttpResponse:
    """Let a stand-in end today; one that has not begun is called off."""
    stand_in = get_object_or_404(StandIn.objects.select_related("post__unit"), pk=stand_in_id)

    def end(at: datetime) -> object:
        return lending.end_stand_in(stand_in, on=today(), by=request.officer, at=at)

    if not done(request, forms.Form({}), end, _("Đã kết thúc việc thay thế.")):
        messages.error(request, _("Việc thay thế này đã kết thúc."))
    return redirect("org:stand_ins")
