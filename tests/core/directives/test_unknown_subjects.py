"""Nothing is lost in silence: somebody nobody lists still gets the duty, and what gave no task is named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.directives.sample import codes, only_task, ordered, read, warned

PLAN = """ỦY BAN NHÂN DÂN
TỈNH QUẢNG NAM
Số: 4301/KH-UBND
Quảng Nam, ngày 05 tháng 8 năm 2020
KẾ HOẠCH
Phòng, chống hạn
"""
DECISION = """ỦY BAN NHÂN DÂN
TỈNH QUẢNG NAM
Số: 2100/QĐ-UBND
Quảng Nam, ngày 05 tháng 8 năm 2020
QUYẾT ĐỊNH
Về việc thành lập Ban Chỉ đạo
ỦY BAN NHÂN DÂN TỈNH QUẢNG NAM
Thực hiện Chỉ thị số 04/CT-TTg của Thủ tướng Chính phủ, yêu cầu các địa phương thành lập Ban Chỉ đạo;
QUYẾT ĐỊNH:
"""
REPLY = """BỘ TÀI CHÍNH
Số: 8813/BTC-QLCS
Hà Nội, ngày 14 tháng 8 năm 2020
Kính gửi: Sở Tài chính tỉnh Bình Phước
Bộ Tài chính có ý kiến như sau:
"""


def unread(form: dict[str, Any]) -> list[str]:
    return [one["values"]["words"] for one in form["warnings"] if one["code"] == "item_without_task"]


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ("Nghiệp đoàn nghề cá tổ chức tuyên truyền đến ngư dân.", ["Nghiệp đoàn nghề cá"]),
        ("Cơ sở cai nghiện ma túy tỉnh quản lý chặt học viên.", ["Cơ sở cai nghiện ma túy tỉnh"]),
        ("Ga Tam Kỳ, Bến xe Quảng Nam đo thân nhiệt hành khách.", ["Ga Tam Kỳ", "Bến xe Quảng Nam"]),
        ("Thủy điện Sông Tranh 2 xả nước theo quy trình.", ["Thủy điện Sông Tranh 2"]),
        ("Các phóng viên thường trú viết bài phản ánh.", ["Các phóng viên thường trú"]),
        ("Yêu cầu chủ các cơ sở giết mổ đăng ký kiểm dịch.", ["chủ các cơ sở giết mổ"]),
        ("Riêng EVNGENCO1 hoàn thành sửa chữa tổ máy.", ["EVNGENCO1"]),
    ],
)
def test_whoever_stands_where_a_subject_stands_gets_the_duty_with_little_confidence(
    item: str, names: list[str]
) -> None:
    form = ordered(item)
    (task,) = form["tasks"]
    assert [ref["text"] for ref in task["lead"]] == names
    assert set(codes(task["lead"])) == {None}
    assert task["confidence"] < 0.5
    assert "unresolved_name" in warned(form)


def test_a_later_sentence_with_a_proper_name_is_a_task_and_one_without_is_pointed_at() -> None:
    form = ordered("Sở Y tế rà soát danh sách. Chợ Tam Kỳ phân luồng người mua.", "Sở Y tế kiểm tra. Tài xế khai báo.")
    assert [task["lead"][0]["text"] for task in form["tasks"]] == ["Sở Y tế", "Chợ Tam Kỳ", "Sở Y tế"]
    second = [one["values"]["words"] for one in form["warnings"] if one["code"] == "second_subject"]
    assert second == ["Tài xế khai báo."]


def test_a_strange_name_below_a_heading_stays_with_the_heading_and_is_pointed_at() -> None:
    form = ordered("UBND các huyện:\n- Rà soát danh sách hộ nghèo.\n- Cụm công nghiệp Trường Xuân lắp đặt camera.")
    assert [codes(task["lead"]) for task in form["tasks"]] == [["districts"], ["districts"]]
    assert "second_subject" in warned(form)


@pytest.mark.parametrize(
    "item",
    [
        "Các biện pháp phòng dịch phải được thực hiện nghiêm.",
        "Chương trình phát sóng vào 18 giờ các ngày trong tuần.",
        "Những người về từ vùng dịch phải cách ly tại nhà.",
    ],
)
def test_a_thing_is_nobody_and_its_item_is_named(item: str) -> None:
    form = ordered("Sở Y tế rà soát danh sách.", item)
    assert len(form["tasks"]) == 1
    assert [words[:15] for words in unread(form)] == [item[:15]]


def test_an_unread_paragraph_of_an_unnumbered_letter_is_named() -> None:
    form = read(
        "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NAM\nSố: 4303/UBND-KT\nQuảng Nam, ngày 05 tháng 8 năm 2020\n"
        "Kính gửi: UBND các huyện, thị xã, thành phố.\n\nHợp tác xã Duy Sơn đã che chắn chuồng trại. Chủ tịch UBND "
        "tỉnh yêu cầu:\n\nSở Y tế kiểm tra các bếp ăn.\n\nTrại giống lúa Thạch Đài gieo dự phòng 5 ha mạ.\n\n"
        "Kết quả thực hiện báo cáo về UBND tỉnh trước 15 giờ hằng ngày.\n"
    )
    assert [codes(task["lead"]) for task in form["tasks"]] == [["SYT"], ["districts"]]
    assert form["tasks"][1]["recurrence"] == "trước 15 giờ hằng ngày"
    assert unread(form) == ["Trại giống lúa Thạch Đài gieo dự phòng 5 ha mạ."]


def test_a_plans_bare_duties_bind_nobody_and_are_named() -> None:
    form = read(
        PLAN + "I. MỤC ĐÍCH\n1. Bảo đảm đủ nước cho sinh hoạt của nhân dân.\nII. NỘI DUNG\n"
        "1. Ưu tiên nước cho sinh hoạt, chăn nuôi.\n2. Nạo vét kênh mương, sửa chữa trạm bơm.\n"
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính bố trí kinh phí.\n"
    )
    assert [codes(task["lead"]) for task in form["tasks"]] == [["STC"]]
    assert unread(form) == ["Ưu tiên nước cho sinh hoạt, chăn nuôi.", "Nạo vét kênh mương, sửa chữa trạm bơm."]


def test_the_grounds_of_a_decision_and_what_a_body_may_do_are_no_duties() -> None:
    form = read(DECISION + "Điều 1. Sở Y tế bảo đảm hậu cần. Ban Chỉ đạo được sử dụng con dấu của Sở Y tế.\n")
    assert [codes(task["lead"]) for task in form["tasks"]] == [["SYT"]]
    assert unread(form) == []


def test_what_the_law_says_in_a_reply_is_no_duty() -> None:
    law = "1. Theo quy định tại Điều 43 Luật Quản lý, sử dụng tài sản công, tài sản được bán. "
    form = read(REPLY + law + "Cơ quan được giao bán tài sản có trách nhiệm tổ chức đấu giá.\n")
    assert form["tasks"] == []


@pytest.mark.parametrize(
    "closing",
    [
        "Trân trọng cảm ơn sự phối hợp của Quý cơ quan./.",
        "Văn phòng UBND tỉnh thông báo để các cơ quan, đơn vị biết, thực hiện./.",
        "UBND tỉnh yêu cầu các cơ quan, đơn vị, địa phương nghiêm túc triển khai thực hiện./.",
        "Thông tin chi tiết xin liên hệ: ông Trần Văn Bảy, chuyên viên Sở Y tế.",
    ],
)
def test_the_courtesies_that_end_a_letter_are_not_named(closing: str) -> None:
    assert unread(ordered(f"Sở Y tế rà soát danh sách.\n\n{closing}")) == []


@pytest.mark.parametrize(
    ("item", "lead"),
    [
        ("Đối với vướng mắc về xét nghiệm, Sở Y tế hướng dẫn thống nhất.", "SYT"),
        ("Về kinh phí, Sở Tài chính cân đối, bố trí nguồn.", "STC"),
        ("Đối với nội dung kiến nghị của doanh nghiệp: Sở Công Thương tham mưu trả lời.", "SCT"),
        ("Đối với các xã miền núi, Sở Giao thông vận tải khảo sát đường.", "SGTVT"),
        ("Liên quan đến đề xuất của Hội Nông dân tỉnh, Sở Nội vụ xem xét.", "SNV"),
        ("Trong quá trình thực hiện, Sở Nội vụ chịu trách nhiệm theo dõi tiến độ.", "SNV"),
        ("Kiểm soát giá cả thị trường: Sở Công Thương kiểm tra các chợ.", "SCT"),
        ("Căn cứ tình hình thực tế, UBND các huyện quyết định cho học sinh nghỉ học.", "districts"),
        ("Trên cơ sở đề xuất của Sở Y tế, Sở Tài chính tham mưu bố trí kinh phí.", "STC"),
        ("Nếu mưa lớn, UBND các huyện tổ chức sơ tán dân.", "districts"),
        ("Cùng với việc tuyên truyền, Sở Y tế xử lý tin giả.", "SYT"),
    ],
)
def test_a_topic_before_the_subject_binds_nobody(item: str, lead: str) -> None:
    assert codes(only_task(item)["lead"]) == [lead]


@pytest.mark.parametrize(
    ("item", "cooperate"),
    [
        ("Sở Y tế tổ chức diễn tập, có sự tham gia của Công an tỉnh và Bộ Chỉ huy Quân sự tỉnh.", ["CAT", "BCHQS"]),
        ("Sở Y tế kiểm tra các chung cư, mời Thanh tra tỉnh cùng tham gia.", ["TTT"]),
        ("Sở Y tế, với sự hỗ trợ của Sở Tài chính, triển khai khám từ xa.", ["STC"]),
        ("Sở Y tế cùng với Hội Chữ thập đỏ tỉnh chuẩn bị máu.", ["HCTD"]),
    ],
)
def test_whoever_takes_part_cooperates(item: str, cooperate: list[str]) -> None:
    task = only_task(item)
    assert (codes(task["lead"]), codes(task["cooperate"])) == (["SYT"], cooperate)


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ("Phòng Kế hoạch tổng hợp tổng hợp số liệu.", ["Phòng Kế hoạch tổng hợp"]),
        ("Ban Kinh doanh đầu mối theo dõi số liệu.", ["Ban Kinh doanh"]),
        (
            "Phòng Công tác xã hội, phòng Hành chính quản trị bố trí lực lượng.",
            ["Phòng Công tác xã hội", "phòng Hành chính quản trị"],
        ),
        (
            "Trung tâm Huyết học - Truyền máu cùng với Hội Chữ thập đỏ tỉnh chuẩn bị máu.",
            ["Trung tâm Huyết học - Truyền máu"],
        ),
        (
            "Trung tâm Kỹ thuật và bảo vệ cây trồng, vật nuôi huyện hướng dẫn che phủ.",
            ["Trung tâm Kỹ thuật và bảo vệ cây trồng, vật nuôi huyện"],
        ),
        ("Các Tổng công ty Phát điện 1, 2, 3 dự trữ than.", ["Các Tổng công ty Phát điện 1, 2, 3"]),
        ("Các đoàn thể chính trị - xã hội tỉnh vận động hội viên.", ["Các đoàn thể chính trị - xã hội tỉnh"]),
    ],
)
def test_a_name_is_neither_cut_nor_carried_too_far(item: str, names: list[str]) -> None:
    assert [ref["text"] for ref in only_task(item)["lead"]] == names


def test_each_of_three_who_do_something_in_one_sentence_has_a_task() -> None:
    form = ordered("Sở Nội vụ lập danh sách, Sở Tài chính cấp kinh phí, Kho bạc Nhà nước tỉnh thanh toán.")
    assert [codes(task["lead"]) for task in form["tasks"]] == [["SNV"], ["STC"], ["KBNN"]]


def test_another_subject_behind_meanwhile_has_a_task_of_its_own() -> None:
    form = ordered("UBND huyện Núi Thành tiêu hủy cá chết ngay; đồng thời Sở Y tế giám sát chất lượng nước.")
    assert [codes(task["lead"]) for task in form["tasks"]] == [["517"], ["SYT"]]


def test_who_only_reported_before_the_orders_does_not_lead_them() -> None:
    form = read(
        "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NAM\nSố: 4302/UBND-KT\nQuảng Nam, ngày 05 tháng 8 năm 2020\n"
        "Kính gửi: UBND các huyện, thị xã, thành phố.\n"
        "Sở Y tế báo cáo tại Công văn số 912/SYT-NVY ngày 01/8/2020, Chủ tịch UBND tỉnh có ý kiến chỉ đạo như sau:\n"
        "1. Rà soát danh sách người về từ vùng dịch.\n"
    )
    assert [codes(task["lead"]) for task in form["tasks"]] == [["districts"]]
    assert "preamble_differs" not in warned(form)
