"""Every warning can be said in both languages from its code and values alone."""

from __future__ import annotations

import re

import pytest

from tests.core.directives.sample import GOLD, directory, read
from vungxanh.core.directives.cautions import sentence
from vungxanh.core.directives.jsonform import warning
from vungxanh.core.directives.reader import read_directive
from vungxanh.core.text.vietnamese import has_accents
from vungxanh.kit.extract import extract

BARE = "TỐI MẬT\n\n- Giao Hạt Lạ chủ trì kiểm tra trong vòng 5 ngày làm việc kể từ ngày ký.\n- Rà soát toàn bộ máy móc."


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_stored_warnings_are_said_again_in_the_same_words(path) -> None:  # type: ignore[no-untyped-def]
    text = extract(f"{path.stem}.txt", path.with_suffix(".txt").read_bytes()).text
    for one in read(text)["warnings"]:
        assert sentence(one["code"], one["values"]) == one["message"]


def test_dateless_deadlines_are_told_in_english() -> None:
    head = "Số: 5/UBND-VX\nKính gửi: Sở Y tế\n"
    duties = "1. Giao Sở Y tế báo cáo trước ngày 25/5.\n2. Giao Sở Y tế kiểm tra các cơ sở chậm nhất là 30/02/2020.\n"
    foot = "Nơi nhận:\n- Như trên;\n- Lưu: VT.\nCHỦ TỊCH\nNguyễn Văn An\n"
    said = {one.code: one.sentence("en") for one in read_directive(head + duties + foot, directory()).warnings}
    assert "30/02/2020" in said["impossible_date"]
    assert "25/5" in said["deadline_year"]


def test_english_sentences_keep_only_names_in_vietnamese() -> None:
    cautions = read_directive(BARE, directory()).warnings
    assert {"secret", "no_number", "no_date", "no_issuer", "no_signer"} <= {one.code for one in cautions}
    for one in cautions:
        said = warning(one, "en")
        assert said["code"] == one.code
        plain = re.sub(r"“[^”]*”|\([^)]*\)", "", said["message"])
        assert not has_accents(plain), said
        assert said["message"] != one.message
