"""Checking the rows of a units sheet: cell by cell, then as a tree (kiểm tra dữ liệu đơn vị)."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _

from vungxanh.apps.org.models import Level
from vungxanh.apps.org.sheet import Cells
from vungxanh.core.text.vietnamese import canonical
from vungxanh.kit.problems import FieldError

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_LONGEST = {"name": 200, "kind": 40, "sector": 60, "phone": 40, "address": 200}
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_LONGEST_PATH = 400
_DEEPEST = _LONGEST_PATH // 2
_LONGEST_EMAIL = 254
_SHOWN_OF_A_LOOP = 10
_LEVELS = {level.value for level in Level}
_NO = {"", "0", "no", "false", "không"}
_YES = {"1", "yes", "true", "có", "x"}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a file gives it; None means that the file has no such column or leaves it to us."""

    line: int
    code: str
    name: str
    kind: str
    level: str
    parent: str
    latitude: float | None = None
    longitude: float | None = None
    sector: str | None = None
    aliases: tuple[str, ...] | None = None
    population: int | None = None
    starts_on: date | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    is_sample: bool | None = None


def check_cells(records: Iterable[Cells]) -> tuple[list[UnitRow], list[FieldError]]:
    """The rows whose cells are right, and the errors of the others."""
    rows: list[UnitRow] = []
    errors: list[FieldError] = []
    for record in records:
        reading = _Reading(record)
        row = reading.row()
        errors += reading.errors
        if not reading.errors:
            rows.append(row)
    return rows, errors


class _Reading:
    """Reads the cells of one record and collects what is wrong with them."""

    def __init__(self, record: Cells) -> None:
        self.line = record.line
        self.cells = record.values
        self.errors: list[FieldError] = []

    def refuse(self, name: str, message: str) -> None:
        self.errors.append(FieldError(name, message, row=self.line))

    def row(self) -> UnitRow:
        latitude, longitude = self.coordinates()
        return UnitRow(
            line=self.line,
            code=self.code("code"),
            name=self.words("name") or self.blank("name"),
            kind=self.words("kind") or self.blank("kind"),
            level=self.level(),
            parent=self.code("parent") if self.cells["parent"] else "",
            latitude=latitude,
            longitude=longitude,
            sector=self.words("sector"),
            aliases=self.aliases(),
            population=self.population(),
            starts_on=self.day(),
            email=self.email(),
            phone=self.words("phone"),
            address=self.words("address"),
            is_sample=self.flag(),
        )

    def blank(self, name: str) -> str:
        if not any(error.field == name for error in self.errors):
            self.refuse(name, _("Ô này không được để trống."))
        return ""

    def words(self, name: str) -> str | None:
        if name not in self.cells:
            return None
        text = canonical(" ".join(self.cells[name].split()))
        if len(text) > _LONGEST[name]:
            self.refuse(name, _("Dài quá %(limit)s ký tự.") % {"limit": _LONGEST[name]})
        elif not text.isprintable():
            self.refuse(name, _("Có ký tự không in được. Nhập lại ô này."))
        return text

    def code(self, name: str) -> str:
        text = self.cells[name]
        if not text:
            return self.blank(name)
        if not _CODE.fullmatch(text):
            self.refuse(name, _("Mã chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang và dài tối đa 40 ký tự."))
        return text

    def level(self) -> str:
        text = self.cells["level"].lower().replace("-", "_")
        if not text:
            return self.blank("level")
        if text not in _LEVELS:
            message = _("Không có cấp “%(level)s”. Các cấp: %(levels)s.")
            known = ", ".join(f"{level.value} ({level.label})" for level in Level)
            self.refuse("level", message % {"level": text[:40], "levels": known})
        return text

    def coordinates(self) -> tuple[float | None, float | None]:
        latitude, longitude = self.degrees("lat", 90), self.degrees("lon", 180)
        if bool(self.cells["lat"]) != bool(self.cells["lon"]):
            self.refuse("lon" if self.cells["lat"] else "lat", _("Phải có cả vĩ độ và kinh độ, hoặc để trống cả hai."))
        return latitude, longitude

    def degrees(self, name: str, limit: int) -> float | None:
        if not self.cells[name]:
            return None
        # float() also takes "1_5" and digits of other scripts, which no map means.
        value = float(self.cells[name]) if _NUMBER.fullmatch(self.cells[name]) else math.nan
        if math.isfinite(value) and abs(value) <= limit:
            return value
        message = _("Tọa độ là số thập phân từ -%(limit)s đến %(limit)s, dùng dấu chấm. Kiểm tra vĩ độ và kinh độ.")
        self.refuse(name, message % {"limit": limit})
        return None

    def aliases(self) -> tuple[str, ...] | None:
        if "aliases" not in self.cells:
            return None
        texts = (canonical(" ".join(part.split())) for part in self.cells["aliases"].split("|"))
        found = tuple(dict.fromkeys(text for text in texts if text))
        if any(len(text) > 200 for text in found):
            self.refuse("aliases", _("Mỗi tên gọi khác dài tối đa 200 ký tự, ngăn nhau bằng dấu |."))
        if not all(text.isprintable() for text in found):
            self.refuse("aliases", _("Có ký tự không in được. Nhập lại ô này."))
        return found

    def population(self) -> int | None:
        text = self.cells.get("population", "")
        if not text:
            return None
        if text.isascii() and text.isdigit() and int(text[:12]) < 2**31:
            return int(text)
        self.refuse("population", _("Dân số phải là số nguyên không âm, không có dấu ngăn."))
        return None

    def day(self) -> date | None:
        text = self.cells.get("starts_on", "")
        for form in ("%Y-%m-%d", "%d/%m/%Y") if text.isascii() else ():
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
            except ValueError:
                continue
        if text:
            self.refuse("starts_on", _("Ngày viết dạng 2020-07-28 hoặc 28/07/2020."))
        return None

    def email(self) -> str | None:
        text = self.cells.get("email")
        if text:
            try:
                validate_email(text)
                MaxLengthValidator(_LONGEST_EMAIL)(text)
            except ValidationError:
                self.refuse("email", _("Địa chỉ thư điện tử không đúng."))
        return text

    def flag(self) -> bool | None:
        text = self.cells.get("is_sample", "").lower()
        if text not in _YES | _NO:
            self.refuse("is_sample", _("Ghi 1 nếu là đơn vị mẫu, để trống nếu không phải."))
        return text in _YES if "is_sample" in self.cells else None


def check_tree(rows: Sequence[UnitRow], known: Mapping[str, str]) -> Iterator[FieldError]:
    """Errors of the rows as a tree; `known` gives the parent's code of each unit already stored ("" for a root)."""
    first: dict[str, int] = {}
    for row in rows:
        if row.code in first:
            message = _("Mã %(code)s đã có ở dòng %(line)s.")
            yield FieldError("code", message % {"code": row.code, "line": first[row.code]}, row=row.line)
        first.setdefault(row.code, row.line)
    parents = {**known, **{row.code: row.parent for row in reversed(rows)}}
    loops, astray = _loops(parents)
    told: set[str] = set()
    for row in rows:
        if not row.parent and row.level != Level.PROVINCE:
            yield FieldError("parent", _("Chỉ đơn vị cấp tỉnh được để trống mã cấp trên."), row=row.line)
        elif row.parent and row.parent not in parents:
            message = _("Không có đơn vị cấp trên nào mã %(code)s trong tệp hay trong danh bạ.")
            yield FieldError("parent", message % {"code": row.parent}, row=row.line)
        elif row.code in astray:
            loop = loops.get(row.code, [])
            if loop and told.isdisjoint(loop):
                told |= set(loop)
                yield _loop_error(row, loop, first)
        elif len(path_of(row.code, parents)) > _LONGEST_PATH:
            yield FieldError("parent", _("Cây đơn vị quá sâu."), row=row.line)


def path_of(code: str, parents: Mapping[str, str]) -> str:
    """The path "/49/502/20335/" from each unit's parent; cut off past the deepest tree that could be stored."""
    chain: list[str] = []
    while code and len(chain) <= _DEEPEST:
        chain.append(code)
        code = parents.get(code, "")
    return "/" + "".join(f"{each}/" for each in reversed(chain))


def _loops(parents: Mapping[str, str]) -> tuple[dict[str, list[str]], set[str]]:
    """The members of each loop by each member, and every code that leads into one; each code is walked over once."""
    loops: dict[str, list[str]] = {}
    astray: set[str] = set()
    seen: set[str] = set()
    for start in parents:
        walked: dict[str, None] = {}
        code = start
        while code and code not in seen:
            seen.add(code)
            walked[code] = None
            code = parents.get(code, "")
        if code in walked:
            members = list(walked)[list(walked).index(code) :]
            loops |= dict.fromkeys(members, members)
        if code in loops or code in astray:
            astray |= walked.keys()
    return loops, astray


def _loop_error(row: UnitRow, loop: Sequence[str], lines: Mapping[str, int]) -> FieldError:
    """One error for a loop, at its first row: the codes from that row on, and the rows of all of them."""
    at = loop.index(row.code)
    codes = [*loop[at:], *loop[:at]]
    rows = sorted(lines[code] for code in codes if code in lines)
    shown = [*codes[:_SHOWN_OF_A_LOOP], "…"] if len(codes) > _SHOWN_OF_A_LOOP else [*codes, row.code]
    listed = ", ".join(map(str, rows[:_SHOWN_OF_A_LOOP])) + (" …" if len(rows) > _SHOWN_OF_A_LOOP else "")
    message = _("Các đơn vị là cấp trên của nhau thành vòng: %(loop)s (dòng %(rows)s).")
    return FieldError("parent", message % {"loop": " → ".join(shown), "rows": listed}, row=row.line)
