"""A limit told before the verb, or before the subject, is a limit all the same."""

from __future__ import annotations

import pytest

from tests.core.directives.sample import codes, read
from tests.core.directives.test_interrupted_lists import HEAD


@pytest.mark.parametrize(
    ("duty", "verb", "day"),
    [
        ("Trong vòng 05 ngày kể từ ngày ký văn bản này, Sở Y tế báo cáo kết quả.", "báo cáo", "2020-08-02"),
        ("Sở Y tế trong vòng 05 ngày kể từ ngày ký văn bản này báo cáo kết quả.", "báo cáo", "2020-08-02"),
        ("Sở Y tế trong tháng 8/2020 báo cáo kết quả.", "báo cáo", "2020-08-31"),
        ("Sở Y tế trước ngày 15/8 báo cáo kết quả.", "báo cáo", "2020-08-15"),
        ("Sở Y tế chậm nhất ngày 20/8/2020 hoàn thành việc rà soát.", "hoàn thành", "2020-08-20"),
        ("Sở Y tế báo cáo trước ngày mùng 5/9.", "báo cáo", "2020-09-05"),
        ("Sở Y tế báo cáo không chậm hơn ngày 20/8/2020.", "báo cáo", "2020-08-20"),
        ("Không chậm hơn ngày 20/8/2020, Sở Y tế báo cáo.", "báo cáo", "2020-08-20"),
        ("Sở Y tế không quá ngày 20/8/2020 báo cáo kết quả.", "báo cáo", "2020-08-20"),
        ("Không quá 1/3 số cán bộ làm việc tại nhà, Sở Y tế bố trí người trực.", "bố trí", None),
    ],
)
def test_the_subject_its_verb_and_the_limit_are_read(duty: str, verb: str, day: str | None) -> None:
    (task,) = read(f"{HEAD}1. {duty}")["tasks"]
    assert codes(task["lead"]) == ["SYT"]
    assert task["verb"] == verb
    assert (task["deadline"] or {"date": None})["date"] == day


def test_a_person_and_the_post_are_one_lead() -> None:
    body = "3. Văn phòng Sở Y tế; bà Nguyễn Thị Lan, Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này."
    (task,) = read(HEAD + body)["tasks"]
    assert [ref["text"] for ref in task["lead"]] == ["Văn phòng Sở Y tế", "bà Nguyễn Thị Lan, Chánh Văn phòng"]


def test_each_of_two_persons_with_posts_is_kept() -> None:
    body = "4. Ông Nguyễn Văn Hai, Trưởng phòng Nghiệp vụ Y; bà Lê Thị Ba, Phó Chánh Thanh tra theo dõi việc thực hiện."
    (task,) = read(HEAD + body)["tasks"]
    assert [ref["text"] for ref in task["lead"]] == [
        "Ông Nguyễn Văn Hai, Trưởng phòng Nghiệp vụ Y",
        "bà Lê Thị Ba, Phó Chánh Thanh tra",
    ]


def test_people_named_elsewhere_in_the_letter_are_not_dropped_in_silence() -> None:
    body = (
        "Điều 3. Chánh Văn phòng UBND tỉnh, Giám đốc Sở Y tế và các ông, bà có tên tại Điều 1 chịu trách nhiệm "
        "thi hành Quyết định này."
    )
    form = read(HEAD + body)
    assert codes(form["tasks"][0]["lead"]) == ["VP-UBND", "SYT"]
    (one,) = [one for one in form["warnings"] if one["code"] == "people_elsewhere"]
    assert one["values"] == {"words": "các ông, bà có tên tại Điều 1"}
