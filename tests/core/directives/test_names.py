"""Names are resolved through the directory, kept as written when unknown, and never invented."""

from __future__ import annotations

import pytest

from tests.core.directives.sample import directory, read, warned
from vungxanh.core.directives.directory import Directory, Entry, Group
from vungxanh.core.directives.names import NameReader


def codes_in(words: str) -> list[str | None]:
    return [ref.code for ref in NameReader(words, directory()).names(0, len(words)).refs]


def texts_in(words: str) -> list[str]:
    return [ref.text for ref in NameReader(words, directory()).names(0, len(words)).refs]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Sở Y tế, Sở Công Thương và Công an tỉnh phối hợp", ["SYT", "SCT", "CAT"]),
        ("Sở Văn hóa, Thể thao và Du lịch chỉ đạo", ["SVHTTDL"]),
        ("Sở VHTT&DL, Sở KH&ĐT tham mưu", ["SVHTTDL", "SKHDT"]),
        ("SỞ Y TẾ", ["SYT"]),
        ("Sở Thông tin và Truyên thông chủ trì", ["STTTT"]),
        ("Các Sở, Ban ngành, đoàn thể của tỉnh triển khai", ["departments", "mass-organisations"]),
        ("UBND các huyện, thị, thành phố chỉ đạo", ["districts"]),
        ("UBND cấp huyện, cấp xã tổ chức", ["districts", "communes"]),
        ("Ủy ban nhân dân các quận, huyện, thị xã thực hiện", ["districts"]),
        ("UBND các huyện: Đại Lộc, Duy Xuyên và thị xã Điện Bàn", ["506", "508", "507"]),
        ("Giám đốc các Sở: Y tế, Tài chính, Kế hoạch và Đầu tư chịu trách nhiệm", ["SYT", "STC", "SKHDT"]),
        ("Ủy ban nhân dân huyện Thăng Bình chủ trì", ["513"]),
        ("Chủ tịch UBND các xã, phường, thị trấn chịu trách nhiệm", ["communes"]),
    ],
)
def test_known_names_are_resolved(words: str, codes: list[str | None]) -> None:
    assert codes_in(words) == codes


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Sở Y tế tỉnh Bắc Ninh chủ trì", "Sở Y tế tỉnh Bắc Ninh"),
        (
            "Sở Y tế các tỉnh, thành phố trực thuộc Trung ương rà soát",
            "Sở Y tế các tỉnh, thành phố trực thuộc Trung ương",
        ),
        ("Sở Du lịch chủ trì", "Sở Du lịch"),
        ("Phòng Lao động, Thương binh và Xã hội tham mưu", "Phòng Lao động, Thương binh và Xã hội"),
        ("Ban Quản lý dự án đầu tư xây dựng tỉnh lập hồ sơ", "Ban Quản lý dự án đầu tư xây dựng tỉnh"),
        ("UBND các huyện, thị xã ven biển sơ tán dân", "UBND các huyện, thị xã ven biển"),
        ("Cục Y tế dự phòng tập huấn cho cán bộ", "Cục Y tế dự phòng"),
        ("Cục Hàng không Việt Nam kiểm tra sân bay", "Cục Hàng không Việt Nam"),
        ("Trường Trung cấp Y tế tập huấn", "Trường Trung cấp Y tế"),
        ("Hiệu trưởng các trường mầm non, tiểu học, THCS tổ chức", "Hiệu trưởng các trường mầm non, tiểu học, THCS"),
        ("các trường tiểu học, THCS, THPT trên địa bàn thực hiện", "các trường tiểu học, THCS, THPT trên địa bàn"),
    ],
)
def test_a_name_that_is_not_ours_is_kept_as_written_without_a_code(words: str, text: str) -> None:
    assert texts_in(words) == [text]
    assert codes_in(words) == [None]


def test_plain_words_are_no_names() -> None:
    for words in ("Tổ chức sơ tán dân", "Báo cáo kết quả", "người dân thực hiện", "Bộ phận một cửa", "số y tế"):
        assert texts_in(words) == []


def test_an_ambiguous_name_gets_no_code() -> None:
    two = Directory([Entry("Xã Tân Lập", code="1", level="commune"), Entry("Xã Tân Lập", code="2", level="commune")])
    ref = NameReader("UBND xã Tân Lập", two).names(0, 15).refs[0]
    assert ref.code is None
    assert ref.text == "UBND xã Tân Lập"


def test_groups_without_a_directory_entry_keep_their_words() -> None:
    bare = Directory([], [Group("districts", "Các huyện")])
    refs = NameReader("UBND các huyện, UBND các xã", bare).names(0, 27).refs
    assert [(ref.code, ref.name) for ref in refs] == [("districts", "Các huyện"), (None, "UBND các xã")]


FOREIGN = """ỦY BAN NHÂN DÂN
TỈNH BẮC NINH
Số: 5/UBND-VX
Bắc Ninh, ngày 05 tháng 8 năm 2020
Kính gửi: Sở Y tế
Giao Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra các cơ sở kinh doanh, báo cáo UBND tỉnh trước ngày 10/8/2020./.
Nơi nhận:
- Như trên;
- Lưu: VT.
CHỦ TỊCH
Nguyễn Văn An
"""


def test_another_provinces_departments_do_not_become_ours() -> None:
    form = read(FOREIGN)
    refs = [ref for task in form["tasks"] for ref in (*task["lead"], *task["cooperate"])]
    assert [(ref["name"], ref["code"]) for ref in refs] == [("Sở Y tế", None), ("Công an tỉnh", None)]
    assert {"foreign_issuer", "unresolved_name"} <= warned(form)


def test_another_provinces_groups_do_not_become_ours() -> None:
    form = read(FOREIGN.replace("Giao Sở Y tế chủ trì", "Giao UBND các huyện và các sở, ban, ngành chủ trì"))
    assert [(ref["name"], ref["code"]) for ref in form["tasks"][0]["lead"]] == [
        ("UBND các huyện", None),
        ("các sở, ban, ngành", None),
    ]
    assert form["tasks"][0]["lead_mode"] == "each"
    assert {"foreign_issuer", "unresolved_name"} <= warned(form)


def test_an_impossible_deadline_is_warned_of_and_makes_the_duty_less_sure() -> None:
    good, bad = read(FOREIGN), read(FOREIGN.replace("10/8/2020", "30/02/2020"))
    caution = next(one for one in bad["warnings"] if one["code"] == "impossible_date")
    assert bad["text"][slice(*caution["span"])] == "trước ngày 30/02/2020"
    assert bad["tasks"][0]["confidence"] < good["tasks"][0]["confidence"]


def test_an_undated_letters_deadline_without_a_year_is_not_called_missing() -> None:
    undated = FOREIGN.replace("Bắc Ninh, ngày 05 tháng 8 năm 2020\n", "").replace("10/8/2020", "25/5")
    form = read(undated)
    caution = next(one for one in form["warnings"] if one["code"] == "deadline_year")
    assert form["text"][slice(*caution["span"])] == "trước ngày 25/5"
    assert "no_deadline" not in warned(form)


@pytest.mark.parametrize("heading", ["Điều 4.", "Điều 4", "Điều 4. Tổ chức thực hiện."])
def test_text_below_an_articles_heading_bears_the_articles_number(heading: str) -> None:
    form = read(FOREIGN.replace("Giao Sở Y tế", f"Điều 3. Có hiệu lực từ ngày ký.\n{heading}\nGiao Sở Y tế"))
    assert [(task["id"], task["section"]) for task in form["tasks"]] == [("Điều 4.1", "Điều 4")]


def test_a_secret_letter_is_flagged() -> None:
    form = read("TỐI MẬT\n" + FOREIGN)
    assert "secret" in warned(form)


def test_a_blank_number_is_missing_and_said_so() -> None:
    form = read(FOREIGN.replace("Số: 5/UBND-VX", "Số:      /UBND-VX"))
    assert form["number"] is None
    assert form["symbol"] == "UBND-VX"
    assert "no_number" in warned(form)


@pytest.mark.parametrize(
    ("stamp", "urgency"), [("HỎA TỐC", "hỏa tốc"), ("THƯỢNG KHẨN", "thượng khẩn"), ("KHẨN", "khẩn")]
)
def test_urgency_stamps_are_read(stamp: str, urgency: str) -> None:
    assert read(FOREIGN.replace("Kính gửi", stamp + "\nKính gửi"))["urgency"] == urgency
