"""Tables of assignments in Word files become duties with leads, co-operators and limits."""

from __future__ import annotations

import io

from docx import Document

from tests.core.directives.sample import read
from vungxanh.kit.extract import extract
from vungxanh.kit.extract.tables import assignment_lines

HEAD = ["STT", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn hoàn thành", "Sản phẩm"]
ROWS = [
    HEAD,
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    ["I", "Hạ tầng số", "", "", "", ""],
    ["1", "Nâng cấp trung tâm dữ liệu", "Sở Y tế", "Công an tỉnh\nSở Tài chính", "Quý II/2021", "Báo cáo"],
    ["2", "Tập huấn kỹ năng số", "Sở Nội vụ, Sở Y tế", "UBND các huyện, thị xã, thành phố", "Hằng quý", ""],
]
LETTER = """ỦY BAN NHÂN DÂN
TỈNH QUẢNG NAM
Số: 12/KH-UBND
Quảng Nam, ngày 05 tháng 3 năm 2021
KẾ HOẠCH
Chuyển đổi số năm 2021
1. Sở Thông tin và Truyền thông theo dõi, đôn đốc việc thực hiện Kế hoạch./.
Nơi nhận:
- Lưu: VT, KGVX.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lê Trí Thanh
PHỤ LỤC"""


def plan(rows: list[list[str]]) -> bytes:
    document = Document()
    for line in LETTER.splitlines():
        document.add_paragraph(line)
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def names(refs: list[dict[str, str]]) -> list[str]:
    return [ref["text"] for ref in refs]


def test_each_row_of_an_appendix_table_is_a_duty() -> None:
    form = read(extract("ke-hoach.docx", plan(ROWS)).text)
    _, first, second = form["tasks"]
    assert first["text"].startswith("Nâng cấp trung tâm dữ liệu")
    assert (names(first["lead"]), names(first["cooperate"])) == (["Sở Y tế"], ["Công an tỉnh", "Sở Tài chính"])
    assert first["deadline"]["date"] == "2021-06-30"
    assert names(second["lead"]) == ["Sở Nội vụ", "Sở Y tế"]
    assert (second["recurrence"], second["deadline"]) == ("Hằng quý", None)
    assert form["signature"]["signer"] == "Lê Trí Thanh"


def test_other_tables_stay_as_they_are() -> None:
    assert assignment_lines([[["TT"], ["Họ và tên"], ["Chức vụ"]], [["1"], ["Nguyễn Văn A"], ["Giám đốc"]]]) is None


def test_a_heading_row_over_all_columns_is_one_line() -> None:
    merged = [["Hạ tầng số"]] * 6
    assert assignment_lines([[[cell] for cell in HEAD], merged]) == ["Hạ tầng số"]
