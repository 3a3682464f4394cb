"""A table copied from a spreadsheet, as the rows of the grid (dán từ bảng tính)."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from vungxanh.apps.cases.exchange import cells as said
from vungxanh.apps.cases.exchange.columns import NAMES, Kind, is_header, plan_of
from vungxanh.kit.problems import TooLarge

COLUMNS = (
    "full_name",
    "phone",
    "birth_year",
    "sex",
    "commune",
    "met_from",
    "met_to",
    "setting",
    "note",
    "level",
    "citizen_id",
    "address",
    "occupation",
)
_LONGEST = 200_000
_FIELDS = {"first_met": "met_from", "last_met": "met_to"}
_PARTS = ("last_name", "middle_name", "first_name")
_JOINED = {*_PARTS, "born_on", "age", "district"}


@dataclass(frozen=True, slots=True)
class Spread:
    """Pasted text as rows of the grid, and the columns of it that the grid has no place for.

    `is_nameless` if it has headings, none of them that of names, and one of those not understood may be it.
    """

    rows: Sequence[dict[str, str]]
    unused: Sequence[str] = ()
    is_nameless: bool = False


def spread(text: str, today: date) -> Spread:
    """By the headings when the first row has some, in any order; else by position, as the grid is laid out."""
    table = _table(text)
    if table and is_header(table[0]):
        return _by_headings(table[0], table[1:], today)
    widest = max(map(len, table), default=0)
    unused = [_("cột thứ %(n)d") % {"n": n + 1} for n in range(len(COLUMNS), widest)]
    return Spread([dict(zip(COLUMNS, row, strict=False)) for row in table], unused)


def pasted(given: QueryDict, today: date) -> tuple[QueryDict, Spread]:
    """The same form with the pasted rows after those that hold something, and what was pasted."""
    found = spread(given.get("paste", ""), today)
    data = QueryDict(mutable=True)
    for name in ("draft", "csrfmiddlewaretoken"):
        data[name] = given.get(name, "")
    rows = [*_kept(given), *found.rows]
    for number, row in enumerate(rows):
        for name, value in row.items():
            data[f"r{number}-{name}"] = value
    data["count"] = str(len(rows))
    data["add"] = "1"
    return data, found


def _table(text: str) -> list[list[str]]:
    """The cells of pasted text: tabs as spreadsheets copy them, else commas or semicolons."""
    if len(text) > _LONGEST:
        raise TooLarge(_("Bảng dán quá dài. Dùng Nhập danh sách cho bảng lớn."))
    text = text.replace("\x00", "")
    mark = next((each for each in "\t;," if each in text), "\t")
    rows = ([cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=mark))
    return [row for row in rows if any(row)]


def _kept(given: QueryDict) -> list[dict[str, str]]:
    asked = given.get("count", "")
    count = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    rows = [{name: given.get(f"r{n}-{name}", "") for name in (*COLUMNS, "same")} for n in range(count)]
    return [row for row in rows if any(value.strip() for value in row.values())]


def _by_headings(header: Sequence[str], table: Sequence[Sequence[str]], today: date) -> Spread:
    plan = plan_of(header, Kind.CONTACTS)
    known = {name: place for name, place in plan.at.items() if name in _JOINED or _FIELDS.get(name, name) in COLUMNS}
    unused = [name for place, name in enumerate(header) if name and place not in known.values()]
    rows = ({name: row[place] for name, place in known.items() if place < len(row)} for row in table)
    return Spread([_row(row, today) for row in rows], unused, bool(unused) and not known.keys() & set(NAMES))


def _row(row: dict[str, str], today: date) -> dict[str, str]:
    """A row by the grid's columns: names, districts, ages and single days are put where they belong."""
    found = {_FIELDS.get(name, name): text for name, text in row.items() if name not in _JOINED}
    if not found.get("full_name"):
        found["full_name"] = " ".join(filter(None, (row.get(name, "") for name in _PARTS)))
    if row.get("district") and found.get("commune"):
        found["commune"] = f"{found['commune']}, {row['district']}"
    if not found.get("birth_year"):
        age = said.whole(row.get("age", ""))
        found["birth_year"] = row.get("born_on") or ("" if age is None else str(today.year - age)) or row.get("age", "")
    if not found.get("met_from"):
        found["met_from"] = found.pop("met_to", "")
    return found
