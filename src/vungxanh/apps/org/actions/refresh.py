"""Keeping the facts that units carry equal to their periods; the periods are the truth (làm mới danh bạ)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.org import policies
from vungxanh.apps.org.events import UnitsChanged
from vungxanh.apps.org.models import Alias, Unit, UnitPeriod
from vungxanh.apps.org.policies import Administrator
from vungxanh.apps.org.queries.loops import loop_in
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import NotAllowed

log = structlog.get_logger(__name__)
_FACTS = ("name", "kind", "level", "parent_id", "path", "folded", "ended_on")


def take_effect(*, by: Administrator, at: datetime) -> list[Unit]:
    """Let the changes that were entered ahead and have reached their day hold from now on (hiệu lực).

    Names, parents, paths of all below and ends; announced as if they were entered today. A second run finds nothing.
    """
    if not policies.is_administrator(by):
        raise NotAllowed(_("Chỉ quản trị viên được làm mới danh bạ."))
    with transaction.atomic():
        changed = refresh_units(day_of(at))
        if changed:
            audit.record_many("org.take_effect", by=by, on=changed, at=at, data={"on": day_of(at)})
            events.announce(UnitsChanged(tuple(unit.code for unit in changed), day_of(at), at))
    return changed


def refresh_units(on: date) -> list[Unit]:
    """Copy to each unit the facts its periods give it on the day; the changed ones come back.

    Run in the transaction of every change of periods, and once a day. The units are locked before the periods are read,
    so that of two runs the later one writes what holds. Units in a loop of parents, or below one, keep the place they
    had, and the loop is logged. 3 queries and one bulk update.
    """
    units = hold_units()
    periods: dict[int, list[UnitPeriod]] = defaultdict(list)
    for period in UnitPeriod.objects.order_by("starts_on"):
        periods[period.unit_id].append(period)
    aliases: dict[int, list[str]] = defaultdict(list)
    for unit_id, text in Alias.objects.order_by("pk").values_list("unit", "text"):
        aliases[unit_id].append(text)
    parents = {pk: _holding(periods[pk], on).parent_id for pk in units if periods[pk]}
    if loop := loop_in(parents, parents):
        log.error("org.loop", codes=[units[pk].code for pk in loop], on=str(on))
    changed = []
    for pk, unit in units.items():
        if not periods[pk]:
            continue
        before = [getattr(unit, fact) for fact in _FACTS]
        _take_over(unit, periods[pk], on)
        _place(unit, units, parents)
        unit.folded = folded([period.name for period in periods[pk]], unit.code, aliases[pk])
        if before != [getattr(unit, fact) for fact in _FACTS]:
            changed.append(unit)
    if changed:
        # A new path is a new key: rows that point to the unit are checked under the head of the audit log.
        audit.hold()
    Unit.objects.bulk_update(changed, [fact.removesuffix("_id") for fact in _FACTS], batch_size=500)
    return changed


def hold_units() -> dict[int, Unit]:
    """All units by id, locked against other changes of the directory, not against rows that only point to them.

    Every change of the directory takes them first and the head of the audit log last: one order for all.
    """
    return {unit.pk: unit for unit in Unit.objects.select_for_update(no_key=True).order_by("pk")}


def folded(names: Iterable[str], code: str, aliases: Iterable[str]) -> str:
    """The words a unit is looked up by: its names now and before, its code and its aliases, without accents."""
    return fold(" | ".join(dict.fromkeys([*names, code, *aliases])))


def _holding(periods: list[UnitPeriod], on: date) -> UnitPeriod:
    """The last period begun by the day, else the first one to come."""
    return next((period for period in reversed(periods) if period.starts_on <= on), periods[0])


def _take_over(unit: Unit, periods: list[UnitPeriod], on: date) -> None:
    period = _holding(periods, on)
    unit.name, unit.kind, unit.level = period.name, period.kind, period.level
    ends_on = periods[-1].ends_on
    # An end that lies ahead is in the periods only: until its day the unit is in force.
    unit.ended_on = ends_on if ends_on and ends_on <= on else None


def _place(unit: Unit, units: Mapping[int, Unit], parents: Mapping[int, int | None]) -> None:
    way: dict[int, None] = {}
    above: int | None = unit.pk
    while above is not None:
        if above in way:
            return
        way[above] = None
        above = parents.get(above)
    unit.parent_id = parents[unit.pk]
    unit.path = "/" + "".join(f"{units[pk].code}/" for pk in reversed(way))
