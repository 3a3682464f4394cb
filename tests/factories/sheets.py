"""Line lists and contact lists as files."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

CASES = ("Họ và tên", "Năm sinh", "Giới tính", "Số điện thoại", "Số bệnh nhân", "Ngày khởi phát", "Ngày xét nghiệm")
CONTACTS = ("Họ và tên", "Năm sinh", "Số điện thoại", "Ca bệnh", "Tiếp xúc từ", "Tiếp xúc đến")


def a_csv(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, mark: str = ",", encoding: str = "utf-8"
) -> bytes:
    """A CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def a_workbook(header: Sequence[str], rows: Iterable[Sequence[str | int | float | datetime | None]]) -> bytes:
    """An XLSX file of one sheet."""
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (header, *rows):
        sheet.append(list(row))
    book.save(out)
    return out.getvalue()


def contacts_of(case: str, count: int, *, day: str = "15/08/2020", first: int = 0) -> list[tuple[str, ...]]:
    """Rows of people whom a case met, each with a name and a number of their own."""
    return [
        (f"Trần Văn {_syllable(number)}", str(1950 + number % 50), f"09{number:08d}", case, day, day)
        for number in range(first, first + count)
    ]


def _syllable(number: int) -> str:
    letters = "ABCDEGHIKLMNOPQRSTUVXY"
    text = ""
    while True:
        number, letter = divmod(number, len(letters))
        text += letters[letter]
        if not number:
            return text.capitalize()
