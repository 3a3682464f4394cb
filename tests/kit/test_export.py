"""Exported tables open right in a spreadsheet and run nothing there."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from vungxanh.kit.export import Column, attachment_header, csv_response, xlsx_response

pytestmark = pytest.mark.django_db
Row = tuple[str, int, date | None, datetime, float]
ROWS: list[Row] = [
    ("UBND xã Đại Lộc", 1_495_812, date(2020, 7, 28), datetime(2020, 7, 28, 8, 4, tzinfo=UTC), 0.254),
    ("=1+1", -5, None, datetime(2020, 7, 28, 18, 0, tzinfo=UTC), 1.0),
]
COLUMNS: tuple[Column[Row], ...] = (
    Column("Đơn vị", lambda row: row[0]),
    Column("Lượt cài", lambda row: row[1], "number"),
    Column("Ngày", lambda row: row[2], "date"),
    Column("Lúc", lambda row: row[3], "moment"),
    Column("Tỷ lệ", lambda row: row[4], "percent", width=8),
)


def csv_rows(rows: list[Row]) -> list[list[str]]:
    response = csv_response("Bảng.csv", COLUMNS, rows)
    text = b"".join(response).decode("utf-8")  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_csv_is_marked_utf8_with_vietnamese_dates_in_vietnamese_time() -> None:
    assert csv_rows(ROWS)[:2] == [
        ["Đơn vị", "Lượt cài", "Ngày", "Lúc", "Tỷ lệ"],
        ["UBND xã Đại Lộc", "1495812", "28/07/2020", "28/07/2020 15:04", "25.4%"],
    ]


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_a_cell_that_would_run_is_made_text(text: str) -> None:
    cell = csv_rows([(text, 1, None, ROWS[0][3], 0.0)])[1][0]
    assert cell == ("'" + text if text[0] != " " else text)


def test_negative_numbers_stay_numbers() -> None:
    assert csv_rows(ROWS)[2][1] == "-5"


def test_csv_is_written_while_rows_come() -> None:
    def rows() -> Iterator[Row]:
        yield ROWS[0]
        raise AssertionError("read ahead")

    lines = iter(csv_response("x.csv", COLUMNS, rows()))
    next(lines)
    assert "Đại Lộc" in next(lines).decode()  # type: ignore[union-attr]


def test_xlsx_has_a_styled_header_typed_cells_and_no_formula() -> None:
    from openpyxl import load_workbook

    response = xlsx_response("Bảng.xlsx", COLUMNS, ROWS, sheet="Đơn vị: 18/18")
    sheet = load_workbook(io.BytesIO(b"".join(response))).active
    response.close()
    assert sheet is not None
    assert sheet.title == "Đơn vị 1818"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["E"].width == 8
    assert sheet["B2"].value == 1_495_812
    assert sheet["C2"].number_format == "dd/mm/yyyy"
    assert {cell.number_format for cell in sheet[2] if isinstance(cell.value, int)} == {"#,##0"}
    assert str(sheet["D2"].value) == "2020-07-28 15:04:00"
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert sheet["C3"].value is None


def test_control_characters_do_not_break_a_workbook() -> None:
    columns = (Column[str]("x", lambda row: row),)
    response = xlsx_response("x.xlsx", columns, ["a\x00b\x1fc", "d" * 40_000])
    assert b"".join(response).startswith(b"PK")
    response.close()


def test_decimals_are_numbers() -> None:
    columns = (Column[Decimal]("x", lambda row: row, "number"),)
    assert b"12.50" in b"".join(csv_response("x.csv", columns, [Decimal("12.50")]))  # type: ignore[arg-type]


def test_a_name_cannot_break_out_of_its_header() -> None:
    header = attachment_header('a"\r\nSet-Cookie: x=1; /../b.csv')
    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\n", "\x00=", "＝", "＠"])
def test_no_cell_is_run_as_a_formula(sign: str) -> None:
    columns = (Column[str]("x", lambda row: row),)
    lines = b"".join(csv_response("x.csv", columns, [f"{sign}HYPERLINK(1)"])).decode()  # type: ignore[arg-type]
    assert lines.splitlines()[1].lstrip('"').startswith("'")
