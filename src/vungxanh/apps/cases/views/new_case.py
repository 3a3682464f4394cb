"""Opening a case: who it is is looked up first, by a number alone too; then the person and their illness (mở ca)."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import cases as acts
from vungxanh.apps.cases.actions import people
from vungxanh.apps.cases.actions.merging import keep_apart
from vungxanh.apps.cases.actions.searching import told_alike
from vungxanh.apps.cases.forms.cases import IllnessForm
from vungxanh.apps.cases.forms.people import LookForm, PersonForm
from vungxanh.apps.cases.models import Case, Person
from vungxanh.apps.cases.views.doubts import OTHER, Doubt, of_one
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.core.casework.identity import blocking_keys
from vungxanh.kit import clock
from vungxanh.ui.acting import went

LOOK_ID = "look_%s"


@officer_required(policies.decides)
@require_http_methods(["GET", "HEAD", "POST"])
def new_case(request: OfficerRequest) -> HttpResponse:
    """A person and their illness in one page; who may be known already is asked about before anything is written."""
    given = request.POST or None
    who, ill = PersonForm(given, officer=request.officer), IllnessForm(given, officer=request.officer)
    if not who.is_bound:
        return _page(request, who, ill)
    who.full_clean()
    doubts = of_one(request.officer, who.identity(), clock.now())
    if "look" in request.POST:
        return _looked(request, who, doubts)
    same = _answered(request.POST, doubts)
    if same:
        who.stands_already()
        ill.person = same
    opened: list[Case] = []

    def act(at: datetime) -> None:
        with transaction.atomic():
            person = _person(request, who, same, doubts, at)
            early = ill.cleaned_data["isolated_early"]
            made = acts.open_case(
                person, ill.illness(), isolated_early=early, by=request.officer, at=at, entropy=secrets.token_bytes
            )
            opened.append(made)

    is_sure = not doubts or same is not None or _is_somebody_else(request.POST, doubts)
    if is_sure and went(who, act, ill):
        messages.success(request, _("Đã mở ca %(code)s.") % {"code": opened[0].code})
        return redirect("cases:case", code=opened[0].code)
    if is_sure:
        return _page(request, who, ill, doubts, said=request.POST.get("same", ""))
    ill.full_clean()
    _tell(request, who, doubts)
    questions = [("same", _("Có thể đã có hồ sơ: chọn cùng người hay người khác."))]
    return _page(request, who, ill, doubts, questions=questions)


def _person(
    request: OfficerRequest, who: PersonForm, same: Person | None, doubts: Sequence[Doubt], at: datetime
) -> Person:
    """The record that the case is of, its gaps filled; or a new one, kept apart from those it is not."""
    if same:
        return people.complete(same, who.known(), by=request.officer, at=at)
    place = who.cleaned_data["place"]
    person = people.enter(who.known(), place, by=request.officer, at=at, entropy=secrets.token_bytes)
    for each in doubts:
        if each.person:
            keep_apart(person, each.person, by=request.officer, at=at)
    return person


def _looked(request: OfficerRequest, who: PersonForm, doubts: Sequence[Doubt]) -> HttpResponse:
    """Whom it may be, by what was filled in so far; nothing is wrong yet with what was not."""
    _tell(request, who, doubts)
    held = request.POST.dict()
    told = _("Không có hồ sơ nào giống trong địa bàn của đơn vị. Ghi tiếp để lập hồ sơ mới.")
    if not any(blocking_keys(who.identity())):
        told = _("Để tìm, cần số điện thoại, số căn cước, hoặc họ tên và năm sinh.")
    look = LookForm(held, auto_id=LOOK_ID)
    for name in {"phone", "citizen_id"} & who.errors.keys():
        look.add_error(name, who.errors[name])
    who, ill = PersonForm(officer=request.officer, initial=held), IllnessForm(officer=request.officer, initial=held)
    return _page(request, who, ill, doubts, look=look, found="" if doubts or look.errors else told)


def _tell(request: OfficerRequest, who: PersonForm, doubts: Sequence[Doubt]) -> None:
    identity = who.identity()
    told_alike(((identity, each.person) for each in doubts if each.person), by=request.officer, at=clock.now())


def _page(
    request: OfficerRequest,
    who: PersonForm,
    ill: IllnessForm,
    doubts: Sequence[Doubt] = (),
    look: LookForm | None = None,
    **more: object,
) -> HttpResponse:
    look = look or LookForm(initial=who.initial, auto_id=LOOK_ID)
    context = {"who": who, "ill": ill, "look": look, "doubts": doubts, "asked": _asked(doubts), **more}
    is_wrong = bool(who.errors or ill.errors or look.errors or more.get("questions"))
    return render(request, "cases/new_case.html", context, status=422 if is_wrong else 200)


def _answered(given: QueryDict, doubts: Sequence[Doubt]) -> Person | None:
    """The record that the officer says it is."""
    return next((each.person for each in doubts if each.value == given.get("same")), None)


def _is_somebody_else(given: QueryDict, doubts: Sequence[Doubt]) -> bool:
    """Whether the officer said so of these very records: who is found after a correction is asked about again."""
    return given.get("same") == OTHER and given.get("asked") == _asked(doubts)


def _asked(doubts: Sequence[Doubt]) -> str:
    return ",".join(sorted(each.value for each in doubts))
