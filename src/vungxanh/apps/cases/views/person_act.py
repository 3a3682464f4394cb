"""One page for each act on a person: its form, the action behind it, errors beside the field."""

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import followup, proving, sampling
from vungxanh.apps.cases.forms import people as forms
from vungxanh.apps.cases.forms.cases import IllnessForm
from vungxanh.apps.cases.forms.samples import ResultForm
from vungxanh.apps.cases.models import Case, Classification, Person, Sample, SampleResult
from vungxanh.apps.cases.queries.faces import Face, face, must_be_open
from vungxanh.apps.cases.queries.files import person_file
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.cases.queries.records import person_of
from vungxanh.apps.cases.views.letting_go import Told, told_first
from vungxanh.apps.cases.views.person_acts import ACTS
from vungxanh.apps.cases.views.present import say_present, show_again, show_now
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.problems import NotFound
from vungxanh.ui.acting import went

_NEEDS_A_NAME = {"sua"}


@officer_required(policies.may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def person_act(request: OfficerRequest, pk: int, name: str) -> HttpResponse:
    """Show the form of an act, or do it and go back to the record."""
    officer, at = request.officer, clock.now()
    act = ACTS.get(name)
    found = person_file(officer, person_of(officer, pk))
    if act is None or not act.when(officer, found):
        raise NotFound(_("Việc này không làm được với hồ sơ này."))
    own = face(officer, found.person, at=at)
    if name in _NEEDS_A_NAME:
        must_be_open(own)
    form = _form(act.form, request, found.person, own)
    say_present(form, found, clock.day_of(at))

    def run(now: datetime) -> None:
        act.run(found, _given(form), officer, now)

    if request.method == "POST" and went(form, run):
        messages.success(request, str(act.done))
        moved = Person.objects.only("path").get(pk=found.person.pk)
        return redirect("cases:person", pk=moved.pk) if policies.may_see(officer, moved) else redirect("cases:home")
    if form.is_bound and "seen" in form.fields and found.plan and form.data.get("seen") != found.plan.unit.code:
        show_now(form, "seen", found.plan.unit.code, followup.elsewhere(found.plan))
    return _page(request, form, act.label, act.label, found.person, tone=act.tone, warning=act.warning, about=own.name)


@officer_required(policies.may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def sample_result(request: OfficerRequest, pk: int) -> HttpResponse:
    """What the laboratory says of a sample."""
    officer = request.officer
    row = Sample.objects.select_related("person").filter(pk=pk).first()
    if row is None:
        raise policies.not_here()
    policies.must_follow_up(officer, row.person)
    was_positive = row.result == SampleResult.POSITIVE
    first = {"result_at": clock.now()} if row.result == SampleResult.WAITING else {}
    form = ResultForm(request.POST or None, sample=row, initial=first | {"version": row.version})

    seen = request.POST.get("version") or Sample(pk=pk).version  # a page that does not say showed none

    def run(at: datetime) -> None:
        found, why = SampleResult(form.cleaned_data["result"]), form.cleaned_data.get("why", "")
        found_at = form.cleaned_data["result_at"]
        moved = sampling.result(
            row, found, found_at=found_at, why=why, seen=seen, by=officer, at=at, entropy=secrets.token_bytes
        )
        messages.success(request, _told(row, moved, was_positive=was_positive))

    told = _let_go(row, form) if was_positive and form.is_bound and form.is_valid() else None
    is_seen = told is None or form.cleaned_data["seen"] == told.seen
    if request.method == "POST" and is_seen and went(form, run):
        return redirect("cases:person", pk=row.person_id)
    row.refresh_from_db()
    if form.is_bound and seen != row.version:
        show_now(form, "version", row.version, sampling.written(row))
    more = {"about": face(officer, row.person, at=clock.now()).name, **_warned(form, told, was_positive=was_positive)}
    verb = _("Ghi kết quả") if row.result == SampleResult.WAITING else _("Sửa kết quả")
    return _page(request, form, _("Kết quả xét nghiệm"), verb, row.person, **more)


def _let_go(row: Sample, form: ResultForm) -> Told | None:
    """What is told before the case that rests on this positive is no source any more; None where none falls."""
    found, own = SampleResult(form.cleaned_data["result"]), proving.resting_on(row)
    if own is None or found == SampleResult.POSITIVE or not proving.falls(own, row):
        return None
    negative_on = row.taken_on if found == SampleResult.NEGATIVE else None
    return told_first(own, Classification.SUSPECTED, negative_on=negative_on)


def _warned(form: ResultForm, told: Told | None, *, was_positive: bool) -> dict[str, object]:
    """What stands above the form; whom letting go reaches, once that is known."""
    if told:
        show_again(form, "seen", told.seen)
        return {"warning": told.warning, "tone": "danger"}
    if not was_positive:
        return {"warning": _("Kết quả dương tính mở hoặc xác định ca bệnh và đưa người tiếp xúc vào diện theo dõi.")}
    return {
        "warning": _(
            "Sửa kết quả dương tính đưa ca bệnh chỉ dựa vào mẫu này về ca nghi ngờ: người tiếp xúc thôi theo dõi vì ca"
            " này, khóa Bluezone đã gửi bị thu hồi. Số người được nói trước khi ghi."
        )
    }


def _told(row: Sample, moved: Case | None, *, was_positive: bool) -> str:
    """What became of the case: a positive opens or confirms it, a correction lets go of it or leaves it."""
    if row.result == SampleResult.POSITIVE:
        if moved is None:
            return _("Đã ghi kết quả; ca bệnh đã được xác định từ trước.")
        opened = moved.version == 1
        return _("Đã ghi kết quả; ca bệnh được mở.") if opened else _("Đã ghi kết quả; ca nghi ngờ được xác định.")
    if not was_positive:
        return _("Đã ghi kết quả.")
    if moved is None:
        return _("Đã sửa kết quả; không ca bệnh nào đổi theo. Hãy xem lại ca bệnh của người này, nếu có.")
    if moved.classification == Classification.SUSPECTED:
        return _("Đã sửa kết quả; ca bệnh trở về ca nghi ngờ.")
    return _("Đã sửa kết quả; ca bệnh vẫn được xác định theo mẫu dương tính khác.")


def _form(kind: type[Form], request: OfficerRequest, person: Person, own: Face) -> Any:
    data = request.POST if request.method == "POST" else None
    if kind is forms.PersonForm:
        return forms.PersonForm(data, officer=request.officer, person=person, initial=_as_known(person, own))
    if kind is IllnessForm:
        return IllnessForm(data, officer=request.officer, person=person)
    form = kind(data)
    if kind is forms.LevelForm:
        _row, policy = in_force(clock.day_of(clock.now()))
        form.fields["level"].choices = [(n, f"F{n}") for n in range(1, policy.max_ring + 1)]  # type: ignore[attr-defined]
    if kind is forms.HandOnForm:
        province = "/" + person.path.strip("/").split("/")[0] + "/"
        form.fields["place"].queryset = forms.communes_under(province).order_by("path")  # type: ignore[attr-defined]
    return form


def _as_known(person: Person, own: Face) -> dict[str, object]:
    names = ("full_name", "phone", "citizen_id", "address", "birth_year")
    known = {name: getattr(own, name) for name in names}
    more = {"sex": person.sex, "is_vaccinated": person.is_vaccinated} if own.is_open else {}
    return known | more | {"version": person.version, "place": person.commune}


def _given(form: Any) -> dict[str, Any]:
    """What the act is given: the fields, and the two forms that speak for themselves."""
    given = dict(form.cleaned_data)
    if isinstance(form, forms.PersonForm):
        given["known"] = form.known()
    if isinstance(form, IllnessForm):
        given["illness"] = form.illness()
    return given


def _page(
    request: OfficerRequest, form: Form, title: str | Promise, verb: str | Promise, person: Person, **more: object
) -> HttpResponse:
    back = reverse("cases:person", args=[person.pk])
    crumbs = [(person.pseudonym, back), (title, "")]
    context = {"form": form, "title": title, "verb": verb, "back": back, "crumbs": crumbs, **more}
    return render(request, "cases/act.html", context, status=422 if form.errors else 200)
