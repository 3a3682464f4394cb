"""One case and its life: what to do next, the facts, its rings and F1, the runs that moved people (hồ sơ ca bệnh)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import cases as acts
from vungxanh.apps.cases.forms.cases import CorrectionForm, EndForm, initial_of
from vungxanh.apps.cases.models import Case, CaseState, Classification, Derivation
from vungxanh.apps.cases.queries.faces import face
from vungxanh.apps.cases.queries.facts import case as fact_of
from vungxanh.apps.cases.queries.facts import onset, sources
from vungxanh.apps.cases.queries.files import case_file
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.cases.queries.records import case_of
from vungxanh.apps.cases.queries.rings import next_ring
from vungxanh.apps.cases.queries.runs import told_of
from vungxanh.apps.cases.tables import course_of
from vungxanh.apps.cases.views.cases import shape_of
from vungxanh.apps.cases.views.history import history_lines
from vungxanh.apps.cases.views.letting_go import Told, told_first
from vungxanh.apps.cases.views.lines import lines_of
from vungxanh.apps.exposure import policies as codes
from vungxanh.apps.exposure.queries.uploads import of_case
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.small_numbers import shown
from vungxanh.core.casework.windows import infectious_since
from vungxanh.kit import clock
from vungxanh.ui import formats
from vungxanh.ui.acting import went


@dataclass(frozen=True, slots=True)
class Button:
    """One act the page offers."""

    label: str | Promise
    url: str
    icon: str = ""


@officer_required(policies.may_enter)
@require_safe
def case(request: OfficerRequest, code: str) -> HttpResponse:
    """The record of a case."""
    officer, at = request.officer, clock.now()
    found = case_file(officer, case_of(officer, code))
    own = found.case
    _row, policy = in_force(clock.day_of(at))
    ring = next_ring(own)
    plain, since = policies.counts_plainly(officer), _since(own, at)
    buttons, may_decide = list(_buttons(officer, own)), policies.may_decide(officer, own)
    context = {
        "case": own,
        "face": face(officer, own.person, at=at),
        "shape": shape_of(own),
        "course": course_of(own),
        "is_source": _is_source(own),
        "is_active": _is_active(own),
        "heading": _heading(own),
        "main": buttons[:2],
        "others": buttons[2:],
        "rings": found.rings,
        "told_rings": [ring.pk for ring in found.rings if plain or shown(ring.preview["people"]) is not None],
        "reached": [{"level": level, "count": _number(count)} for level, count in found.reached.items()],
        "policy": policy,
        "since": since,
        "is_isolated_before": bool(since and own.isolated_at and own.isolated_at <= since),
        "next_ring": ring if ring <= policy.max_ring and may_decide and _is_source(own) else None,
        "may_decide": may_decide,
        "may_follow": policies.may_follow_up(officer, own.person),
        "contacts": lines_of(officer, found.contacts, at=at, today=clock.day_of(at)),
        "runs": list(_runs(officer, found.derivations)),
        "history": list(history_lines(own, *of_case(own.person.subject))),
        "crumbs": [(_("Ca bệnh"), reverse("cases:cases")), (own.code, "")],
    }
    return render(request, "cases/case.html", context)


def _number(count: int | None) -> str:
    """As the page writes it; what is hidden in a word."""
    return _("ẩn") if count is None else formats.number(count, get_language() or "vi")


def _runs(officer: Officer, runs: Collection[Derivation]) -> Iterator[dict[str, object]]:
    """Why each ran, and what it changed in the officer's place."""
    language, told = (get_language() or "vi")[:2], told_of(officer, runs)
    for run in runs:
        lines = [each.get(language, "") for each in told[run.pk].sentences]
        yield {"run": run, "cause": run.cause.get(language, ""), "told": lines}


def _since(own: Case, at: datetime) -> datetime | None:
    """From when the case exposes others, by the policy in force now; None for who is no source."""
    row = sources().filter(pk=own.pk).first() if _is_source(own) else None
    return infectious_since(fact_of(row), in_force(clock.day_of(at))[1]) if row else None


def _is_source(own: Case) -> bool:
    """Whether its contacts are followed: a suspected case is somebody to test, an excluded one nobody's source."""
    return own.classification in (Classification.PROBABLE, Classification.CONFIRMED)


def _is_active(own: Case) -> bool:
    return own.state == CaseState.ACTIVE and own.classification != Classification.NOT_A_CASE


def _heading(own: Case) -> str:
    """What the acts are for."""
    if own.classification == Classification.NOT_A_CASE:
        return _("Ca đã được loại trừ: không ai phải theo dõi vì ca này")
    if own.classification == Classification.SUSPECTED:
        return _("Ca nghi ngờ: lấy mẫu trước, người tiếp xúc được theo dõi khi ca được xác định")
    if _is_active(own) and own.isolated_at is None:
        return _("Ca bệnh còn là nguồn lây cho đến khi được cách ly")
    return _("Việc tiếp theo")


def _buttons(officer: Officer, own: Case) -> Iterator[Button]:
    """What to do next first."""
    decides, follows, active = policies.may_decide(officer, own), policies.may_follow_up(officer, own), _is_active(own)
    edit = Button(_("Sửa thông tin ca"), reverse("cases:edit_case", args=[own.code]), "edit")
    if own.classification == Classification.NOT_A_CASE and decides:
        yield edit
    if own.classification == Classification.SUSPECTED and follows and active:
        yield Button(_("Ghi lấy mẫu"), reverse("cases:person_act", args=[own.person_id, "lay-mau"]), "check")
    if decides and active and own.isolated_at is None:
        yield Button(_("Ghi lúc cách ly"), edit.url + "#id_isolated_at", "clock")
    if follows and own.classification != Classification.NOT_A_CASE:
        yield Button(_("Nhập người tiếp xúc"), reverse("cases:interview", args=[own.person_id]), "people")
    if follows:
        yield Button(_("Phiếu điều tra"), reverse("cases:investigation", args=[own.code]), "document")
    if codes.may_issue(officer) and active:
        days = {"onset_on": onset(own), "tested_on": own.sampled_on or own.tested_on}
        query = {"subject": str(own.person.subject)} | {name: f"{day:%d/%m/%Y}" for name, day in days.items() if day}
        if own.person.commune:
            query["place"] = own.person.commune.code
        yield Button(_("Cấp mã gửi khóa"), f"{reverse('exposure:issue')}?{urlencode(query)}", "lock")
    if decides and own.classification != Classification.NOT_A_CASE:
        yield edit
        if active:
            yield Button(_("Kết thúc ca"), reverse("cases:end_case", args=[own.code]), "check")


@officer_required(policies.decides)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_case(request: OfficerRequest, code: str) -> HttpResponse:
    """Correct what is known; contacts are derived again and the record says what changed."""
    officer, own = request.officer, case_of(request.officer, code)
    policies.must_decide(officer, own)
    form = CorrectionForm(request.POST or None, officer=officer, case=own, initial=initial_of(own))

    def act(at: datetime) -> None:
        given = form.cleaned_data
        more = {"why": given["why"], "isolated_early": given["isolated_early"]}
        acts.change(own, form.illness(), version=given["version"] or 0, **more, by=officer, at=at)

    told = _let_go(own, form) if form.is_bound and form.is_valid() else None
    if told and form.cleaned_data["seen"] != told.seen:
        return _form_page(request, own, form, _("Thôi tính là ca bệnh"), told.verb, told)
    if request.method == "POST" and went(form, act):
        messages.success(
            request, _("Đã sửa ca bệnh. Những người đổi cấp hoặc đổi ngày nằm trong mục Các lần tính lại.")
        )
        return redirect("cases:case", code=own.code)
    return _form_page(request, own, form, _("Sửa thông tin ca"), told.verb if told else _("Lưu"), told)


def _let_go(own: Case, form: CorrectionForm) -> Told | None:
    """What is told before a case is excluded or only suspected again; None for other corrections."""
    ill = form.illness()
    if ill.classification == own.classification or not acts.no_source_any_more(own, ill):
        return None
    if not form.cleaned_data["why"].strip():
        form.add_error("why", _("Thôi tính là ca bệnh: cần ghi lý do."))
    return told_first(own, ill.classification)


@officer_required(policies.decides)
@require_http_methods(["GET", "HEAD", "POST"])
def end_case(request: OfficerRequest, code: str) -> HttpResponse:
    """The illness is over."""
    officer, own = request.officer, case_of(request.officer, code)
    policies.must_decide(officer, own)
    initial = {"version": own.version, "ended_on": clock.day_of(clock.now())}
    form = EndForm(request.POST or None, case=own, initial=initial)

    def act(at: datetime) -> None:
        given = form.cleaned_data
        acts.end(own, CaseState(given["state"]), given["ended_on"], version=given["version"], by=officer, at=at)

    if request.method == "POST" and went(form, act):
        messages.success(request, _("Đã kết thúc ca bệnh."))
        return redirect("cases:case", code=own.code)
    return _form_page(request, own, form, _("Kết thúc ca"), _("Kết thúc ca"))


def _form_page(
    request: OfficerRequest,
    own: Case,
    form: CorrectionForm | EndForm,
    title: str,
    verb: str,
    told: Told | None = None,
) -> HttpResponse:
    back = reverse("cases:case", args=[own.code])
    if form.is_bound:  # shown again as of the present version: whoever read the refusal may send it
        data = request.POST.copy()
        data["version"] = str(Case.objects.values_list("version", flat=True).get(pk=own.pk))
        if told:
            data["seen"] = told.seen
        form.data = data
    context = {"form": form, "title": title, "verb": verb, "back": back, "crumbs": [(own.code, back), (title, "")]}
    if told:
        context |= {"warning": told.warning, "tone": "danger"}
    return render(request, "cases/act.html", context, status=422 if form.errors else 200)
