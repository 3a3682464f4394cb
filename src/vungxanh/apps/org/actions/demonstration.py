"""The demonstration province: Quảng Nam in July 2020 with sample people (tỉnh trình diễn).

The 260 units are real, and so are departments, mass organisations, hospitals and schools. People, enterprises and
checkpoints are samples: marked `is_sample` and named "(mẫu)".
"""

import csv
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.org.actions.groups import DATA
from vungxanh.apps.org.actions.importing import import_units
from vungxanh.apps.org.actions.sample_people import appoint_samples
from vungxanh.apps.org.policies import Administrator
from vungxanh.apps.org.sheet import OPTIONAL, REQUIRED, Cells, read_sheet
from vungxanh.kit.problems import Invalid, NotAllowed

_COMMITTEE = "UBND-TINH"
_PROVINCE = "49"
_LEVELS = {"organisation": "service", "hospital": "service", "school": "service"}
_ENTERPRISE_KIND = "doanh nghiệp"


def seed(*, by: Administrator, at: datetime) -> dict[str, int]:
    """Store the demonstration province, its groups, people and posts; a second run changes nothing.

    Every sample person signs in with `accounts.demonstration.PASSWORD`; user names are `pct.tinh`, `vanthu.tinh`,
    `stttt.chuyenvien`, `h506.vanthu`, `x20335.canbo` and so on. Returns how many units and people were made.
    """
    if not settings.DEMONSTRATION:
        raise NotAllowed(_("Dữ liệu trình diễn có mật khẩu công khai: chỉ dùng trên máy trình diễn."))
    with transaction.atomic():
        outcome = import_units(list(_records()), by=by, at=at)
        if outcome.errors:
            raise Invalid(str(outcome.errors[0].message), errors=outcome.errors)
        people = appoint_samples(by=by, at=at)
    return {"units": len(outcome.created), "people": people}


def _records() -> Iterator[Cells]:
    """The three files as one sheet; the people's committee of the province is the province itself here."""
    organisations = _table("organisations.csv")
    committee = next(row for row in organisations if row["code"] == _COMMITTEE)
    own_name = f"{committee['name']}|{committee['aliases']}"
    rows = (
        _table("units-quang-nam-2020.csv")
        + [row for row in organisations if row is not committee]
        + _table("samples.csv")
    )
    for line, row in enumerate(rows, start=2):
        yield Cells(line, _cells(row, own_name))


def _cells(row: dict[str, str], own_name: str) -> dict[str, str]:
    cells = {name: row.get(name, "") for name in REQUIRED + OPTIONAL}
    cells["parent"] = _PROVINCE if cells["parent"] == _COMMITTEE else cells["parent"]
    cells["level"] = _LEVELS.get(cells["level"], cells["level"])
    if cells["kind"] == _ENTERPRISE_KIND:
        cells["level"] = "enterprise"
    if cells["code"] == _PROVINCE:
        cells["aliases"] = own_name
    return cells


def _table(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if name.startswith("units"):
        return [record.values for record in read_sheet(path.read_bytes()).rows]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
