"""Tables of assignments keep their columns in PDF pages with drawn borders and in plain text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.directives.sample import read
from vungxanh.kit.extract import extract
from vungxanh.kit.extract.tables import with_tables

HEAD = """#set page(paper: "a4", margin: 2cm)
#set text(size: 13pt)
UBND TỈNH CÀ MAU

Số: 87/KH-UBND

Cà Mau, ngày 14 tháng 4 năm 2025

KẾ HOẠCH

Triển khai phong trào học tập số

1. Sở Khoa học và Công nghệ theo dõi, đôn đốc việc thực hiện Kế hoạch này.

Nơi nhận:

\\- Lưu: VT.

CHỦ TỊCH

Lâm Văn Bi

#pagebreak()
PHỤ LỤC
"""
TABLE = """#table(columns: (auto, 2fr, 1.3fr, 1.2fr, 1fr),
[TT],[Nội dung nhiệm vụ],[Cơ quan chủ trì],[Cơ quan phối hợp],[Thời gian hoàn thành],
[I],table.cell(colspan: 4)[Nâng cao nhận thức],
[1],[Tập huấn kỹ năng số cho cán bộ, công chức],[Sở Khoa học và Công nghệ],[Sở Nội vụ, Tỉnh đoàn],[Tháng 6/2025],
[2],[Nâng cấp Cổng dữ liệu],[Trung tâm Công nghệ thông tin],table.cell(rowspan: 2)[Các sở, ban, ngành],[Quý III/2025],
[3],[Mở lớp cho hội viên],[Hội Nông dân tỉnh],[Thường xuyên])
"""


def pdf(source: str) -> bytes:
    typst = pytest.importorskip("typst")
    return bytes(typst.compile(source.encode()))


def names(refs: list[dict[str, Any]]) -> list[str]:
    return [ref["text"] for ref in refs]


def test_each_row_of_a_drawn_table_is_a_duty() -> None:
    form = read(extract("ke-hoach.pdf", pdf(HEAD + TABLE)).text)
    _, first, second, third = form["tasks"]
    assert first["section"] == "I.1"
    assert (names(first["lead"]), names(first["cooperate"])) == (
        ["Sở Khoa học và Công nghệ"],
        ["Sở Nội vụ", "Tỉnh đoàn"],
    )
    assert first["deadline"]["date"] == "2025-06-30"
    assert second["deadline"]["date"] == "2025-09-30"
    assert names(second["lead"]) == ["Trung tâm Công nghệ thông tin"]
    assert names(second["cooperate"]) == names(third["cooperate"]) == ["Các sở, ban, ngành"]
    assert (names(third["lead"]), third["recurrence"]) == (["Hội Nông dân tỉnh"], "Thường xuyên")


def test_a_drawn_table_goes_on_overleaf_without_its_heading() -> None:
    rows = "".join(f"[{n}],[Rà soát nội dung số {n}],[Sở Nội vụ],[Sở Y tế],[30/6/2025],\n" for n in range(1, 60))
    source = HEAD + TABLE.partition("[I]")[0] + rows + ")"
    found = extract("ke-hoach.pdf", pdf(source))
    assert found.pages > 2
    duties = [task for task in read(found.text)["tasks"] if task["text"].startswith("Rà soát nội dung")]
    assert [names(task["lead"]) for task in duties] == [["Sở Nội vụ"]] * 59
    assert {task["deadline"]["date"] for task in duties} == {"2025-06-30"}


def test_a_drawn_table_of_anything_else_stays_text() -> None:
    source = HEAD + "#table(columns: 3,[STT],[Họ và tên],[Chức vụ],[1],[Nguyễn Văn A],[Giám đốc],[2],[B],[C])"
    assert "Nguyễn Văn A" in extract("ds.pdf", pdf(source)).text


@pytest.mark.parametrize("bar", ["\t", " | "])
def test_a_table_in_plain_text_keeps_its_columns(bar: str) -> None:
    rows = [
        ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn"],
        ["1", "Xây dựng kho dữ liệu dùng chung", "Sở Y tế", "Công an tỉnh", "31/10/2024"],
    ]
    text = with_tables("Trước bảng\n" + "\n".join(bar.join(row) for row in rows) + "\nSau bảng")
    assert text.split("\n") == [
        "Trước bảng",
        "1. Xây dựng kho dữ liệu dùng chung",
        "Đơn vị chủ trì: Sở Y tế",
        "Đơn vị phối hợp: Công an tỉnh",
        "Thời hạn: 31/10/2024",
        "Sau bảng",
    ]


def test_text_with_tabs_or_bars_that_is_no_table_is_left_alone() -> None:
    text = "Số: 1/UBND\t\tQuảng Nam, ngày 1\nA | B | C\n\nmột dòng\tthường\n"
    assert with_tables(text) == text
