"""Sheets of units, taken in; what was wrong with them, and what they left."""

from datetime import UTC, date, datetime

from vungxanh.apps.org.actions.changes import merge, rename
from vungxanh.apps.org.actions.groups import DATA
from vungxanh.apps.org.actions.importing import Outcome, import_sheet
from vungxanh.apps.org.models import Unit, UnitPeriod
from vungxanh.apps.org.sheet import read_sheet
from vungxanh.apps.org.tables import UNIT_COLUMNS, unit_records
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.export import csv_lines

HEADER = "code,name,kind,level,parent,lat,lon\n"
TOP = HEADER + "49,Tỉnh Quảng Nam,tỉnh,province,,15.6,107.9\n"
DISTRICT = TOP + "506,Huyện Đại Lộc,huyện,district,49,15.8,107.9\n"
AT = datetime(2020, 7, 1, 3, tzinfo=UTC)
BY = SystemActor("test")
REAL = DATA / "units-quang-nam-2020.csv"


def taken(text: str | bytes, **options: object) -> Outcome:
    sheet = read_sheet(text if isinstance(text, bytes) else text.encode())
    return import_sheet(sheet, **({"by": BY, "at": AT} | options))


def faults(text: str | bytes) -> list[tuple[int, str]]:
    outcome = taken(text)
    assert not outcome.stored
    assert all(str(error.message) for error in outcome.errors)
    return [(error.row or 0, error.field) for error in outcome.errors]


TODAY = date(2020, 7, 1)
LATER = date(2020, 9, 16)
COMMUNES = DISTRICT + "20500,Xã Ái Nghĩa,xã,commune,506,,\n20503,Xã Đại Sơn,xã,commune,506,,\n"


def exported(on: date = TODAY) -> str:
    return "".join(csv_lines(UNIT_COLUMNS, unit_records(on)))


def periods(code: str) -> list[tuple[str, date, date | None]]:
    found = UnitPeriod.objects.filter(code=code).order_by("starts_on")
    return list(found.values_list("name", "starts_on", "ends_on"))


def planned() -> None:
    """20500 gets another name later, 20503 is merged into it on the same day."""
    taken(COMMUNES)
    first, second = Unit.objects.get(code="20500"), Unit.objects.get(code="20503")
    rename(first, "Thị trấn Ái Nghĩa", on=LATER, by=BY, at=AT)
    merge([second], first, on=date(2020, 9, 17), by=BY, at=AT)
