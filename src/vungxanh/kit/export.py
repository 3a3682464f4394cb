"""Tables as CSV and XLSX files, streamed row by row (xuất bảng).

A table is a tuple of `Column`s and any iterable of rows: querysets should be passed as `.iterator()`. Cells
that a spreadsheet would run as a formula are given a leading apostrophe.
"""

import csv
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, Generic, Literal, TypeVar
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from vungxanh.kit.clock import VIETNAM

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Row = TypeVar("Row")
Response = TypeVar("Response", bound=HttpResponseBase)
Kind = Literal["text", "number", "date", "moment", "percent"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Spreadsheets of some languages read the full-width signs as the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORMATS: dict[Kind, str] = {
    "text": "@",
    "number": "#,##0.###",
    "date": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
    "percent": "0.0%",
}
_WIDTHS: dict[Kind, int] = {"text": 32, "number": 14, "date": 12, "moment": 18, "percent": 10}
_CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)}
_LONGEST_CELL = 32_767


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its header, how to read its value from a row, and how to show it.

    `percent` takes a share from 0 to 1; `width` is in characters (XLSX only).
    """

    header: "str | _StrPromise"
    value: Callable[[Row], object]
    kind: Kind = "text"
    width: int | None = None


def csv_response(name: str, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> StreamingHttpResponse:
    """A CSV file in UTF-8 with the mark that makes spreadsheets read Vietnamese right."""
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    return _headed(response, name)


def xlsx_response(name: str, columns: Sequence[Column[Row]], rows: Iterable[Row], *, sheet: str = "") -> FileResponse:
    """An XLSX workbook of one sheet, written through a temporary file so that memory stays flat."""
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(spool, columns, rows, sheet=sheet)
    spool.seek(0)
    return _headed(FileResponse(spool, content_type=XLSX), name)


def csv_lines(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> Iterator[str]:
    """The lines of the CSV file, header first."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([_safe(str(column.header)) for column in columns])
    for row in rows:
        yield writer.writerow([_csv_cell(column, column.value(row)) for column in columns])


def write_xlsx(target: IO[bytes], columns: Sequence[Column[Row]], rows: Iterable[Row], *, sheet: str = "") -> None:
    """Write the workbook to `target`: styled frozen header, filter, widths, Vietnamese dates."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page: Any = book.create_sheet(title=_sheet_title(sheet))
    for number, column in enumerate(columns):
        page.column_dimensions[_letters(number)].width = column.width or _WIDTHS[column.kind]
    page.freeze_panes = "A2"
    page.append(_header_cells(page, columns))
    count = 1
    for row in rows:
        page.append([_xlsx_cell(page, column, column.value(row)) for column in columns])
        count += 1
    page.auto_filter.ref = f"A1:{_letters(len(columns) - 1)}{count}"
    book.save(target)


def attachment_header(name: str, *, inline: bool = False) -> str:
    """A Content-Disposition value: an ASCII name for old programs and the true name by RFC 5987."""
    name = name.translate(_CONTROLS).replace("/", "-").replace("\\", "-").replace("\r", "").replace("\n", "").strip()
    bare = unicodedata.normalize("NFD", name).replace("đ", "d").replace("Đ", "D")
    plain = bare.encode("ascii", "ignore").decode().replace('"', "").strip() or "tep"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name or plain, safe='')}"


class _Echo:
    """A file that hands each written line back to the caller."""

    def write(self, line: str) -> str:
        return line


def _safe(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text


def _csv_cell(column: Column[Row], value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal) and column.kind != "text":
        return f"{float(value):.1%}" if column.kind == "percent" else str(value)
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return _safe(str(value).translate(_CONTROLS))


def _xlsx_cell(page: Any, column: Column[Row], value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell

    shown: Any = value
    if isinstance(value, datetime):
        shown = value.astimezone(VIETNAM).replace(tzinfo=None)
    elif value is not None and not isinstance(value, bool | int | float | Decimal | date):
        shown = str(value).translate(_CONTROLS)[:_LONGEST_CELL]
    cell = WriteOnlyCell(page, value=shown)
    if isinstance(shown, str):
        cell.data_type = "s"  # text stays text: a leading "=" is no formula
    whole = column.kind == "number" and isinstance(shown, int)
    cell.number_format = "#,##0" if whole else _FORMATS[column.kind]
    return cell


def _header_cells(page: Any, columns: Sequence[Column[Row]]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    cells = []
    for column in columns:
        cell = WriteOnlyCell(page, value=str(column.header))
        cell.data_type = "s"
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="0B5D3B")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cells.append(cell)
    return cells


def _letters(index: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(index + 1)


def _sheet_title(title: str) -> str:
    return "".join(char for char in title if char not in r"[]:*?/\'")[:31].strip() or "Danh sách"


def _headed(response: Response, name: str) -> Response:
    response["Content-Disposition"] = attachment_header(name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
