"""TCVN3, VNI and byte encodings are recognised and read back."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.text.legacy import TCVN3, VNI, decode_bytes, decode_legacy, from_tcvn3, from_vni
from vungxanh.core.text.syllables import is_syllable, syllable_share
from vungxanh.core.text.vietnamese import canonical

LETTER = (Path(__file__).parents[2] / "letters" / "4248-UBND-KGVX.txt").read_text(encoding="utf-8")
TO_TCVN3 = {letter: code for code, letter in TCVN3.items()}
TO_VNI = {letter: code for code, letter in reversed(VNI.items())}
SMALL = "".join(letter for letter in TO_TCVN3 if letter.islower())


def tcvn3(text: str) -> str:
    """Write canonical text in TCVN3; capitals with tones fall to small letters, as outside a capital font."""
    return "".join(TO_TCVN3.get(c, TO_TCVN3.get(c.lower(), c)) for c in canonical(text))


def vni(text: str) -> str:
    """Write canonical text in VNI."""
    return "".join(TO_VNI.get(c, c) for c in canonical(text))


@given(st.text(alphabet="bcdghklmnpqrstvx aeiouy" + SMALL, max_size=40))
def test_every_tcvn3_code_decodes_to_the_letter_it_was_made_from(text: str) -> None:
    assert from_tcvn3(tcvn3(text)) == canonical(text)


PARAGRAPHS = [line for line in LETTER.splitlines() if len(line) > 60]


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_each_paragraph_is_recognised_in_every_encoding(paragraph: str) -> None:
    plain = canonical(paragraph)
    assert decode_legacy(plain) == (plain, "unicode")
    assert decode_legacy(vni(plain)) == (plain, "vni")
    text, encoding = decode_legacy(tcvn3(plain))
    assert encoding == "tcvn3"
    assert text.lower() == plain.lower()


def test_the_whole_letter_round_trips_through_vni() -> None:
    assert from_vni(vni(LETTER)) == canonical(LETTER)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_are_read_with_and_without_a_byte_order_mark(codec: str) -> None:
    assert decode_bytes(LETTER.encode(codec)) == (canonical(LETTER), "unicode")


def test_single_byte_files_are_read() -> None:
    sentence = canonical("Sở Y tế chỉ đạo các bệnh viện hướng dẫn người bệnh cài đặt ứng dụng.")
    assert decode_bytes(vni(sentence).encode("latin-1")) == (sentence, "vni")
    assert decode_bytes(tcvn3(sentence).encode("latin-1"))[1] == "tcvn3"


def test_decomposed_text_is_plain_unicode() -> None:
    assert decode_legacy(unicodedata.normalize("NFD", LETTER)) == (canonical(LETTER), "unicode")


def test_western_text_is_left_alone() -> None:
    text = "Le président a déjà reçu la réponse écrite du comité."
    assert decode_legacy(text)[1] == "unicode"


def test_syllables_obey_tone_and_ending() -> None:
    assert all(map(is_syllable, ["nghiêng", "khuỷu", "quyết", "Được", "truyền", "giếng", "thường", "hòa"]))
    assert not any(map(is_syllable, ["bluezone", "quyềt", "strong", "hoàà", "ngx"]))
    assert syllable_share(LETTER) > 0.9


def test_binary_rubbish_with_zero_bytes_is_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        decode_bytes(b"\x80\x00\x00\x00\x00\x81\xfe\x00\x00\x00")


def test_a_line_set_in_a_capital_font_is_capitals_again() -> None:
    lines = "ỦY BAN NHÂN DÂN  CỘNG HÒA\nHồ Quốc Dũng\nCHỈ THỊ"
    assert from_tcvn3(tcvn3("ủY BAN NHâN DâN  CộNG HòA\nHồ Quốc Dũng\nCHỉ THị")) == lines
