"""Lines that a page layout broke are joined again, and nothing else is."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.core.directives.sample import GOLD, LETTER, codes, read
from vungxanh.core.directives.normalise import normalise
from vungxanh.kit.extract import extract

FORM = read(LETTER)


def wrapped(text: str, width: int) -> str:
    """Break every paragraph at the same width, as a page does."""
    return "\n".join("\n".join(textwrap.wrap(line, width)) for line in text.split("\n") if line.strip())


def duties(form: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (
            task["section"],
            tuple(ref["name"] for ref in task["lead"]),
            tuple(ref["name"] for ref in task["cooperate"]),
            task["deadline"] and task["deadline"]["date"],
        )
        for task in form["tasks"]
    ]


@pytest.mark.parametrize("width", range(36, 140, 4))
def test_the_letter_reads_the_same_at_every_width(width: int) -> None:
    form = read(wrapped(LETTER, width))
    assert duties(form) == duties(FORM)
    assert [codes(task["lead"]) for task in form["tasks"]] == [codes(task["lead"]) for task in FORM["tasks"]]
    for field in ("number", "symbol", "place", "date", "issuer", "subject", "signature", "cc", "archive"):
        assert form[field] == FORM[field]


@pytest.mark.parametrize("width", [55, 65, 85, 95, 115])
def test_wrapping_other_letters_loses_hardly_a_duty(width: int) -> None:
    """99 of 100 duties keep section, leads, co-operators and deadline."""
    kept = total = 0
    for path in GOLD:
        flat = normalise(extract(f"{path.stem}.txt", path.with_suffix(".txt").read_bytes()).text)
        expected, found = duties(read(flat)), duties(read(wrapped(flat, width)))
        total += len(expected)
        kept += sum(one in found for one in expected)
    assert kept >= 0.99 * total, (kept, total)


WIDE = "x" * 20 + " một dòng dài để trang có chiều rộng rõ ràng, chữ nối tiếp\nchữ sang dòng dưới.\n"


@pytest.mark.parametrize(
    ("broken", "joined"),
    [
        ("- Sở Y tế và Đài Phát thanh\n- Truyền hình tỉnh tuyên truyền.", "Đài Phát thanh - Truyền hình tỉnh"),
        ("giao Phòng Lao động -\nThương binh và Xã hội rà soát.", "Lao động - Thương binh"),
        ("để phòng, chống dịch bệnh Covid-\n19 trên địa bàn.", "Covid-19 trên"),
        ("trình UBND tỉnh trước ngày\n31/3/2024 để quyết định.", "trước ngày 31/3/2024"),
        ("tại các trung tâm, các chợ...\ntrong lĩnh vực phụ trách.", "các chợ... trong lĩnh vực"),
    ],
)
def test_a_break_inside_a_name_a_date_or_a_clause_is_mended(broken: str, joined: str) -> None:
    assert joined in normalise(broken)


def test_an_article_spoken_of_opens_no_article() -> None:
    text = normalise(WIDE * 5 + "Điều 4. Chánh Văn phòng và các ông có tên tại\nĐiều 1 chịu trách nhiệm thi hành.")
    assert "có tên tại Điều 1 chịu trách nhiệm" in text


def test_a_body_is_not_joined_to_the_last_addressee() -> None:
    body = "Theo báo cáo của Sở Y tế, tình hình dịch bệnh trên địa bàn còn diễn biến phức tạp, khó lường trước"
    letter = f"Kính gửi: Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương\n{wrapped(body * 6, 64)}"
    assert normalise(letter).split("\n")[1].startswith("Theo báo cáo")


@pytest.mark.parametrize("stem", [path.stem for path in GOLD if path.stem.startswith(("71", "78", "92"))])
def test_two_columns_and_wrapped_lines_of_a_text_layer_read_whole(stem: str) -> None:
    path = Path(GOLD[0]).parent / f"{stem}.txt"
    form = read(path.read_text(encoding="utf-8"))
    assert form["number"]
    assert form["date"]
    assert all(task["lead"] for task in form["tasks"])
