"""Tables of assignments without drawn borders, and tables on scans, keep their columns."""

from __future__ import annotations

import shutil

import pytest

from tests.core.directives.sample import read
from tests.kit.extract.test_extract import scan_of
from tests.kit.extract.test_ruled import names, pdf
from vungxanh.kit.extract import extract
from vungxanh.kit.extract.columns import leading_numbers, text_with_table
from vungxanh.kit.extract.rows import Word

HEAD = """#set page(paper: "a4", margin: 2cm)
#set text(size: 12pt)
UBND TỈNH QUẢNG NAM

Số: 12/KH-UBND

Quảng Nam, ngày 2 tháng 8 năm 2021

KẾ HOẠCH

Ứng phó thiên tai năm 2021

Nội dung công việc và cơ quan thực hiện được phân công như sau, các cơ quan theo dõi đúng thời gian của bảng.

"""
ROWS = """[*STT*],[*Nội dung công việc*],[*Cơ quan chủ trì*],[*Cơ quan phối hợp*],[*Thời gian hoàn thành*],
[1],[Rà soát, cập nhật danh sách hộ dân trong vùng có nguy cơ sạt lở đất, lũ quét trên địa bàn],
[UBND các huyện, thị xã, thành phố],[Sở Nông nghiệp và Phát triển nông thôn],[Trước 15/8/2021],
[2],[Chuẩn bị thuốc, hóa chất],[Sở Y tế],[Sở Tài chính; UBND các huyện],[30/8/2021],
[3],[Tổ chức diễn tập phương án sơ tán dân tại các xã ven biển theo kịch bản bão mạnh],
[Bộ Chỉ huy Quân sự tỉnh],[Công an tỉnh, Bộ Chỉ huy Bộ đội Biên phòng tỉnh],[30/9/2021])

"""
FOOT = """Giao Sở Nông nghiệp và Phát triển nông thôn theo dõi, tổng hợp, báo cáo UBND tỉnh trước ngày 15/12/2021.

CHỦ TỊCH

Nguyễn Văn Mẫu
"""


def letter(*, stroke: str, align: str) -> bytes:
    table = f"#table(columns: (auto, 2fr, 1.3fr, 1.3fr, 1fr), stroke: {stroke}, align: {align},"
    return pdf(f"{HEAD}{table}\n{ROWS}{FOOT}")


def told(data: bytes) -> list[tuple[list[str], list[str], str | None]]:
    tasks = read(extract("ke-hoach.pdf", data).text)["tasks"]
    return [
        (names(task["lead"]), names(task["cooperate"]), task["deadline"] and task["deadline"]["date"]) for task in tasks
    ]


EXPECTED = [
    (["UBND các huyện, thị xã, thành phố"], ["Sở Nông nghiệp và Phát triển nông thôn"], "2021-08-15"),
    (["Sở Y tế"], ["Sở Tài chính", "UBND các huyện"], "2021-08-30"),
    (
        ["Bộ Chỉ huy Quân sự tỉnh"],
        ["Công an tỉnh", "Bộ Chỉ huy Bộ đội Biên phòng tỉnh"],
        "2021-09-30",
    ),
    (["Sở Nông nghiệp và Phát triển nông thôn"], [], "2021-12-15"),
]


@pytest.mark.parametrize("align", ["left", "horizon"])
def test_columns_without_borders_are_told_by_where_words_stand(align: str) -> None:
    """Numbers stand at the top of their row, or in its middle."""
    assert told(letter(stroke="none", align=align)) == EXPECTED


@pytest.mark.parametrize(("stroke", "align"), [("0.5pt", "horizon"), ("none", "left")])
def test_a_table_on_a_scan_keeps_its_columns(stroke: str, align: str) -> None:
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    assert told(scan_of(letter(stroke=stroke, align=align))) == EXPECTED


def word(text: str, left: float, top: float) -> Word:
    return Word(text, left, top, left + 6 * len(text), top + 10)


def test_prose_that_speaks_of_numbers_and_duties_stays_text() -> None:
    words = ["STT", "và", "nội", "dung", "công", "việc", "do", "cơ", "quan", "chủ", "trì", "thực", "hiện"]
    line, left = [], 0.0
    for one in words:
        line.append(word(one, left, 0))
        left = line[-1].right + 3
    assert text_with_table(line) is None
    assert text_with_table([]) is None


def test_only_numbers_left_of_a_line_are_taken_from_a_second_reading() -> None:
    known = [word("Rà", 40, 0), word("soát", 60, 0), word("Trước", 40, 30)]
    second = [word("1", 5, 0), word("12", 70, 1), word("5", 5, 80), word("x", 5, 30)]
    assert leading_numbers(second, known) == [second[0]]


def test_rows_whose_numbers_were_not_recognised_are_parted_by_their_gaps_and_counted() -> None:
    head = [word("STT", 0, 0), word("Nội dung công việc", 40, 0), word("Đơn vị chủ trì", 200, 0)]
    body = [
        word("1", 0, 30), word("Rà soát", 40, 30), word("Sở Y tế", 200, 30), word("văn bản", 40, 42),
        word("Bố trí vốn", 40, 72), word("Sở Tài chính", 200, 72), word("đủ", 40, 84),
    ]  # fmt: skip
    text = text_with_table([*head, *body], recognised=True)
    assert text is not None
    assert "1. Rà soát văn bản\nĐơn vị chủ trì: Sở Y tế\n2. Bố trí vốn đủ\nĐơn vị chủ trì: Sở Tài chính" in text
