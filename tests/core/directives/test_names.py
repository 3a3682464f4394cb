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


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("Các huyện ủy, thành ủy, thị ủy quán triệt", ["Các huyện ủy, thành ủy, thị ủy"]),
        ("Ban Quản lý chợ Hòa Cường nhắc tiểu thương", ["Ban Quản lý chợ Hòa Cường"]),
        ("Phòng Giáo dục trung học theo dõi", ["Phòng Giáo dục trung học"]),
        ("Các trường THPT, trung tâm GDTX xây dựng", ["Các trường THPT", "trung tâm GDTX"]),
        ("UBND phường Xuân Hương - Đà Lạt kiểm tra", ["UBND phường Xuân Hương - Đà Lạt"]),
        (
            "UBND thị xã Điện Bàn, Chủ tịch UBND huyện Ea Súp rà soát",
            ["UBND thị xã Điện Bàn", "Chủ tịch UBND huyện Ea Súp"],
        ),
        ("Thuế tỉnh, Công an tỉnh tham mưu", ["Thuế tỉnh", "Công an tỉnh"]),
        ("Công ty Công trình thủy lợi Krông Bông sửa chữa", ["Công ty Công trình thủy lợi Krông Bông"]),
        ("Các đồng chí thành viên Ban Chỉ đạo xuống địa bàn", ["Các đồng chí thành viên Ban Chỉ đạo xuống địa bàn"]),
    ],
)
def test_names_of_other_places_are_read_whole(words: str, texts: list[str]) -> None:
    assert texts_in(words) == texts


def test_more_places_of_one_kind_of_body_do_not_become_committees() -> None:
    (ref,) = NameReader("Trung tâm Y tế thành phố Hội An và các huyện giám sát", directory()).names(0, 47).refs
    assert (ref.text, ref.code) == ("Trung tâm Y tế thành phố Hội An và các huyện", None)


def test_a_group_of_another_province_is_not_ours_and_lowers_confidence() -> None:
    letter = (
        "ỦY BAN NHÂN DÂN\nTỈNH {}\nSố: 5/UBND-VX\n{}, ngày 02 tháng 8 năm 2021\nKính gửi: Sở Y tế.\n"
        "1. UBND các huyện, thị xã, thành phố rà soát các hộ dân."
    )
    ours, theirs = (read(letter.format(name.upper(), name)) for name in ("Quảng Nam", "Nghệ An"))
    assert ours["tasks"][0]["lead"][0]["code"] == "districts"
    assert theirs["tasks"][0]["lead"][0]["code"] is None
    assert theirs["tasks"][0]["confidence"] <= ours["tasks"][0]["confidence"] - 0.2
    assert {"foreign_issuer", "unresolved_name"} <= warned(theirs)


@pytest.mark.parametrize(
    ("duty", "lead", "cooperate"),
    [
        ("Thống kê đàn lợn (UBND các xã thực hiện).", ["UBND các xã"], []),
        ("Phun hóa chất khử trùng (Sở Y tế chủ trì, Công an tỉnh phối hợp).", ["Sở Y tế"], ["Công an tỉnh"]),
        ("Lập chốt kiểm soát, do Công an tỉnh chủ trì, phối hợp với Sở Y tế.", ["Công an tỉnh"], ["Sở Y tế"]),
        ("Tuyên truyền để người dân yên tâm. Giao Báo Quảng Nam thực hiện.", ["Báo Quảng Nam"], []),
        ("Giao Sở Y tế cùng Công an tỉnh kiểm tra các chốt.", ["Sở Y tế"], ["Công an tỉnh"]),
        ("Sở Y tế phối hợp với Vườn quốc gia Chư Yang Sin rà soát.", ["Sở Y tế"], ["Vườn quốc gia Chư Yang Sin"]),
        ("Định kỳ ngày 20 hằng tháng, Sở Y tế tổng hợp báo cáo.", ["Sở Y tế"], []),
    ],
)
def test_the_lead_is_found_wherever_the_duty_names_it(duty: str, lead: list[str], cooperate: list[str]) -> None:
    (task,) = read(f"Kính gửi: Sở Tài chính.\nUBND tỉnh yêu cầu:\n1. {duty}\n")["tasks"]
    assert [ref["text"] for ref in task["lead"]] == lead
    assert [ref["text"] for ref in task["cooperate"]] == cooperate
