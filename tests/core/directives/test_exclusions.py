"""A group with somebody left out does not stand for all of them: a person chooses the units."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.directives.sample import codes, read, warned
from tests.core.directives.test_interrupted_lists import HEAD
from vungxanh.core.directives.cautions import sentence

DISTRICTS = "UBND các huyện, thị xã, thành phố"


def letter(body: str) -> dict[str, Any]:
    return read(HEAD + body)


def excluded(form: dict[str, Any]) -> list[str]:
    return [one["values"]["excluded"] for one in form["warnings"] if one["code"] == "excluded_units"]


@pytest.mark.parametrize(
    ("who", "left_out"),
    [
        (f"{DISTRICTS} (trừ huyện Đại Lộc)", "huyện Đại Lộc"),
        (f"{DISTRICTS} (trừ Đại Lộc và Duy Xuyên)", "Đại Lộc và Duy Xuyên"),
        (f"{DISTRICTS}, trừ thành phố Hội An", "thành phố Hội An"),
        (f"{DISTRICTS} ngoại trừ Tam Kỳ, Hội An, Điện Bàn", "Tam Kỳ, Hội An, Điện Bàn"),
        (f"{DISTRICTS} (không bao gồm huyện Nam Trà My)", "huyện Nam Trà My"),
        (f"{DISTRICTS} (riêng huyện Nam Trà My không thực hiện)", "huyện Nam Trà My"),
        (f"{DISTRICTS} trừ các huyện miền núi", "các huyện miền núi"),
        ("UBND các xã, phường, thị trấn (trừ các xã thuộc huyện Đại Lộc)", "các xã thuộc huyện Đại Lộc"),
        ("Các Sở, Ban, ngành (ngoại trừ Sở Y tế)", "Sở Y tế"),
        ("Các Sở, Ban, ngành, ngoại trừ Sở Y tế và Công an tỉnh", "Sở Y tế và Công an tỉnh"),
        ("Các địa phương (trừ huyện Đại Lộc)", "huyện Đại Lộc"),
        ("Các doanh nghiệp (trừ doanh nghiệp nhà nước)", "doanh nghiệp nhà nước"),
    ],
)
def test_a_group_with_somebody_left_out_keeps_its_words_and_has_no_code(who: str, left_out: str) -> None:
    form = letter(f"1. {who}, tổ chức khai báo y tế trước ngày 30/9/2020.".replace("),", ")"))
    (task,) = form["tasks"]
    assert task["lead"] == [{"text": who, "name": who, "code": None}]
    assert task["lead_mode"] == "each"
    assert task["confidence"] < 0.6
    assert left_out in task["text"]
    assert excluded(form) == [left_out]


@pytest.mark.parametrize(
    "duty",
    [
        f"{DISTRICTS} tổ chức khai báo y tế (trừ huyện Đại Lộc).",
        f"{DISTRICTS} tổ chức khai báo y tế, trừ huyện Đại Lộc.",
        f"{DISTRICTS} tổ chức khai báo y tế, riêng huyện Đại Lộc chưa thực hiện.",
        f"{DISTRICTS} tổ chức khai báo y tế. Riêng huyện Đại Lộc không phải thực hiện.",
        f"{DISTRICTS} tổ chức khai báo y tế (huyện Đại Lộc không phải thực hiện).",
        f"Trừ huyện Đại Lộc, {DISTRICTS} tổ chức khai báo y tế.",
    ],
)
def test_somebody_left_out_elsewhere_in_the_duty_is_left_out_too(duty: str) -> None:
    form = letter(f"1. {duty}")
    (task,) = form["tasks"]
    assert codes(task["lead"]) == [None]
    assert "huyện Đại Lộc" in task["lead"][0]["text"]
    assert excluded(form) == ["huyện Đại Lộc"]


def test_items_below_a_heading_with_somebody_left_out_share_it() -> None:
    form = letter(f"1. {DISTRICTS} (trừ huyện Đại Lộc):\n- Tổ chức khai báo y tế.\n- Báo cáo kết quả.")
    assert [codes(task["lead"]) for task in form["tasks"]] == [[None], [None]]
    assert excluded(form) == ["huyện Đại Lộc"]


def test_the_exclusion_concerns_the_group_that_could_hold_it() -> None:
    form = letter(f"1. Các Sở, Ban, ngành, {DISTRICTS} (trừ Sở Y tế) tổ chức khai báo y tế.")
    assert codes(form["tasks"][0]["lead"]) == [None, "districts"]
    form = letter(f"1. Sở Y tế, {DISTRICTS} (trừ huyện Đại Lộc), Công an tỉnh tổ chức khai báo y tế.")
    assert codes(form["tasks"][0]["lead"]) == ["SYT", None, "CAT"]


def test_a_cooperating_group_loses_its_code_as_well() -> None:
    form = letter(f"1. Sở Y tế phối hợp với {DISTRICTS} (trừ huyện Đại Lộc) tổ chức khai báo y tế.")
    (task,) = form["tasks"]
    assert (codes(task["lead"]), codes(task["cooperate"])) == (["SYT"], [None])
    assert excluded(form) == ["huyện Đại Lộc"]


@pytest.mark.parametrize(
    "duty",
    [
        f"{DISTRICTS} tổ chức diệt trừ lăng quăng, loại trừ mầm bệnh.",
        f"{DISTRICTS} báo cáo hằng ngày (trừ Chủ nhật).",
        f"{DISTRICTS} (trừ trường hợp bất khả kháng) báo cáo hằng ngày.",
        f"{DISTRICTS} báo cáo kinh phí, không bao gồm kinh phí của các xã.",
        f"{DISTRICTS} kiểm tra các doanh nghiệp, trừ doanh nghiệp nhà nước.",
    ],
)
def test_what_leaves_out_no_unit_of_the_group_changes_nothing(duty: str) -> None:
    form = letter(f"1. {duty}")
    assert codes(form["tasks"][0]["lead"]) == ["districts"]
    assert not warned(form) & {"excluded_units", "excluded_apart"}


@pytest.mark.parametrize(
    "duty",
    [
        "Riêng huyện Đại Lộc chưa báo cáo, yêu cầu khẩn trương gửi báo cáo trước ngày 5/8/2020.",
        "Riêng huyện Đại Lộc báo cáo trước ngày 5/8/2020.",
        "Riêng huyện Đại Lộc không tổ chức lễ hội đông người.",
    ],
)
def test_somebody_singled_out_to_do_something_has_a_duty(duty: str) -> None:
    form = letter(f"1. {duty}")
    assert [codes(task["lead"]) for task in form["tasks"]] == [["506"]]
    assert not warned(form) & {"excluded_units", "excluded_apart"}


@pytest.mark.parametrize(
    "apart",
    ["2. Riêng huyện Đại Lộc không thực hiện nội dung này.", "Công văn này không áp dụng đối với huyện Đại Lộc."],
)
def test_an_exception_apart_from_the_duties_is_no_duty_and_is_named(apart: str) -> None:
    form = letter(f"1. {DISTRICTS} tổ chức khai báo y tế.\n{apart}")
    assert [codes(task["lead"]) for task in form["tasks"]] == [["districts"]]
    (one,) = [one for one in form["warnings"] if one["code"] == "excluded_apart"]
    assert one["values"]["excluded"] == "huyện Đại Lộc"
    assert "Đại Lộc" in sentence(one["code"], one["values"], "en")
    assert "Đại Lộc" in form["text"][slice(*one["span"])]
