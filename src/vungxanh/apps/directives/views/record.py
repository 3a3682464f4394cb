"""A directive's record: what it is, what it orders, what happened to it (hồ sơ văn bản)."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.reopen import reopen
from vungxanh.apps.directives.actions.withdraw import withdraw
from vungxanh.apps.directives.forms import ActForm, WithdrawForm
from vungxanh.apps.directives.queries import letter
from vungxanh.apps.directives.queries.deadlines import moved_deadlines
from vungxanh.apps.directives.queries.history import events_for
from vungxanh.apps.directives.queries.visible import directive_for
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import acts, clock
from vungxanh.kit.files.responses import download
from vungxanh.kit.problems import Conflict, Invalid, NotFound


@officer_required
@require_safe
def record(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The letter with its spans, its tasks, its history, and what may be done next."""
    directive = directive_for(request.officer, pk)
    tasks = list(directive.tasks.prefetch_related("parties__unit", "parties__group"))
    name, now = directive.number_and_symbol or directive.type, clock.now()
    context = {
        "directive": directive,
        "crumbs": [(_("Văn bản chỉ đạo"), reverse("directives:list")), (name, "")],
        "tasks": tasks,
        "moved": moved_deadlines(tasks, on=clock.day_of(directive.issued_at or now)),
        "paragraphs": letter.paragraphs(directive.text, letter.marks_of(tasks)),
        "lines": {row.position: row.text for row in directive.addressees.all()}.values(),
        "events": list(events_for(request.officer, directive, on=clock.day_of(now))),
        "acts": acts.next_for(directive, request.officer),
    }
    return render(request, "directives/record.html", context)


@officer_required
@require_safe
def original(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The file as it was handed in."""
    directive = directive_for(request.officer, pk)
    if directive.file is None:
        raise NotFound(_("Văn bản này được dán nội dung, không có tệp gốc."))
    return download(directive.file, inline="xem" in request.GET)


@officer_required(policies.may_receive)
@require_POST
def reopen_review(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """Put a confirmed directive back on the desk."""
    directive = directive_for(request.officer, pk)
    form = ActForm(request.POST, directive=directive)
    if not form.is_valid():
        raise Invalid(_("Trang đã cũ. Mở lại trang rồi làm lại."))
    try:
        reopen(directive, version=form.cleaned_data["version"], by=request.officer, at=clock.now())
    except Conflict as lost:
        messages.warning(request, str(lost))
        return redirect("directives:record", pk)
    return redirect("directives:desk", pk)


@officer_required(policies.may_receive)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_directive(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """Ask for the reason, then withdraw."""
    directive = directive_for(request.officer, pk)
    policies.must_be_able_to_review(request.officer, directive)
    form = WithdrawForm(request.POST or None, initial={"version": directive.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            withdraw(directive, reason=data["reason"], version=data["version"], by=request.officer, at=clock.now())
        except Conflict as lost:
            messages.warning(request, str(lost))
        else:
            messages.success(request, _("Đã thu hồi văn bản."))
        return redirect("directives:record", pk)
    context = {"directive": directive, "form": form}
    return render(request, "directives/withdraw.html", context, status=422 if form.is_bound else 200)
