"""Reading a units CSV: bytes to rows of cells, every fault told with its row and its cure (đọc tệp CSV)."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from vungxanh.apps.org.wording import column
from vungxanh.kit.problems import FieldError

REQUIRED = ("code", "name", "kind", "level", "parent", "lat", "lon")
OPTIONAL = ("sector", "aliases", "population", "starts_on", "email", "phone", "address", "is_sample")
MAX_BYTES = 5 * 2**20
MAX_ROWS = 20_000
WHOLE_FILE = "file"
HEADER = "header"
_FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Cells:
    """One record: its row as a spreadsheet counts them (the header is row 1) and its cells by column."""

    line: int
    values: dict[str, str]


@dataclass(slots=True)
class Sheet:
    """What a file gave: its records, and what is wrong with the file; with errors nothing of it may be stored.

    `unsure` are the columns whose cells mean nothing (absent, or there twice), `broken` the codes of rows that could
    not be cut into cells: what depends on them is no fault of other rows.
    """

    rows: list[Cells] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)


def read_sheet(data: bytes) -> Sheet:
    """The records of a CSV file in UTF-8 with a comma between cells; never raises on any bytes."""
    sheet = Sheet()
    text = _decoded(data, sheet)
    if text is None:
        return sheet
    try:
        _fill(sheet, text)
    except csv.Error:
        message = _("Không đọc được tệp CSV: dấu ngoặc kép không khép. Mở bằng bảng tính rồi lưu lại dạng CSV UTF-8.")
        sheet.errors.append(FieldError(WHOLE_FILE, message, row=0))
        sheet.rows = []
    return sheet


def _decoded(data: bytes, sheet: Sheet) -> str | None:
    def refuse(message: str, row: int = 0) -> None:
        sheet.errors.append(FieldError(WHOLE_FILE, message, row=row))

    if len(data) > MAX_BYTES:
        refuse(_("Tệp lớn hơn %(limit)s MB. Chia thành nhiều tệp nhỏ hơn.") % {"limit": MAX_BYTES // 2**20})
    elif not data.strip():
        refuse(_("Tệp trống. Chọn tệp CSV có dòng tiêu đề và ít nhất một đơn vị."))
    elif data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        refuse(_("Đây không phải tệp CSV. Trong bảng tính, chọn Lưu thành… rồi chọn CSV UTF-8."))
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        refuse(_("Tệp dùng bảng mã UTF-16 hoặc là tệp nhị phân. Lưu lại dạng CSV UTF-8."))
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = _(
                "Dòng %(line)s không phải bảng mã UTF-8 (có thể là TCVN3, VNI, Windows-1258). Lưu lại dạng CSV UTF-8."
            )
            refuse(message % {"line": line}, line)
    return None


def _fill(sheet: Sheet, text: str) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [cell.strip().lower() for cell in next(reader, [])]
    sheet.errors += _header_errors(header)
    if sheet.errors and "code" not in header:
        return  # not the file meant: its rows would only repeat that
    absent = {name: "" for name in REQUIRED if name not in header}
    sheet.unsure = {*absent, *(name for name in header if header.count(name) > 1)}
    for line, cells in _records(reader):
        if len(cells) != len(header):
            message = _("Dòng có %(found)s ô, tiêu đề có %(wanted)s cột. Kiểm tra dấu phẩy và dấu ngoặc kép.")
            sheet.errors.append(FieldError("row", message % {"found": len(cells), "wanted": len(header)}, row=line))
            sheet.broken |= {_plain(cell) for cell in cells[header.index("code") :][:1]}
            continue
        given = {name: _plain(cell) for name, cell in zip(header, cells, strict=True)}
        sheet.rows.append(Cells(line, absent | given))
        if len(sheet.rows) > MAX_ROWS:
            message = _("Tệp có hơn %(limit)s đơn vị. Chia thành nhiều tệp nhỏ hơn.")
            sheet.errors.append(FieldError(WHOLE_FILE, message % {"limit": MAX_ROWS}, row=line))
            return
    if not sheet.rows and not sheet.errors:
        sheet.errors.append(FieldError(WHOLE_FILE, _("Tệp chỉ có dòng tiêu đề, chưa có đơn vị nào."), row=1))


def _plain(cell: str) -> str:
    """The cell without blanks around it, and without the apostrophe that exports set before a formula sign."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA_SIGNS else cell


def _records(reader: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each record with its row as a spreadsheet counts: a cell of several lines is one row; empty rows are left out."""
    for row, cells in enumerate(reader, 2):
        if any(cell.strip() for cell in cells):
            yield row, cells


def _header_errors(header: list[str]) -> Iterator[FieldError]:
    if len(header) == 1 and any(mark in header[0] for mark in (";", "\t", "|")):
        yield FieldError(
            HEADER, _("Các cột không được ngăn bằng dấu phẩy. Lưu lại dạng CSV ngăn bằng dấu phẩy."), row=1
        )
        return
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        message = _("Thiếu cột: %(names)s. Dòng đầu phải là: %(header)s.")
        yield FieldError(
            HEADER, message % {"names": ", ".join(map(column, missing)), "header": ",".join(REQUIRED)}, row=1
        )
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield FieldError(HEADER, _("Cột “%(name)s” có hai lần.") % {"name": column(name)}, row=1)
        elif name not in REQUIRED + OPTIONAL:
            message = _("Không có cột nào tên “%(name)s”. Các cột thêm được dùng: %(names)s.")
            yield FieldError(HEADER, message % {"name": name[:40], "names": ", ".join(map(column, OPTIONAL))}, row=1)
