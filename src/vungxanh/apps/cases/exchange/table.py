"""A file or pasted text as rows of cells: CSV of any separator, tables copied from a spreadsheet, XLSX (đọc bảng)."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import pairwise
from typing import IO, Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.kit.problems import Invalid, Malformed, TooLarge

MAX_BYTES = 20 * 2**20
MAX_ROWS = 50_000
MAX_COLUMNS = 300
_UNPACKED, _LONGEST_ROW, _LAST_ROW = 100 * 2**20, 2 * 2**20, 2**20
_ROW, _MARK_BYTES = re.compile(rb"<(?:\w{1,9}:)?row\b"), 16
_MARKS = (",", ";", "\t", "|")
_FORMULA_SIGNS = ("=", "+", "-", "@")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # "Unicode text" of a spreadsheet
_NO_TABLES = (b"\xd0\xcf\x11\xe0", b"%PDF")
_TOO_BIG = gettext_lazy("Bảng tính quá lớn sau khi giải nén. Chia thành nhiều tệp nhỏ hơn.")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")  # in no text, whatever its encoding; 1A ends old ones
_LOOKED_AT = 4096

Value = TypeVar("Value")
Record = tuple[int, list[str]]
"""A row as a spreadsheet counts it, from 1, and its cells."""


def read_table(data: bytes) -> list[Record]:
    """The filled rows of a file or of pasted text; Malformed, Invalid or TooLarge say what to do."""
    must_fit(len(data))
    if data.startswith(b"PK\x03\x04"):
        records = _of_workbook(data)
    elif data.startswith(_NO_TABLES) or (_BINARY.search(data[:_LOOKED_AT]) and not data.startswith(_UTF_16)):
        raise Malformed(_("Chỉ nhận tệp CSV và XLSX. Trong bảng tính, chọn Lưu thành… rồi chọn XLSX hoặc CSV UTF-8."))
    else:
        records = _of_text(_decoded(data))
    rows = []
    for number, cells in records:
        if any(cells):
            rows.append((number, cells))
        if len(rows) > MAX_ROWS:
            raise TooLarge(_("Tệp có hơn %(limit)s dòng. Chia thành nhiều tệp nhỏ hơn.") % {"limit": MAX_ROWS})
    if len(rows) < 2:
        raise Invalid(_("Tệp cần một dòng tiêu đề và ít nhất một dòng dữ liệu."))
    return rows


def must_fit(size: int) -> None:
    """TooLarge when a file has more bytes than are read."""
    if size > MAX_BYTES:
        raise TooLarge(_("Tệp lớn hơn %(limit)s MB. Chia thành nhiều tệp nhỏ hơn.") % {"limit": MAX_BYTES // 2**20})


def _decoded(data: bytes) -> str:
    marked = data.startswith(_UTF_16)
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Malformed(_("Tệp không phải bảng mã UTF-8 (có thể là TCVN3, VNI, Windows-1258). Lưu lại dạng CSV UTF-8."))
    return text


def _of_text(text: str) -> Iterator[Record]:
    try:
        plain = io.StringIO(text.replace("\xa0", " "), newline="")
        for row, cells in enumerate(csv.reader(plain, delimiter=_mark_of(text)), 1):
            yield row, [_plain(cell) for cell in _cut(cells)]
    except csv.Error as error:
        raise Malformed(_("Không đọc được tệp CSV: dấu ngoặc kép không khép hoặc ô quá dài.")) from error


def _mark_of(text: str) -> str:
    """What parts the cells: the mark that cuts most of the first filled lines into as many cells."""
    lines = [line for line in text.splitlines()[:40] if line.strip()][:10]

    def agreement(mark: str) -> tuple[int, int]:
        counts = Counter(len(next(csv.reader([line], delimiter=mark))) for line in lines)
        return max(((often, cells) for cells, often in counts.items() if cells > 1), default=(0, 0))

    return max(_MARKS, key=agreement)


def _plain(cell: str) -> str:
    """The cell without blanks around it, and without the apostrophe that exports set before a formula sign."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA_SIGNS else cell


def _of_workbook(data: bytes) -> Iterator[Record]:
    """The first sheet; read as it streams, so that a packed gigabyte is refused and not unpacked."""
    from openpyxl import load_workbook

    unreadable = _("Không đọc được bảng tính. Mở lại bằng bảng tính rồi lưu dạng XLSX hoặc CSV UTF-8.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _must_be_small(packed)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        yield from _of_sheet(book.worksheets[0])
    except TooLarge:
        raise
    except Exception as error:  # openpyxl lets anything through that a broken file causes
        raise Malformed(unreadable) from error


def _of_sheet(sheet: Any) -> Iterator[Record]:
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > _LAST_ROW:  # one row with a great number comes with all the empty ones above it
            raise TooLarge(_TOO_BIG)
        yield number, [_written(value) for value in _cut(values)]


def _must_be_small(packed: zipfile.ZipFile) -> None:
    if sum(each.file_size for each in packed.infolist()) > _UNPACKED:
        raise TooLarge(_TOO_BIG)
    for name in packed.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            with packed.open(name) as sheet:
                _must_have_short_rows(sheet)


def _must_have_short_rows(sheet: IO[bytes]) -> None:
    """TooLarge for more rows than a spreadsheet has, or for one that makes too large a tree for openpyxl."""
    count, since, left = 0, 0, b""
    while piece := sheet.read(_LONGEST_ROW):
        text = left + piece
        starts = [match.start() for match in _ROW.finditer(text)]
        marks = [-since, *starts, len(text)]
        count += len(starts)
        if count > _LAST_ROW or max(later - one for one, later in pairwise(marks)) > _LONGEST_ROW:
            raise TooLarge(_TOO_BIG)
        left = text[-_MARK_BYTES:]
        since = len(text) - (starts[-1] if starts else -since) - len(left)


def _cut(values: Sequence[Value]) -> Sequence[Value]:
    """The cells that are read; TooLarge where filled ones stand to the right of them."""
    if any(values[MAX_COLUMNS:]):
        raise TooLarge(_("Tệp có hơn %(limit)s cột. Bỏ các cột không dùng rồi nhập lại.") % {"limit": MAX_COLUMNS})
    return values[:MAX_COLUMNS]


def _written(value: object) -> str:
    """A cell as a person would write it; whole numbers lose the ".0" that spreadsheets give them."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _plain(str(value).replace("\xa0", " "))
