"""Dated changes of units: new name, new place in the tree, end, merger (đổi tên, chuyển, giải thể, sáp nhập)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.org import policies
from vungxanh.apps.org.actions.dated import (
    close,
    refuse_fallen,
    refuse_far,
    refuse_heir,
    refuse_loop,
    refuse_needed,
    turn,
)
from vungxanh.apps.org.actions.handing_on import hand_on
from vungxanh.apps.org.actions.refresh import hold_units, refresh_units
from vungxanh.apps.org.events import UnitsChanged
from vungxanh.apps.org.models import Alias, Succession, Unit, UnitPeriod
from vungxanh.apps.org.policies import Administrator
from vungxanh.apps.org.queries.dates import valid_on
from vungxanh.core.text.vietnamese import canonical
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import FieldError, Invalid


def rename(unit: Unit, name: str, *, on: date, by: Administrator, at: datetime, kind: str = "") -> Unit:
    """Give the unit another name, and another kind when it changes rank, from a day on (đổi tên).

    It holds until a rename entered for a later day.
    """
    policies.must_be_able_to_change(by, unit)
    name, kind = _worded(name), kind.strip()
    refuse_far(on, at)
    with transaction.atomic():
        hold_units()
        turn(unit, on, {"name": name, "kind": kind} if kind else {"name": name}, at=at)
        settle([unit], "org.rename", {"name": name, "on": on}, on=on, by=by, at=at)
    return unit


def move(unit: Unit, parent: Unit, *, on: date, by: Administrator, at: datetime) -> Unit:
    """Put the unit, with all below it, under another parent from a day on (chuyển cấp trên)."""
    policies.must_be_able_to_change(by, unit)
    if not policies.may_staff(by, parent):
        policies.must_be_able_to_change(by, parent)
    refuse_far(on, at)
    with transaction.atomic():
        hold_units()
        turn(unit, on, {"parent_id": parent.pk}, at=at)
        refuse_loop([unit], on, "parent")
        refuse_fallen(unit, on, "parent")
        settle([unit], "org.move", {"parent": parent.code, "on": on}, on=on, by=by, at=at)
    return unit


def end(unit: Unit, *, on: date, by: Administrator, at: datetime, successors: Sequence[Unit] = ()) -> Unit:
    """Let the unit exist no longer from a day on (giải thể); its posts end, `successors` carry on its work."""
    policies.must_be_able_to_change(by, unit)
    refuse_far(on, at, ends=True)
    with transaction.atomic():
        hold_units()
        refuse_needed(unit, on)
        close(unit, on, at=at)
        posts = hand_on([unit], None, on, at=at)
        _succeed([unit], successors, on, "successors")
        data = {"on": on, "successors": [each.code for each in successors], "posts": posts.as_data()}
        settle([unit], "org.end", data, on=on, by=by, at=at)
    return unit


def merge(units: Sequence[Unit], into: Unit, *, on: date, by: Administrator, at: datetime) -> Unit:
    """End the units on a day and let `into` carry on: units below them and their people come along (sáp nhập)."""
    former = [unit for unit in units if unit.pk != into.pk]
    policies.must_be_able_to_change(by, *former, into)
    refuse_far(on, at, ends=True)
    with transaction.atomic():
        hold_units()
        if not former:
            raise Invalid(_("Chọn ít nhất một đơn vị để sáp nhập."))
        below = _bring_units(former, into, on, at=at)
        posts = hand_on(former, into, on, at=at)
        for unit in former:
            close(unit, on, at=at)
        _succeed(former, [into], on, "into")
        data = {
            "into": into.code,
            "on": on,
            "former": [unit.code for unit in former],
            "below": below,
            "posts": posts.as_data(),
        }
        settle([*former, into], "org.merge", data, on=on, by=by, at=at)
    return into


def add_alias(unit: Unit, text: str, *, by: Administrator, at: datetime) -> Alias:
    """Teach the directory another way letters write the unit's name (tên gọi khác)."""
    policies.must_be_able_to_staff(by, unit)
    text = _worded(text)
    with transaction.atomic():
        hold_units()
        alias, is_new = Alias.objects.get_or_create(unit=unit, text=text)
        if is_new:
            settle([unit], "org.add_alias", {"text": text}, on=day_of(at), by=by, at=at)
    return alias


def remove_alias(alias: Alias, *, by: Administrator, at: datetime) -> None:
    """Forget an alias that turned out wrong."""
    policies.must_be_able_to_staff(by, alias.unit)
    with transaction.atomic():
        hold_units()
        alias.delete()
        settle([alias.unit], "org.remove_alias", {"text": alias.text}, on=day_of(at), by=by, at=at)


def _worded(text: str) -> str:
    text = canonical(" ".join(text.split()))
    if not text or len(text) > 200:
        raise Invalid(_("Tên phải có từ 1 đến 200 ký tự."), errors=[FieldError("name", _("Nhập tên."))])
    if not text.isprintable():
        message = _("Tên có ký tự không in được. Gõ lại tên.")
        raise Invalid(message, errors=[FieldError("name", message)])
    return text


def _bring_units(former: Sequence[Unit], into: Unit, on: date, *, at: datetime) -> list[str]:
    """Put what stands below the units under the heir from the day on; the codes of what came along."""
    ending = frozenset(unit.pk for unit in former)
    below = UnitPeriod.objects.filter(valid_on(on), parent__in=former).exclude(unit__in=ending).order_by("pk")
    children = [period.unit for period in below.select_related("unit")]
    for child in children:
        turn(child, on, {"parent_id": into.pk}, at=at)
    refuse_loop(children, on, "into")
    for unit in former:
        refuse_needed(unit, on, also=ending)
    return [child.code for child in children]


def _succeed(former: Sequence[Unit], successors: Sequence[Unit], on: date, field: str) -> None:
    for heir in successors:
        refuse_heir(heir, on, field)
    pairs = [
        Succession(former=unit, successor=heir, on=on) for unit in former for heir in successors if heir.pk != unit.pk
    ]
    Succession.objects.bulk_create(pairs, ignore_conflicts=True)


def settle(
    units: Sequence[Unit], verb: str, data: Mapping[str, object], *, on: date, by: Administrator, at: datetime
) -> None:
    """Refresh what units carry, then audit and announce, with the units below whose path changed along."""
    changed = refresh_units(day_of(at))
    for unit in units:
        unit.refresh_from_db()
    audit.record_many(verb, by=by, on=units, at=at, data=data)
    codes = dict.fromkeys(unit.code for unit in [*units, *changed])
    events.announce(UnitsChanged(tuple(codes), on, at))
