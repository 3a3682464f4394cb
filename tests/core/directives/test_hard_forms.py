"""Forms of words that were once misread: bodies of many areas, owners, limits in words, subjects nobody lists."""

from __future__ import annotations

import pytest

from tests.core.directives.sample import codes, only_task, ordered, read, warned


@pytest.mark.parametrize(
    ("body", "duty"),
    [
        ("Công an các huyện, thị xã, thành phố", "kiểm soát chốt."),
        ("Ban Chỉ huy Quân sự các huyện, thị xã, thành phố", "bố trí lực lượng."),
        ("Hội Nông dân các huyện, thị xã, thành phố", "vận động hội viên."),
        ("Trạm Y tế các xã, phường, thị trấn", "lập danh sách người cách ly."),
        ("Công an các xã, phường, thị trấn", "kiểm tra tạm trú."),
        ("Chi cục Thuế các huyện, thị xã, thành phố", "rà soát hộ kinh doanh."),
    ],
)
def test_a_body_of_many_areas_is_one_unknown_lead_and_binds_no_committee(body: str, duty: str) -> None:
    form = ordered(f"{body} {duty}")
    (task,) = form["tasks"]
    assert [(ref["text"], ref["code"]) for ref in task["lead"]] == [(body, None)]
    assert task["lead_mode"] == "each"
    assert "unresolved_name" in warned(form)


def test_a_committee_after_such_a_body_keeps_its_own_group() -> None:
    task = only_task("Sở Y tế, Công an các huyện, thị xã, thành phố và UBND các xã, phường, thị trấn kiểm soát chốt.")
    assert codes(task["lead"]) == ["SYT", None, "communes"]


@pytest.mark.parametrize(
    "group",
    [
        "Các bệnh viện trực thuộc Bộ Y tế đóng trên địa bàn",
        "Các cơ sở giáo dục đại học trực thuộc Bộ GDĐT",
        "Các doanh nghiệp nhà nước do Trung ương quản lý",
        "UBND các xã thuộc huyện Đại Lộc",
    ],
)
def test_a_group_of_another_owner_is_not_ours(group: str) -> None:
    form = ordered(f"{group} thực hiện phân luồng.")
    (task,) = form["tasks"]
    assert [(ref["text"], ref["code"]) for ref in task["lead"]] == [(group, None)]
    assert task["confidence"] < 0.8
    assert "unresolved_name" in warned(form)


def test_our_own_area_narrows_no_group() -> None:
    assert codes(only_task("Các bệnh viện trên địa bàn tỉnh thực hiện phân luồng.")["lead"]) == ["hospitals"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("trong vòng 3 ngày", None),
        ("trong thời hạn 48 giờ", None),
        ("trong thời hạn 07 ngày làm việc", None),
        ("trong tuần này", None),
        ("trong tuần tới", None),
        ("trong 24 giờ tới", None),
        ("trong tháng này", "2020-08-31"),
        ("trước 10/8/20", "2020-08-10"),
    ],
)
def test_a_limit_in_words_is_never_silent(words: str, day: str | None) -> None:
    form = ordered(f"Sở Y tế báo cáo kết quả {words}.")
    assert form["tasks"][0]["deadline"] == {"date": day, "origin": "text"}
    assert ("deadline_start" in warned(form)) == (day is None)


@pytest.mark.parametrize("words", ["xử lý ổ dịch trong vòng 48 giờ", "cập nhật chậm nhất 24 giờ sau khi tiêm"])
def test_a_limit_for_every_case_is_told_but_is_no_deadline(words: str) -> None:
    form = ordered(f"Sở Y tế {words}.")
    assert form["tasks"][0]["deadline"] is None
    assert "standing_limit" in warned(form)


def test_a_time_that_a_state_lasts_is_no_deadline() -> None:
    assert only_task("Sở Y tế theo dõi người cách ly trong vòng 14 ngày.")["deadline"] is None


def test_a_second_deadline_is_named() -> None:
    form = ordered("Sở Y tế hoàn thành trước ngày 10/8/2020, báo cáo UBND tỉnh trước ngày 20/8/2020.")
    assert form["tasks"][0]["deadline"]["date"] == "2020-08-10"
    (told,) = [one["values"] for one in form["warnings"] if one["code"] == "further_deadline"]
    assert told == {"words": "trước ngày 20/8/2020"}


def test_a_deadline_before_the_letter_stays_and_is_told() -> None:
    form = ordered("Sở Y tế rà soát, xong trước 30/6.")
    assert form["tasks"][0]["deadline"]["date"] == "2020-06-30"
    assert "past_deadline" in warned(form)


@pytest.mark.parametrize(
    "words",
    ["định kỳ 6 tháng (trước ngày 15/6) và cả năm (trước ngày 15/12)", "02 lần/tháng vào ngày 14 và ngày 29"],
)
def test_the_days_of_a_repeat_belong_to_it(words: str) -> None:
    task = only_task(f"Sở Y tế báo cáo {words}.")
    assert (task["recurrence"], task["deadline"]) == (words, None)


def test_a_second_sentence_for_the_areas_is_a_task_of_theirs() -> None:
    tasks = ordered("Sở Xây dựng kiểm tra công trường. Các địa phương rà soát dụng cụ chứa nước.")["tasks"]
    assert [codes(task["lead"]) for task in tasks] == [["SXD"], ["districts"]]


@pytest.mark.parametrize(
    ("item", "leads"),
    [
        (
            "Đặc khu Phú Quốc và UBND huyện Châu Thành theo dõi tình hình.",
            ["Đặc khu Phú Quốc", "UBND huyện Châu Thành"],
        ),
        ("UBND thị trấn Tân An họp dân.", ["UBND thị trấn Tân An"]),
        ("Tổ Covid cộng đồng tuyên truyền đến từng hộ dân.", ["Tổ Covid cộng đồng"]),
    ],
)
def test_an_unknown_subject_still_gets_its_task(item: str, leads: list[str]) -> None:
    form = ordered(item)
    assert [ref["text"] for ref in form["tasks"][0]["lead"]] == leads
    assert set(codes(form["tasks"][0]["lead"])) == {None}
    assert "unresolved_name" in warned(form)


def test_an_ordered_item_without_a_task_is_named() -> None:
    form = ordered("Sở Y tế rà soát danh sách.", "Kinh phí từ nguồn ngân sách tỉnh và các nguồn hợp pháp khác.")
    assert [one["values"]["words"][:8] for one in form["warnings"] if one["code"] == "item_without_task"] == [
        "Kinh phí"
    ]


@pytest.mark.parametrize(
    ("item", "cooperate"),
    [
        ("Sở Y tế chủ trì; Sở Tài chính phối hợp rà soát hồ sơ.", ["STC"]),
        ("Sở Y tế (chủ trì), Sở Tài chính, UBND TP Hội An rà soát.", ["STC", "503"]),
    ],
)
def test_the_one_marked_as_leading_leads_alone(item: str, cooperate: list[str]) -> None:
    task = only_task(item)
    assert (codes(task["lead"]), codes(task["cooperate"])) == (["SYT"], cooperate)


@pytest.mark.parametrize(
    "subject",
    ["UBND các huyện: Đại Lộc, Duy Xuyên, Quế Sơn", "Trưởng các đoàn thể", "Thủ trưởng các cơ quan, đơn vị"],
)
def test_several_named_by_one_plural_work_each_for_themselves(subject: str) -> None:
    assert only_task(f"{subject} vận động người dân.")["lead_mode"] == "each"


def test_departments_of_several_provinces_include_the_home_one() -> None:
    bodies = "Sở Y tế các tỉnh: Quảng Bình, Thừa Thiên Huế, Quảng Nam và thành phố Đà Nẵng"
    form = read(
        f"BỘ Y TẾ\nSố: 4100/BYT-DP\nHà Nội, ngày 03 tháng 8 năm 2020\nKính gửi: {bodies}\n"
        f"Bộ Y tế đề nghị {bodies} thực hiện:\n1. Rà soát danh sách người về từ vùng dịch.\n"
    )
    assert codes(form["addressees"][0]["orgs"]) == [None, None, "SYT", None]
    assert "preamble_differs" not in warned(form)
