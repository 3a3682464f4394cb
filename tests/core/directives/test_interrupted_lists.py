"""A list goes on behind a paragraph in its middle; nothing below it is lost or given to everybody."""

from __future__ import annotations

import pytest

from tests.core.directives.sample import LETTER, codes, read

HEAD = """UBND TỈNH QUẢNG NAM

Số: 12/UBND-KGVX

Quảng Nam, ngày 28 tháng 7 năm 2020

Kính gửi:
- Các sở, ban, ngành;
- UBND các huyện, thị xã, thành phố.

Thực hiện chỉ đạo của Thủ tướng Chính phủ về công tác tiêm chủng, UBND tỉnh yêu cầu:
"""
LIST = "1. Sở Y tế:\n- Rà soát danh sách.\n{middle}\n- Tổ chức tiêm chủng.\n2. Sở Tài chính:\n- Bố trí kinh phí."


def tasks(body: str) -> list[tuple[list[str | None], str]]:
    return [(codes(task["lead"]), task["text"]) for task in read(HEAD + body)["tasks"]]


@pytest.mark.parametrize(
    "middle",
    ["Trong đó lưu ý các đối tượng ưu tiên theo quy định hiện hành.", "(Chi tiết tại Phụ lục kèm theo)"],
)
def test_a_paragraph_between_bullets_belongs_to_the_bullet_above(middle: str) -> None:
    assert tasks(LIST.format(middle=middle)) == [
        (["SYT"], f"Rà soát danh sách.\n{middle}"),
        (["SYT"], "Tổ chức tiêm chủng."),
        (["STC"], "Bố trí kinh phí."),
    ]


def test_an_order_between_bullets_stays_a_task_and_the_list_goes_on() -> None:
    order = "Để kịp thời, UBND tỉnh giao Sở Nội vụ rà soát biên chế."
    assert [lead for lead, _ in tasks(LIST.format(middle=order))] == [["SYT"], ["SNV"], ["SYT"], ["STC"]]


def test_a_page_number_between_bullets_is_nothing() -> None:
    assert tasks(LIST.format(middle="2"))[0][1] == "Rà soát danh sách."


def test_numbers_and_letters_go_on_where_their_order_does() -> None:
    body = (
        "I. Nhiệm vụ\n1. Sở Y tế:\na) Rà soát danh sách.\nTrong đó lưu ý các đối tượng ưu tiên.\n"
        "b) Tổ chức tiêm chủng.\nNguồn vắc xin do Bộ Y tế cấp.\n2. Sở Tài chính:\n- Bố trí kinh phí."
    )
    form = read(HEAD + body)
    assert [(task["section"], codes(task["lead"])) for task in form["tasks"]] == [
        ("I.1.a", ["SYT"]),
        ("I.1.b", ["SYT"]),
        ("I.2", ["STC"]),
    ]


@pytest.mark.parametrize("mark", ["'", "’", "`"])
def test_a_footnote_whose_number_was_recognised_as_an_apostrophe_is_kept(mark: str) -> None:
    form = read(LETTER.replace("¹ ", mark).replace("¹", mark + " "))
    assert len(form["tasks"]) == 14
    assert sum(len(task["lead"]) for task in form["tasks"]) == 25
    assert form["footnotes"][0].startswith("Cài ứng dụng")
