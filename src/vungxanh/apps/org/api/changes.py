"""Dated changes of a unit and its other names over HTTP (/api/v1/org/units/{code}/…).

Each change needs an If-Match with the ETag of the unit and answers with the unit as it is today.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from vungxanh.apps.org import policies
from vungxanh.apps.org.access import any_officer
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.actions.refresh import hold_units
from vungxanh.apps.org.actions.withdrawing import withdraw_planned_change
from vungxanh.apps.org.api.asked import day_of, named_unit, unit_of
from vungxanh.apps.org.api.schemas import AliasIn, AliasOut, DayIn, EndIn, MergeIn, MoveIn, RenameIn, UnitDetail
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.api.units import state_of, unit_shown
from vungxanh.apps.org.models import Unit
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.problems import NotFound

router = Router(tags=["org"])
Shown = dict[str, object]


@contextmanager
def _to_change(request: HttpRequest, code: str) -> Iterator[Unit]:
    """The unit for one transaction, when the officer may change it and has seen its present state."""
    unit = unit_of(code)
    policies.must_be_able_to_change(officer_of(request), unit)
    with transaction.atomic():
        hold_units()  # first, as the actions do
        etags.must_hold(request, state_of(unit))
        yield unit


def _answer(response: HttpResponse, code: str) -> Shown:
    etags.tag(response, state_of(unit_of(code)))
    return unit_shown(code, day_of(None))


@router.post("/{code}/rename", response=UnitDetail, summary="Đổi tên / rename")
@versioned
@guarded_by(changes.rename)
def rename(request: HttpRequest, response: HttpResponse, code: str, body: RenameIn) -> Shown:
    """Give the unit another name from a day on; the old one stays in the directory for the days before."""
    with _to_change(request, code) as unit:
        changes.rename(unit, body.name, kind=body.kind, on=body.on, by=officer_of(request), at=clock.now())
    return _answer(response, code)


@router.post("/{code}/move", response=UnitDetail, summary="Chuyển cấp trên / move")
@versioned
@guarded_by(changes.move)
def move(request: HttpRequest, response: HttpResponse, code: str, body: MoveIn) -> Shown:
    """Put the unit, with all below it, under another parent from a day on."""
    parent = named_unit(body.parent, field="parent")
    with _to_change(request, code) as unit:
        changes.move(unit, parent, on=body.on, by=officer_of(request), at=clock.now())
    return _answer(response, code)


@router.post("/{code}/merge", response=UnitDetail, summary="Sáp nhập / merge")
@versioned
@guarded_by(changes.merge)
def merge(request: HttpRequest, response: HttpResponse, code: str, body: MergeIn) -> Shown:
    """End the unit on a day and let another carry on; people and units below it come along."""
    into = named_unit(body.into, field="into")
    with _to_change(request, code) as unit:
        changes.merge([unit], into, on=body.on, by=officer_of(request), at=clock.now())
    return _answer(response, code)


@router.post("/{code}/end", response=UnitDetail, summary="Kết thúc hoạt động / end")
@versioned
@guarded_by(changes.end)
def end(request: HttpRequest, response: HttpResponse, code: str, body: EndIn) -> Shown:
    """Let the unit exist no longer from a day on; its posts end too."""
    heirs = [named_unit(each, field="successors") for each in body.successors]
    with _to_change(request, code) as unit:
        changes.end(unit, on=body.on, successors=heirs, by=officer_of(request), at=clock.now())
    return _answer(response, code)


@router.post("/{code}/withdraw", response=UnitDetail, summary="Hủy thay đổi đã định / withdraw")
@versioned
@guarded_by(withdraw_planned_change)
def withdraw(request: HttpRequest, response: HttpResponse, code: str, body: DayIn) -> Shown:
    """Take back what was entered for a day to come: a rename, a move, an end, or a whole merger."""
    with _to_change(request, code) as unit:
        withdraw_planned_change(unit, body.on, by=officer_of(request), at=clock.now())
    return _answer(response, code)


@router.get("/{code}/aliases", response=list[AliasOut], summary="Tên gọi khác / aliases")
@guarded_by(any_officer)
def list_aliases(request: HttpRequest, code: str) -> list[Shown]:
    """The other ways letters write the unit's name."""
    return [{"id": alias.pk, "text": alias.text} for alias in unit_of(code).aliases.order_by("text", "pk")]


@router.post("/{code}/aliases", response={201: AliasOut}, summary="Thêm tên gọi khác / add an alias")
@guarded_by(changes.add_alias)
def add_alias(request: HttpRequest, code: str, body: AliasIn) -> Status[Shown]:
    """Teach the directory another way to write the name."""
    alias = changes.add_alias(unit_of(code), body.text, by=officer_of(request), at=clock.now())
    return Status(201, {"id": alias.pk, "text": alias.text})


@router.delete("/{code}/aliases/{int:pk}", response={204: None}, summary="Bỏ tên gọi khác / remove an alias")
@guarded_by(changes.remove_alias)
def remove_alias(request: HttpRequest, code: str, pk: int) -> Status[None]:
    """Forget an alias that turned out wrong."""
    alias = unit_of(code).aliases.select_related("unit").filter(pk=pk).first()
    if alias is None:
        raise NotFound(_("Đơn vị không có tên gọi khác này."))
    changes.remove_alias(alias, by=officer_of(request), at=clock.now())
    return Status(204, None)
