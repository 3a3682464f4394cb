"""Any table that people send is read, or refused with the cure."""

import io
import zipfile

import pytest

from tests.factories.sheets import a_csv, a_workbook
from vungxanh.apps.cases.exchange import table
from vungxanh.apps.cases.exchange.table import read_table
from vungxanh.kit.problems import Invalid, Malformed, TooLarge

HEADER, ROW = ("Họ và tên", "Ghi chú"), ("Trần Văn A", "ở nhà; gặp, nói chuyện")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_separator_and_mark_of_order_is_read(mark: str, encoding: str) -> None:
    assert read_table(a_csv(HEADER, [ROW], mark=mark, encoding=encoding)) == [(1, list(HEADER)), (2, list(ROW))]


def test_rows_count_as_a_spreadsheet_counts_them() -> None:
    assert [number for number, _cells in read_table(a_csv(HEADER, [("", ""), ROW, ("", ""), ROW]))] == [1, 3, 5]


def test_a_formula_guard_of_an_export_is_taken_off() -> None:
    assert read_table(a_csv(HEADER, [("'+84905123456", "'n")]))[1][1] == ["+84905123456", "'n"]


def test_a_workbook_gives_what_its_cells_say() -> None:
    assert read_table(a_workbook(HEADER, [("A", 49.0), (None, None), ("B", 1.5)])) == [
        (1, list(HEADER)),
        (2, ["A", "49"]),
        (4, ["B", "1.5"]),
    ]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", "Năm sinh,Đỏ".encode()[:-1], b"a\x00b"]
)
def test_what_is_no_table_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_table(data)


def test_a_file_without_rows_is_invalid() -> None:
    for data in (b"", b"\n\n", a_csv(HEADER, [])):
        with pytest.raises(Invalid):
            read_table(data)


def test_too_many_rows_or_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    with pytest.raises(TooLarge):
        read_table(a_csv(HEADER, [ROW] * 4))
    monkeypatch.setattr(table, "MAX_BYTES", 10)
    with pytest.raises(TooLarge):
        read_table(a_csv(HEADER, [ROW]))


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1">' + b"<c><v>1</v></c>" * 200_000 + b"</row>",
        b"<row/>" * 1_100_000,
        b'<row r="1"/><row r="99999999"><c r="A99999999"><v>1</v></c></row>',
    ],
    ids=["a row without end", "rows without end", "a row far down"],
)
def test_a_small_workbook_that_would_fill_memory_or_never_end_is_refused(rows: bytes) -> None:
    whole, packed = io.BytesIO(a_workbook(HEADER, [ROW])), io.BytesIO()
    name = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != "xl/worksheets/sheet1.xml":
                new.writestr(part, old.read(part))
        sheet = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (name, rows)
        new.writestr("xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(TooLarge):
        read_table(packed.getvalue())


def test_columns_beyond_those_that_are_read_are_told_and_not_dropped() -> None:
    for data in (a_csv([*HEADER, *["x"] * 2000], [ROW]), a_workbook([*HEADER, *["x"] * 400], [ROW])):
        with pytest.raises(TooLarge, match="300"):
            read_table(data)
    assert read_table(a_csv([*HEADER, *[""] * 2000], [ROW]))[1][1][:2] == list(ROW)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"GIF89a\x01\x00"])
def test_a_picture_is_not_told_to_change_its_encoding(data: bytes) -> None:
    with pytest.raises(Malformed, match="CSV và XLSX"):
        read_table(data)


def test_a_packed_gigabyte_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_UNPACKED", 1000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b" " * 10_000)
    with pytest.raises(TooLarge):
        read_table(packed.getvalue())
