"""One page for each act on an assignment: its form, the action behind it, errors beside the field."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.forms import ModelChoiceField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.models import Unit
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.evidence import evidence
from vungxanh.apps.work.actions.steps import lock
from vungxanh.apps.work.forms import ActForm
from vungxanh.apps.work.life import is_possible
from vungxanh.apps.work.models import Assignment, Entry, EntryKind
from vungxanh.apps.work.queries.lists import Wanted
from vungxanh.apps.work.queries.record import assignment_of
from vungxanh.apps.work.views.act_pages import PAGES, ActPage, Told
from vungxanh.apps.work.views.cautions import caution_of
from vungxanh.apps.work.views.filters import address_of
from vungxanh.apps.work.views.lines import line_of
from vungxanh.kit import clock
from vungxanh.kit.files.refusals import FileRefused
from vungxanh.kit.problems import Conflict, Invalid, NotFound
from vungxanh.ui.acting import show


@officer_required
def act(request: OfficerRequest, pk: int, name: str) -> HttpResponse:
    """Show the form of an act, or do it and go back to the assignment."""
    officer, at = request.officer, clock.now()
    assignment = assignment_of(pk, officer)
    chosen, page = _page_of(name)
    policies.must(officer, chosen, assignment)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = page.form(*given, assignment=assignment, officer=officer, on=clock.day_of(at))
    if request.method == "POST" and form.is_valid() and (told := _done(request, page, assignment, form, at)):
        messages.success(request, told)
        return redirect("work:assignment", pk=assignment.pk)
    if form.is_bound:
        _again(request, form, assignment)
    context = {
        "assignment": assignment,
        "line": line_of(assignment, at),
        "act": page,
        "form": form,
        "possible": form.is_bound or is_possible(assignment, chosen),
        "nobody_left": _nobody_left(form),
        "shown": _shown(chosen, assignment),
        "caution": caution_of(chosen, assignment, at),
        "held_url": _held_url(form, assignment),
    }
    return render(request, "work/act.html", context, status=422 if form.errors else 200)


def _nobody_left(form: ActForm) -> bool:
    """Whether the act hands the duty on and no unit is left to take it."""
    choices = [field.queryset for field in form.fields.values() if isinstance(field, ModelChoiceField)]
    return any(units is not None and units.model is Unit and not units.exists() for units in choices)


def _held_url(form: ActForm, assignment: Assignment) -> str:
    """The list of the same task below, where others gave it to units that it would now be handed down to."""
    if "include_held" not in form.fields:
        return ""
    return address_of(Wanted(task=assignment.task_id, unit=assignment.unit, below=True))


def _shown(chosen: policies.Act, assignment: Assignment) -> Entry | None:
    """What the officer answers: the report, or the request for more time."""
    asked = {
        policies.Act.ACCEPT: EntryKind.REPORT,
        policies.Act.RETURN: EntryKind.REPORT,
        policies.Act.DECIDE_EXTENSION: EntryKind.EXTENSION_ASKED,
    }.get(chosen)
    if asked is None:
        return None
    return assignment.entries.filter(kind=asked).prefetch_related("evidence__file").order_by("-pk").first()


def _page_of(name: str) -> tuple[policies.Act, ActPage]:
    try:
        chosen = policies.Act(name)
    except ValueError as error:
        raise NotFound(_("Không có việc này.")) from error
    return chosen, PAGES[chosen]


def _done(request: OfficerRequest, page: ActPage, assignment: Assignment, form: ActForm, at: datetime) -> str:
    """Do the act and return the sentence that confirms it; empty when it was refused: the form then says why.

    Evidence is kept before the transaction, since a scanner takes its time, and let go when the act is refused.
    """
    officer = request.officer
    try:
        _must_be_as_seen(assignment, form)
        uploads = form.cleaned_data.get("files", ())
        with evidence(uploads, by=officer, at=at) as kept, transaction.atomic():
            _must_be_as_seen(lock(assignment), form)
            return page.run(assignment, Told(form.cleaned_data, kept), officer, at)
    except FileRefused as refused:
        form.add_error("files", str(refused))
    except (Invalid, Conflict) as problem:
        show(problem, form)
    return ""


def _must_be_as_seen(assignment: Assignment, form: ActForm) -> None:
    """Conflict when somebody acted since the form was opened, be it the same person pressing the button twice."""
    seen = form.cleaned_data["version"]
    if seen is None or seen == assignment.version:
        return
    last = assignment.entries.last()
    if last is None:
        raise Conflict(_("Nhiệm vụ đã thay đổi từ khi anh/chị mở trang này. Xem lại rồi gửi tiếp."))
    told = _("Từ khi anh/chị mở trang này đã có “%(step)s” của %(name)s. Xem lại rồi gửi tiếp nếu vẫn cần.")
    raise Conflict(told % {"step": last.get_kind_display(), "name": last.by_name})


def _again(request: OfficerRequest, form: ActForm, assignment: Assignment) -> None:
    """The form is shown again with what was written, as of the assignment's present version."""
    data = request.POST.copy()
    data["version"] = str(Assignment.objects.values_list("version", flat=True).get(pk=assignment.pk))
    for name, value in form.carried.items():
        data[name] = value
    form.data = data
