"""Bullets and numbers that Word draws are read wherever they are set: by the paragraph or by its style."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from tests.core.directives.sample import codes, read
from tests.kit.extract.test_extract import LINES, PLAIN
from vungxanh.kit.extract import extract


def text_of(document: object) -> str:
    packed = io.BytesIO()
    document.save(packed)  # type: ignore[attr-defined]
    return extract("a.docx", packed.getvalue()).text


def styled(bullets: str, numbers: str | None = None) -> str:
    document = Document()
    for line in LINES:
        if line.startswith("- "):
            document.add_paragraph(line[2:], style=bullets)
        elif numbers and re.match(r"\d\. ", line):
            document.add_paragraph(line[3:], style=numbers)
        else:
            document.add_paragraph(line)
    return text_of(document)


@pytest.mark.parametrize(
    ("bullets", "numbers"), [("List Bullet", None), ("List Bullet", "List Number"), ("List Number", None)]
)
def test_lists_set_by_style_read_to_the_same_tasks(bullets: str, numbers: str | None) -> None:
    form = read(styled(bullets, numbers))
    assert [codes(task["lead"]) for task in form["tasks"]] == PLAIN
    assert [task["section"] for task in form["tasks"]] == ["1"] * 10 + ["2"] * 4


def test_a_style_based_on_a_list_style_is_a_list() -> None:
    document = Document()
    style = document.styles.add_style("Gạch đầu dòng", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["List Bullet"]
    document.add_paragraph("Sở Y tế rà soát", style=style)
    assert text_of(document) == "- Sở Y tế rà soát"


def test_drawn_numbers_count_on() -> None:
    document = Document()
    for words in ("Một", "Hai"):
        document.add_paragraph(words, style="List Number")
    assert text_of(document).split("\n\n") == ["1. Một", "2. Hai"]
