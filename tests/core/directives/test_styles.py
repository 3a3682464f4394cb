"""Ways of giving duties that other provinces and ministries use: persons, ordinals, capital headings, turns, limits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.directives.sample import codes, read, warned
from tests.core.directives.test_hard_forms import only_task, ordered


def said(refs: list[dict[str, Any]]) -> list[str]:
    return [ref["text"] for ref in refs]


@pytest.mark.parametrize(
    ("item", "lead"),
    [
        ("Phân công đồng chí Trần Văn An, Phó Chủ tịch UBND tỉnh theo dõi.",
         "đồng chí Trần Văn An, Phó Chủ tịch UBND tỉnh"),
        ("Đồng chí Lê An - Giám đốc Sở Y tế phụ trách tổ 2.", "Đồng chí Lê An - Giám đốc Sở Y tế"),
        ("Giao Phó Thủ tướng Chính phủ Lê Văn An trực tiếp chỉ đạo.", "Phó Thủ tướng Chính phủ Lê Văn An"),
    ],
)  # fmt: skip
def test_a_person_leads_under_name_and_post_and_no_unit_does_instead(item: str, lead: str) -> None:
    task = only_task(item)
    assert said(task["lead"]) == [lead]
    assert codes(task["lead"]) == [None]


@pytest.mark.parametrize(
    ("item", "lead"),
    [
        ("Các Công ty Thủy lợi Bắc, Nam, Tây Nghệ An tổ chức trực ban.", "Các Công ty Thủy lợi Bắc, Nam, Tây Nghệ An"),
        ("Trung tâm Văn hóa, Thể thao và Truyền thanh - Truyền hình huyện tăng thời lượng phát sóng.",
         "Trung tâm Văn hóa, Thể thao và Truyền thanh - Truyền hình huyện"),
        ("HĐND các cấp giám sát việc thực hiện.", "HĐND các cấp"),
        ("Phòng Giáo dục Trung học hướng dẫn các trường.", "Phòng Giáo dục Trung học"),
        ("Viện Nghiên cứu phát triển kinh tế - xã hội khảo sát doanh nghiệp.",
         "Viện Nghiên cứu phát triển kinh tế - xã hội"),
        ("Văn phòng thường trực Ban Chỉ huy PCTT tỉnh tổng hợp số liệu.",
         "Văn phòng thường trực Ban Chỉ huy PCTT tỉnh"),
        ("Trung tâm Y tế các huyện, thị xã, thành phố Hội An tổ chức tiêm.",
         "Trung tâm Y tế các huyện, thị xã, thành phố Hội An"),
        ("Các doanh nghiệp viễn thông (VNPT, Viettel) hỗ trợ tập huấn.", "Các doanh nghiệp viễn thông"),
        ("Hiệu trưởng hai trường kiểm tra an toàn điện.", "Hiệu trưởng hai trường"),
        ("Báo và Đài Phát thanh và Truyền hình Lâm Đồng tăng thời lượng.",
         "Báo và Đài Phát thanh và Truyền hình Lâm Đồng"),
    ],
)  # fmt: skip
def test_a_name_is_neither_cut_nor_taken_for_a_part_of_it(item: str, lead: str) -> None:
    task = only_task(item)
    assert said(task["lead"]) == [lead]
    assert codes(task["lead"]) == [None]


def test_a_known_body_keeps_its_code_before_the_verb_cap() -> None:
    assert codes(only_task("Sở Tài chính cấp kinh phí cho các huyện.")["lead"]) == ["STC"]


@pytest.mark.parametrize(
    ("item", "leads"),
    [
        ("Sở Y tế tổng hợp kết quả, các địa phương gửi báo cáo trước ngày 10/9/2020.", ["Sở Y tế", "các địa phương"]),
        ("Sở Xây dựng thẩm định hồ sơ, Sở Tài chính bố trí kinh phí.", ["Sở Xây dựng", "Sở Tài chính"]),
    ],
)
def test_somebody_elses_duty_behind_a_comma_is_a_task_of_its_own(item: str, leads: list[str]) -> None:
    first, second = ordered(item)["tasks"]
    assert said(first["lead"]) == leads[:1]
    assert second["text"].startswith(leads[1])
    assert all(ref["text"] != leads[0] for ref in second["lead"])


@pytest.mark.parametrize(
    "item",
    [
        "Sở Y tế hướng dẫn các đơn vị, các huyện báo cáo kết quả.",
        "Sở Y tế gửi kết quả cho Công an tỉnh, Sở Tài chính tổng hợp chung.",
        "Sở Y tế rà soát; trường hợp phát sinh dịch, UBND các huyện báo cáo ngay.",
    ],
)
def test_a_list_or_a_condition_before_a_comma_begins_no_task(item: str) -> None:
    assert len(ordered(item)["tasks"]) == 1


def test_posts_joined_by_semicolons_share_one_duty() -> None:
    task = only_task("Giám đốc các Sở; Thủ trưởng các Ban, ngành; Chủ tịch UBND các huyện diễn tập chữa cháy.")
    assert task["text"].startswith("Giám đốc các Sở; Thủ trưởng")


def letter(*lines: str, issuer: str = "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NAM") -> dict[str, Any]:
    head = f"{issuer}\nSố: 4300/UBND-KGVX\nQuảng Nam, ngày 05 tháng 8 năm 2020\nKính gửi: UBND các huyện.\n"
    return read(head + "\n".join(lines) + "\nCHỦ TỊCH\n\nTrần Văn Mẫu\n")


def test_items_numbered_in_words_are_items() -> None:
    form = letter(
        "UBND tỉnh yêu cầu các huyện, thị xã, thành phố thực hiện một số việc sau:",
        "Thứ nhất, rà soát danh sách hộ nghèo trên địa bàn trước ngày 30/8/2020.",
        "Thứ hai, xây dựng phương án hỗ trợ người dân bị thiệt hại.",
    )
    assert [task["text"][:7] for task in form["tasks"]] == ["rà soát", "xây dựn"]
    assert all(task["lead"] for task in form["tasks"])


def test_headings_in_capitals_give_their_areas_and_kinds_the_duties_below() -> None:
    form = letter(
        "Chủ tịch UBND tỉnh yêu cầu:",
        "I. CHỦ TỊCH UBND CÁC HUYỆN, THÀNH PHỐ ĐÀ LẠT VÀ BẢO LỘC",
        "1. Kiện toàn Ban Chỉ huy phòng cháy, chữa cháy rừng cấp huyện.",
        "II. CÁC ĐƠN VỊ CHỦ RỪNG",
        "Hoàn thành việc xử lý thực bì trước ngày 31 tháng 8 năm 2020.",
    )
    assert [said(task["lead"]) for task in form["tasks"]] == [
        ["CHỦ TỊCH UBND CÁC HUYỆN, THÀNH PHỐ ĐÀ LẠT VÀ BẢO LỘC"],
        ["CÁC ĐƠN VỊ CHỦ RỪNG"],
    ]


def test_the_duties_of_a_team_are_the_items_below_its_heading() -> None:
    form = letter(
        "UBND tỉnh yêu cầu:",
        "1. Nhiệm vụ của Tổ công tác",
        "a) Kiểm tra ít nhất 30% số cơ quan, đơn vị, địa phương mỗi năm.",
    )
    assert said(form["tasks"][0]["lead"]) == ["Tổ công tác"]


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("VĂN PHÒNG\nỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ\nSố: 218/TB-VPUB",
         "Văn phòng Ủy ban nhân dân thành phố Cần Thơ"),
        ("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM\nTỈNH HÀ NAM\nBAN THƯỜNG TRỰC\nSố: 12/MTTQ-BTT",
         "Ban thường trực ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH HÀ NAM"),
    ],
)  # fmt: skip
def test_a_part_of_a_body_is_named_with_the_body(issuer: str, name: str) -> None:
    assert letter("Đề nghị UBND các huyện rà soát các hộ nghèo.", issuer=issuer)["issuer"] == name


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("hoàn thành trước 18 giờ 00 ngày hôm nay (5/8)", "2020-08-05"),
        ("báo cáo trong tuần đầu tháng 9/2020", "2020-09-07"),
        ("triển khai đến hết tháng 10", "2020-10-31"),
        ("tổ chức ra quân vào sáng Chủ nhật, ngày 16/8/2020", "2020-08-16"),
        ("hoàn thành trước Tết Nguyên đán", None),
    ],
)
def test_limits_told_by_weeks_months_days_and_feasts(words: str, date: str | None) -> None:
    assert only_task(f"Sở Y tế {words}.")["deadline"] == {"date": date, "origin": "text"}


@pytest.mark.parametrize(
    "words",
    [
        "kiểm soát chi trong 01 ngày làm việc kể từ khi nhận đủ hồ sơ",
        "rút ngắn thời gian thẩm định, không quá 15 ngày làm việc đối với dự án nhóm C",
    ],
)
def test_a_time_for_every_file_is_no_deadline_of_the_duty(words: str) -> None:
    form = ordered(f"Sở Xây dựng {words}.")
    assert form["tasks"][0]["deadline"] is None
    assert "standing_limit" in warned(form)


def test_a_draft_without_its_day_still_tells_the_year_of_a_deadline() -> None:
    form = read(
        "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NAM\nSố:      /UBND-KGVX\nQuảng Nam, ngày      tháng 8 năm 2021\n"
        "Kính gửi: Sở Y tế\nUBND tỉnh yêu cầu:\n1. Sở Y tế rà soát trước 31/8.\n2. Sở Y tế báo cáo trong 5 ngày kể từ "
        "ngày ký.\n"
    )
    assert [task["deadline"]["date"] for task in form["tasks"]] == ["2021-08-31", None]


def test_a_second_office_below_the_post_is_not_the_post() -> None:
    lines = "KT. TRƯỞNG BAN\nPHÓ TRƯỞNG BAN\n\nPHÓ CHỦ TỊCH UBND TỈNH\nTrần Văn Mẫu\n"
    head = "BAN CHỈ ĐẠO\nSố: 5/BCĐ\nQuảng Nam, ngày 05 tháng 8 năm 2020\nSở Y tế rà soát.\n"
    form = read(f"{head}Nơi nhận:\n- Như trên;\n{lines}")
    assert form["signature"]["position"] == "PHÓ TRƯỞNG BAN"


def test_urgency_in_the_other_column_is_no_part_of_the_subject() -> None:
    form = read(
        "ỦY BAN NHÂN DÂN      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTHÀNH PHỐ HỘI AN      Độc lập - Tự do - Hạnh phúc\n"
        "Số: 9/UBND-YT      Hội An, ngày 27 tháng 8 năm 2020\nV/v tăng cường các biện pháp phòng,\n"
        "chống dịch trong tình hình mới          KHẨN\nKính gửi: UBND các xã, phường.\n"
    )
    assert (form["urgency"], form["subject"]) == (
        "khẩn",
        "tăng cường các biện pháp phòng, chống dịch trong tình hình mới",
    )


def test_whom_the_directed_work_with_is_no_partner_of_the_lead_when_it_is_a_sector() -> None:
    duty = "UBND các huyện chỉ đạo chính quyền các cấp phối hợp với {} triển khai dập dịch."
    assert only_task(duty.format("ngành y tế"))["cooperate"] == []
    assert said(only_task(duty.format("Công an huyện"))["cooperate"]) == ["Công an huyện"]


def test_the_paragraph_behind_a_table_is_no_part_of_its_last_row() -> None:
    form = letter(
        "UBND tỉnh yêu cầu:",
        "- Báo cáo kết quả tiêm phòng",
        "Đơn vị chủ trì: UBND các huyện, phối hợp với Sở Tài chính",
        "Thời hạn: Thứ Sáu hằng tuần",
        "Giao Sở Y tế theo dõi, đôn đốc, báo cáo UBND tỉnh trước ngày 10/10/2020.",
    )
    row, after = form["tasks"]
    assert (said(row["cooperate"]), row["deadline"]) == (["Sở Tài chính"], None)
    assert (codes(after["lead"]), after["deadline"]["date"]) == (["SYT"], "2020-10-10")
