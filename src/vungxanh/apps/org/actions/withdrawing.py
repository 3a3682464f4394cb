"""Taking back a change of a unit before its day (hủy thay đổi đã định)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.org import policies
from vungxanh.apps.org.actions.changes import settle
from vungxanh.apps.org.actions.dated import in_words, refuse_fallen, refuse_loop, reopen, turn_back
from vungxanh.apps.org.actions.handing_on import HandedOn, take_back
from vungxanh.apps.org.actions.refresh import hold_units
from vungxanh.apps.org.models import Succession, Unit
from vungxanh.apps.org.policies import Administrator
from vungxanh.apps.org.queries.succession import end_of
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict


def withdraw_planned_change(unit: Unit, on: date, *, by: Administrator, at: datetime) -> Unit:
    """Let the unit go on after the day as before it: what was entered for that day does not come about.

    A merger is withdrawn whole: all units that were to end in it, the units below them and the posts are as they were.
    Posts stay ended where the change was not entered here (a sheet, an older version), because nothing says which.
    """
    policies.must_be_able_to_change(by, unit)
    if on <= day_of(at):
        raise Conflict(_("Thay đổi từ ngày %(day)s đã có hiệu lực, không hủy được.") % {"day": in_words(on)})
    with transaction.atomic():
        hold_units()
        if end_of(unit) == on:
            units, told = _stand_again(unit, on, by=by)
        else:
            turn_back(unit, on)
            units, told = [unit], []
        refuse_loop(units, on, "on")
        for each in units:
            refuse_fallen(each, on, "on")
        settle([*units, *told], "org.withdraw", {"on": on}, on=on, by=by, at=at)
    unit.refresh_from_db()
    return unit


def _stand_again(unit: Unit, on: date, *, by: Administrator) -> tuple[list[Unit], list[Unit]]:
    """Undo an end; the units whose periods changed, and those that only hear of it."""
    data = _entered(unit, on)
    former = list(Unit.objects.filter(code__in=data.get("former", [unit.code])).order_by("pk"))
    policies.must_be_able_to_change(by, *former)
    for each in former:
        if end_of(each) == on:
            reopen(each)
    Succession.objects.filter(former__in=former, on=on).delete()
    below = list(Unit.objects.filter(code__in=data.get("below", [])).order_by("pk"))
    for each in below:
        turn_back(each, on, "parent_id")
    if "posts" in data:
        take_back(HandedOn(**data["posts"]), on)
    return [*former, *below], list(Unit.objects.filter(code=data.get("into", "")))


def _entered(unit: Unit, on: date) -> dict[str, Any]:
    """What the audit log keeps of the end that was entered last for the day."""
    entries = history_of(unit).filter(verb__in=("org.end", "org.merge")).order_by("-seq")
    return next((entry.details for entry in entries if entry.details.get("on") == on.isoformat()), {})
