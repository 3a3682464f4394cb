"""What a letter tells of the past is nobody's duty."""

from __future__ import annotations

import pytest

from tests.core.directives.sample import codes, read
from tests.core.directives.test_interrupted_lists import HEAD


def leads(body: str) -> list[list[str | None]]:
    return [codes(task["lead"]) for task in read(HEAD + body)["tasks"]]


@pytest.mark.parametrize(
    "told",
    [
        "3. Về kết quả: các Sở đã tích cực triển khai, UBND các huyện đã hoàn thành.",
        "I. Về kết quả: các đơn vị đã tích cực triển khai.",
        "1. Tồn tại, hạn chế: một số địa phương chưa tổ chức thực hiện tốt.",
        "1. Nguyên nhân: UBND các huyện chậm triển khai.",
        "1. Đánh giá chung: Các Sở, Ban, ngành triển khai kịp thời, UBND các huyện tổ chức tốt.",
        "1. Sở Y tế đã hoàn thành báo cáo.",
        "1. Sở Y tế vừa qua đã triển khai tốt công tác khai báo y tế.",
        "1. Các cơ quan, đơn vị đã nghiêm túc thực hiện nhiệm vụ được giao.",
    ],
)
def test_what_was_done_is_no_duty(told: str) -> None:
    assert leads(told) == []


def test_a_part_headed_by_results_has_no_duties() -> None:
    body = "I. Kết quả đạt được\n1. Các Sở đã tích cực triển khai.\nII. Nhiệm vụ\n1. Sở Y tế báo cáo kết quả."
    assert leads(body) == [["SYT"]]


def test_an_order_behind_what_was_done_binds_whom_it_names() -> None:
    assert leads("1. Sở Y tế đã hoàn thành báo cáo; đề nghị Sở Tài chính bố trí kinh phí.") == [["STC"]]


@pytest.mark.parametrize(
    "duty",
    [
        "1. Sở Y tế triển khai các nội dung đã được phê duyệt.",
        "1. Sở Y tế đã triển khai tốt, yêu cầu tiếp tục phát huy.",
        "1. Sở Y tế đã lập danh sách, nay phải báo cáo UBND tỉnh.",
        "1. Về tình hình thực hiện: Sở Y tế báo cáo trước ngày 5/8/2020.",
        "1. Về kết quả kiểm tra: Sở Y tế tổng hợp, báo cáo UBND tỉnh.",
    ],
)
def test_words_of_the_past_inside_a_duty_leave_it_one(duty: str) -> None:
    assert leads(duty) == [["SYT"]]


def test_bodies_meant_by_what_they_did_are_still_asked() -> None:
    assert len(leads("1. Các đơn vị đã triển khai phần mềm tiếp tục duy trì cập nhật.")) == 1
    assert len(leads("1. Các doanh nghiệp đã đăng ký hoạt động trở lại thực hiện khai báo y tế.")) == 1
