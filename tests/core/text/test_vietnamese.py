"""The canonical, folded and ordered forms of Vietnamese text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.text.vietnamese import canonical, fold, fold_each, has_accents, sort_key

LETTERS = st.text(alphabet="aàáảãạăâeèéẹêioòóỏõọôơuùúủũụưyỳýỷqhđnmtcgHOÀUỶ \u0300\u0301\u0323", max_size=30)


@pytest.mark.parametrize(
    ("written", "canon"),
    [
        ("hoà giải", "hòa giải"),
        ("Uỷ ban", "Ủy ban"),
        ("UỶ BAN", "ỦY BAN"),
        ("khoẻ", "khỏe"),
        ("thuý", "thúy"),
        ("hoàn thành", "hoàn thành"),
        ("hòan thành", "hoàn thành"),
        ("hùynh", "huỳnh"),
        ("huỳnh", "huỳnh"),
        ("quý", "quý"),
        ("qúy", "quý"),
        ("ngoài", "ngoài"),
        ("khuỷu", "khuỷu"),
        ("xã Tân Hoà", "xã Tân Hòa"),
    ],
)
def test_both_tone_placements_become_one(written: str, canon: str) -> None:
    assert canonical(written) == canon
    assert canonical(unicodedata.normalize("NFD", written)) == canon


@given(st.one_of(st.text(max_size=40), LETTERS))
def test_canonical_is_idempotent_and_composed(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.one_of(st.text(max_size=40), LETTERS))
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_fold_each_keeps_every_position(text: str) -> None:
    assert len(fold_each(text)) == len(text)


def test_fold_drops_both_marks_and_the_barred_d() -> None:
    assert fold("Đường sắt, đôn đốc, tuyến HUYỆN") == "duong sat, don doc, tuyen huyen"
    assert fold("Uỷ ban") == fold("Ủy ban")
    assert fold_each("Đường sắt") == "duong sat"


def test_accents_are_seen_only_where_they_are() -> None:
    assert has_accents("đàn")
    assert has_accents("ĐAN")
    assert not has_accents("benh vien")
    assert not has_accents("Benh Vien – 2020")


def test_names_sort_in_the_order_of_the_vietnamese_alphabet() -> None:
    names = ["Đại Lộc", "Duy Xuyên", "Ấn", "An", "Ăn", "Ân", "Án", "Tam Kỳ", "Ô", "O", "Ơ"]
    assert sorted(names, key=sort_key) == [
        "An", "Án", "Ăn", "Ân", "Ấn", "Duy Xuyên", "Đại Lộc", "O", "Ô", "Ơ", "Tam Kỳ",
    ]  # fmt: skip
