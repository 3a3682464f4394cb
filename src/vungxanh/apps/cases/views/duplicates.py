"""Who one record may be as well: merging with undo, and saying that it is somebody else (hồ sơ có thể trùng)."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import merging
from vungxanh.apps.cases.actions.one_illness import united
from vungxanh.apps.cases.actions.searching import told_like
from vungxanh.apps.cases.models import Case, CaseState, Classification, Person
from vungxanh.apps.cases.queries import duplicates as queries
from vungxanh.apps.cases.queries import records
from vungxanh.apps.cases.queries.faces import Face, faces
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.clock import day_of


@officer_required(policies.may_enter)
@require_safe
def duplicates(request: OfficerRequest, pk: int) -> HttpResponse:
    """The records that may be the same person, with reasons, and what was merged before."""
    officer, at = request.officer, clock.now()
    person = records.person_of(officer, pk)
    found, merges = queries.like_person(officer, person), queries.merges_of(officer, person)
    told_like(person, found, by=officer, at=at)
    people = [person, *(each.person for each in found), *(merge.absorbed for merge in merges)]
    shown = faces(officer, people, at=at)
    language, ill = get_language() or "vi", _running(people)
    context = {
        "person": person,
        "face": shown[person.pk],
        "crumbs": [
            (shown[person.pk].name, reverse("cases:person", args=[person.pk])),
            (_("Hồ sơ có thể trùng"), ""),
        ],
        "may_merge": policies.may_merge(officer, person),
        "lines": [
            {
                "person": each.person,
                "face": shown[each.person.pk],
                "illness": _one_illness(ill.get(person.pk), ill.get(each.person.pk), day_of(at)),
                "percent": round(each.likeness.score * 100),
                "stands": list(_stands(shown[person.pk], shown[each.person.pk], person, each.person)),
                "reasons": [reason.told(language) for reason in each.likeness.reasons],
                # Why a guess is right tells who the other one is.
                "is_told": shown[person.pk].is_open and shown[each.person.pk].is_open,
            }
            for each in found
        ],
        "merges": [{"merge": merge, "face": shown[merge.absorbed_id]} for merge in merges],
    }
    return render(request, "cases/duplicates.html", context)


@officer_required(policies.decides)
@require_POST
def merge(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let this record stand for both, as they stood when the page was read."""
    person, other = (records.person_of(request.officer, key) for key in (pk, _number(request, "other")))
    versions = (_number(request, "version"), _number(request, "other_version"))
    merging.merge(person, other, versions=versions, by=request.officer, at=clock.now())
    messages.success(request, _("Đã gộp. Mọi lần tiếp xúc được giữ; có thể hoàn tác ở trang này."))
    return redirect("cases:duplicates", pk=person.pk)


@officer_required(policies.decides)
@require_POST
def undo_merge(request: OfficerRequest, pk: int) -> HttpResponse:
    """Make two records of one again."""
    made = merging.undo(queries.merge_of(request.officer, pk), by=request.officer, at=clock.now())
    messages.success(request, _("Đã hoàn tác: hai hồ sơ trở lại như trước khi gộp."))
    return redirect("cases:duplicates", pk=made.kept_id)


@officer_required(policies.may_enter)
@require_POST
def not_same(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say that they are two persons."""
    person, other = (records.person_of(request.officer, key) for key in (pk, _number(request, "other")))
    merging.keep_apart(person, other, by=request.officer, at=clock.now())
    messages.success(request, _("Đã ghi: hai người khác nhau."))
    return redirect("cases:duplicates", pk=pk)


@officer_required(policies.may_enter)
@require_POST
def ask_again(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take back that they are two persons, and go to where they can be merged."""
    person, other = (records.person_of(request.officer, key) for key in (pk, _number(request, "other")))
    merging.take_back_apart(person, other, by=request.officer, at=clock.now())
    messages.success(request, _("Đã bỏ ghi khác người: hai hồ sơ lại chờ xét ở “Có thể trùng”."))
    return redirect("cases:duplicates", pk=pk)


def _running(people: Iterable[Person]) -> dict[int, Case]:
    """The case that each of them has now (1 query)."""
    cases = Case.objects.filter(person__in=people, state=CaseState.ACTIVE)
    return {case.person_id: case for case in cases.exclude(classification=Classification.NOT_A_CASE)}


def _one_illness(own: Case | None, other: Case | None, on: date) -> dict[str, object] | None:
    """The running cases of both and the days of the one that merging leaves; None unless both have one."""
    return {"own": own, "other": other, "days": united(own, other, on)} if own and other else None


def _stands(own: Face, other: Face, kept: Person, absorbed: Person) -> Iterator[dict[str, str]]:
    """What the record says once both are one, and what the other one says otherwise, as far as the officer reads it."""
    yield _told(_("Họ và tên"), own.full_name, other.full_name)
    yield _told(_("Năm sinh"), str(own.birth_year or ""), str(other.birth_year or ""))
    yield _told(_("Số điện thoại"), own.phone, other.phone)
    yield _told(_("Số căn cước hoặc chứng minh"), own.citizen_id, other.citizen_id)
    yield _told(_("Nơi ở"), own.address, other.address)
    communes = [person.commune.name if person.commune else "" for person in (kept, absorbed)]
    yield _told(_("Xã, phường đang ở"), communes[0], communes[1])


def _told(label: str, own: str, other: str) -> dict[str, str]:
    return {"label": label, "own": own, "other": other if other != own else ""}


def _number(request: OfficerRequest, name: str) -> int:
    """A number of the form; 0, which is nobody's, for anything else."""
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0
