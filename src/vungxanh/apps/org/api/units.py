"""Units over HTTP: listed, found, one, below one, its history (/api/v1/org/units)."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from vungxanh.apps.org import policies
from vungxanh.apps.org.access import any_officer
from vungxanh.apps.org.api.asked import day_of, no_such_unit, unit_of
from vungxanh.apps.org.api.schemas import ChangeOut, UnitDetail, UnitOut
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.models import Level, Unit, UnitPeriod
from vungxanh.apps.org.queries.dates import valid_on
from vungxanh.apps.org.queries.directory import found, units_on
from vungxanh.apps.org.queries.records import record_of
from vungxanh.apps.org.wording import VERBS
from vungxanh.kit.api import etags
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageOut, PageSize
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.paging import Order, page_of

router = Router(tags=["org"])
_ORDER = Order("path")
_NEWEST_FIRST = Order("-seq")


@router.get("", response=PageOut[UnitOut], summary="Đơn vị / units")
@guarded_by(any_officer)
def list_units(
    request: HttpRequest,
    q: str = "",
    level: Level | None = None,
    parent: str = "",
    on: date | None = None,
    cursor: Cursor = "",
    size: PageSize = 100,
) -> dict[str, object]:
    """Units that existed on the day (today), in tree order; `parent` gives the units below one, at any depth."""
    units = found(q, units_on(day_of(on), level=level)) if q else units_on(day_of(on), level=level)
    if parent:
        above = unit_of(parent)
        units = units.filter(path__under=above.path).exclude(pk=above.pk)
    return unit_page(units, cursor, size)


def unit_page(units: QuerySet[Unit], cursor: str, size: int) -> dict[str, object]:
    """One page of units annotated by `units_on`."""
    page = page_of(units, _ORDER, cursor=cursor, size=size)
    codes = dict(Unit.objects.filter(pk__in={unit.parent_then for unit in page.items}).values_list("pk", "code"))
    items = [_shown(unit, codes.get(unit.parent_then or 0)) for unit in page.items]
    return {"items": items, "next": page.next, "previous": page.previous}


def _shown(unit: Unit, parent: str | None) -> dict[str, object]:
    then = {"name": unit.name_then, "kind": unit.kind_then, "level": unit.level_then, "parent": parent}
    return _facts(unit) | then


def _facts(unit: Unit) -> dict[str, object]:
    """What has no history."""
    names = ("code", "path", "sector", "latitude", "longitude", "population", "is_sample")
    return {name: getattr(unit, name) for name in names}


@router.get("/{code}", response=UnitDetail, summary="Một đơn vị / one unit")
@guarded_by(any_officer)
def show_unit(request: HttpRequest, response: HttpResponse, code: str, on: date | None = None) -> dict[str, object]:
    """A unit with the facts of the day, its periods, aliases and successors; changes take its ETag as If-Match."""
    shown = unit_shown(code, day_of(on))
    etags.tag(response, state_of(unit_of(code)))
    return shown


def state_of(unit: Unit) -> etags.State:
    """What of a unit can be changed: all its dated facts, whichever day is asked for (2 queries)."""
    periods = unit.periods.order_by("starts_on").values_list("name", "kind", "level", "parent", "starts_on", "ends_on")
    heirs = unit.successors.order_by("pk").values_list("successor", "on")
    return etags.State.of(unit.pk, [list(periods), list(heirs)])


def unit_shown(code: str, on: date) -> dict[str, object]:
    """The record of a unit as this API shows it."""
    record = record_of(code, on)
    if record is None:
        raise no_such_unit(code)
    return _facts(record.unit) | {
        "name": record.name,
        "kind": record.kind,
        "level": record.level,
        "parent": record.parent.code if record.parent else None,
        "aliases": [alias.text for alias in record.aliases],
        "periods": [_period(period) for period in record.periods],
        "successors": [each.successor.code for each in record.successors],
        "predecessors": [each.former.code for each in record.predecessors],
    }


def _period(period: UnitPeriod) -> dict[str, object]:
    names = ("name", "kind", "level", "starts_on", "ends_on")
    facts: dict[str, object] = {name: getattr(period, name) for name in names}
    return facts | {"parent": period.parent.code if period.parent else None}


@router.get("/{code}/children", response=PageOut[UnitOut], summary="Đơn vị trực thuộc / direct children")
@guarded_by(any_officer)
def list_children(
    request: HttpRequest, code: str, on: date | None = None, cursor: Cursor = "", size: PageSize = 100
) -> dict[str, object]:
    """The units directly below this one on the day."""
    placed = UnitPeriod.objects.filter(valid_on(day_of(on)), parent=unit_of(code))
    return unit_page(units_on(day_of(on)).filter(pk__in=placed.values("unit")), cursor, size)


@router.get("/{code}/history", response=PageOut[ChangeOut], summary="Diễn biến / history")
@guarded_by(any_officer)
def list_history(request: HttpRequest, code: str, cursor: Cursor = "", size: PageSize = 50) -> dict[str, object]:
    """What happened to the unit and who did it, newest first; `data` is filled for administrators of the unit only."""
    unit = unit_of(code)
    may_see_all = policies.may_staff(officer_of(request), unit)
    page = page_of(history_of(unit), _NEWEST_FIRST, cursor=cursor, size=size)
    items = [
        {
            "seq": entry.seq,
            "at": entry.at,
            "verb": entry.verb,
            "told": str(VERBS.get(entry.verb, entry.verb)),
            "by": entry.who,
            "unit": entry.unit_code,
            "data": entry.details if may_see_all else {},
        }
        for entry in page.items
    ]
    return {"items": items, "next": page.next, "previous": page.previous}
