"""Units, groups and the dry run of an import (/api/v1/org/)."""

from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from vungxanh.apps.org import policies
from vungxanh.apps.org.actions.importing import Outcome, import_units
from vungxanh.apps.org.api.schemas import DryRun, GroupOut, UnitDetail, UnitPage
from vungxanh.apps.org.models import Group, Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.directory import found, units_on
from vungxanh.apps.org.queries.groups import group_by_key, members
from vungxanh.apps.org.queries.records import record_of
from vungxanh.apps.org.sheet import MAX_BYTES, read_sheet
from vungxanh.kit import clock
from vungxanh.kit.paging import Order, page_of
from vungxanh.kit.problems import NotAllowed, NotFound, TooLarge

router = Router(tags=["org"])
PageSize = Annotated[int, Field(ge=1, le=500)]
_ORDER = Order("path")


def _day(on: date | None) -> date:
    return on or clock.day_of(clock.now())


@router.get("/units", response=UnitPage, summary="Đơn vị / units")
def list_units(
    request: HttpRequest,
    q: str = "",
    level: Level | None = None,
    parent: str = "",
    on: date | None = None,
    cursor: str = "",
    size: PageSize = 100,
) -> dict[str, object]:
    """Units that existed on the day (today), in tree order; `parent` gives the units below one, at any depth."""
    units = found(q, units_on(_day(on), level=level)) if q else units_on(_day(on), level=level)
    if parent:
        above = Unit.objects.filter(code=parent).first()
        if above is None:
            raise NotFound(_("Không có đơn vị nào mã %(code)s.") % {"code": parent})
        units = units.filter(path__under=above.path).exclude(pk=above.pk)
    return _page(units, cursor, size)


def _page(units: QuerySet[Unit], cursor: str, size: int) -> dict[str, object]:
    page = page_of(units, _ORDER, cursor=cursor, size=size)
    codes = dict(Unit.objects.filter(pk__in={unit.parent_then for unit in page.items}).values_list("pk", "code"))
    items = [_shown(unit, codes.get(unit.parent_then or 0)) for unit in page.items]
    return {"items": items, "next": page.next, "previous": page.previous}


def _shown(unit: Unit, parent: str | None) -> dict[str, object]:
    """A unit annotated by `units_on`."""
    return {
        "code": unit.code,
        "name": unit.name_then,
        "kind": unit.kind_then,
        "level": unit.level_then,
        "parent": parent,
        "path": unit.path,
        "sector": unit.sector,
        "latitude": unit.latitude,
        "longitude": unit.longitude,
        "population": unit.population,
        "is_sample": unit.is_sample,
    }


@router.get("/units/{code}", response=UnitDetail, summary="Một đơn vị / one unit")
def show_unit(request: HttpRequest, code: str, on: date | None = None) -> dict[str, object]:
    """A unit with the facts of the day, its periods, aliases and successors."""
    record = record_of(code, _day(on))
    if record is None:
        raise NotFound(_("Không có đơn vị nào mã %(code)s.") % {"code": code})
    unit, then = record.unit, record
    return {
        "code": unit.code,
        "name": then.name,
        "kind": then.kind,
        "level": then.level,
        "parent": then.parent.code if then.parent else None,
        "path": unit.path,
        "sector": unit.sector,
        "latitude": unit.latitude,
        "longitude": unit.longitude,
        "population": unit.population,
        "is_sample": unit.is_sample,
        "aliases": [alias.text for alias in record.aliases],
        "periods": [
            {
                "name": period.name,
                "kind": period.kind,
                "level": period.level,
                "parent": period.parent.code if period.parent else None,
                "starts_on": period.starts_on,
                "ends_on": period.ends_on,
            }
            for period in record.periods
        ],
        "successors": [each.successor.code for each in record.successors],
        "predecessors": [each.former.code for each in record.predecessors],
    }


@router.get("/groups", response=list[GroupOut], summary="Nhóm / groups")
def list_groups(request: HttpRequest, on: date | None = None) -> list[dict[str, object]]:
    """Every group with the number of its members on the day."""
    return [
        {"key": group.key, "name": group.name, "aliases": group.aliases, "members": members(group, _day(on)).count()}
        for group in Group.objects.order_by("pk")
    ]


@router.get("/groups/{key}/members", response=UnitPage, summary="Thành viên của nhóm / members of a group")
def list_members(
    request: HttpRequest, key: str, on: date | None = None, cursor: str = "", size: PageSize = 100
) -> dict[str, object]:
    """The units the group's rule finds on the day."""
    group = group_by_key(key)
    if group is None:
        raise NotFound(_("Không có nhóm này."))
    return _page(members(group, _day(on)).order_by(), cursor, size)


@router.post("/import/dry-run", response=DryRun, summary="Thử nhập danh bạ / dry run of an import")
def dry_run(request: HttpRequest, file: File[UploadedFile]) -> dict[str, object]:
    """Check a CSV file of units; nothing is stored."""
    officer = getattr(request, "officer", None)
    if not isinstance(officer, Officer) or not policies.is_administrator(officer):
        raise NotAllowed(_("Chỉ quản trị viên được nhập danh bạ đơn vị."))
    if (file.size or 0) > MAX_BYTES:
        raise TooLarge(_("Tệp lớn hơn %(limit)s MB.") % {"limit": MAX_BYTES // 2**20})
    sheet = read_sheet(file.read())
    if sheet.errors:
        return Outcome(errors=sheet.errors).as_json()
    return import_units(sheet.rows, by=officer, at=clock.now(), dry_run=True).as_json()
