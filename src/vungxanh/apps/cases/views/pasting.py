"""A table copied from a spreadsheet, as the rows of the grid (dán từ bảng tính)."""

import csv
from collections.abc import Sequence

from django.http import QueryDict

from vungxanh.core.text.vietnamese import fold

COLUMNS = ("full_name", "phone", "birth_year", "sex", "commune", "met_from", "met_to", "setting", "note")
_LONGEST = 200_000
# A first line that names its columns is no person.
_HEADINGS = {"ho va ten", "ho ten", "ten", "name", "full name", "full_name"}
_SEXES = {"nu": "female", "female": "female", "f": "female", "nam": "male", "male": "male", "m": "male"}
_SETTINGS = {
    "cung nha": "household",
    "noi lam viec": "work",
    "lop hoc": "work",
    "noi lam viec, lop hoc": "work",
    "phuong tien": "transport",
    "co so y te": "care",
    "an uong": "social",
    "sinh hoat": "social",
    "an uong, sinh hoat": "social",
    "khac": "other",
}


def table_of(text: str) -> list[list[str]]:
    """The cells of pasted text: tabs as spreadsheets copy them, else commas or semicolons; headings are left out."""
    text = text[:_LONGEST].replace("\x00", "")
    mark = next((each for each in "\t;," if each in text), "\t")
    rows = [row for row in csv.reader(text.splitlines(), delimiter=mark) if any(cell.strip() for cell in row)]
    return rows[1:] if rows and fold(rows[0][0]).strip() in _HEADINGS else rows


def pasted(given: QueryDict) -> QueryDict:
    """The same form with the pasted rows after those that hold something."""
    kept = _kept(given)
    data = QueryDict(mutable=True)
    for name in ("draft", "csrfmiddlewaretoken"):
        data[name] = given.get(name, "")
    rows = kept + [_row(cells) for cells in table_of(given.get("paste", ""))]
    for number, row in enumerate(rows):
        for name, value in row.items():
            data[f"r{number}-{name}"] = value
    data["count"] = str(len(rows))
    data["add"] = "1"
    return data


def _kept(given: QueryDict) -> list[dict[str, str]]:
    asked = given.get("count", "")
    count = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    rows = [{name: given.get(f"r{n}-{name}", "") for name in (*COLUMNS, "same")} for n in range(count)]
    return [row for row in rows if any(value.strip() for value in row.values())]


def _row(cells: Sequence[str]) -> dict[str, str]:
    row = {name: cell.strip() for name, cell in zip(COLUMNS, cells, strict=False)}
    if "sex" in row:
        row["sex"] = _SEXES.get(fold(row["sex"]).strip(), "")
    if "setting" in row:
        row["setting"] = _SETTINGS.get(fold(row["setting"]).strip(), "")
    return row
