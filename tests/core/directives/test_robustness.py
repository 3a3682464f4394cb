"""The reader never raises, and its spans always index the text it returns."""

from __future__ import annotations

from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.directives.sample import LETTER, read
from vungxanh.kit.extract.tables import with_tables

PIECES = st.sampled_from(
    [
        "Số: 12/UBND-VX",
        "Kính gửi:",
        "- Sở Y tế;",
        "1. ",
        "a) ",
        "+ ",
        "Điều 2. ",
        "Giao Sở Y tế chủ trì, phối hợp với ",
        "Công an tỉnh",
        "UBND các huyện, thị xã, thành phố",
        "trước ngày 31/02/2020",
        "trong vòng 999 ngày kể từ ngày ký",
        ":",
        ";",
        "Nơi nhận:",
        "TM. ỦY BAN NHÂN DÂN",
        "- Lưu: VT, (",
        "CHỦ TỊCH",
        "Nguyễn Văn A",
        "\n",
        "\n\n",
        "\f",
        " ",
        "¹ ",
        "chịu trách nhiệm thi hành",
        "Quảng Nam, ngày 29 tháng 02 năm 2021",
        "QUYẾT ĐỊNH",
        "các Sở: Y tế, ",
        "hằng tháng",
        "ngày 28/12",
        "năm 0001",
        "quý IV/9999",
        "1- ",
        "b/ ",
        "do Công an tỉnh chủ trì",
        "Các huyện ủy, thành ủy",
        "hoàn thành trong tháng 8",
        "Phối hợp: ",
        " - Truyền hình",
        "Đài Phát thanh",
        "Covid-",
        "TT\tNội dung\tChủ trì\n",
    ]
)


def check(text: str) -> None:
    form = read(text)
    for task in form["tasks"]:
        start, end = task["span"]
        assert 0 <= start < end <= len(form["text"])
        assert form["text"][start:end] == task["text"]
        assert 0 <= task["confidence"] <= 1
    for warning in form["warnings"]:
        assert warning["message"]
        assert warning["span"] is None or form["text"][slice(*warning["span"])]


@given(st.text(max_size=300))
def test_arbitrary_text_is_read_without_an_error(text: str) -> None:
    check(text)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_shuffled_pieces_of_letters_are_read_without_an_error(text: str) -> None:
    check(text)


@settings(max_examples=40)
@given(st.integers(0, len(LETTER)), st.integers(0, 400))
def test_a_letter_with_a_hole_is_read_without_an_error(start: int, length: int) -> None:
    check(LETTER[:start] + LETTER[start + length :])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_tables_in_plain_text_are_read_without_an_error(text: str) -> None:
    check(with_tables(text))


def test_reading_takes_time_in_proportion_to_length() -> None:
    """Two hundred pages cost about twice as much as a hundred: nothing is compared with everything before it."""
    start, end = LETTER.index("1. Triển khai"), LETTER.index("UBND tỉnh yêu cầu các cơ quan")
    seconds = []
    for times in (25, 100):
        letter = LETTER[:start] + LETTER[start:end] * times + LETTER[end:]
        began = process_time()
        form = read(letter)
        seconds.append(process_time() - began)
        assert len(form["tasks"]) == 14 * times
    assert seconds[1] < 8 * seconds[0]


def test_an_empty_letter_says_what_it_lacks() -> None:
    form = read("")
    assert form["tasks"] == []
    assert form["number"] is None
    assert {"no_number", "no_date", "no_task", "no_signer"} <= {one["code"] for one in form["warnings"]}


def test_long_hostile_text_is_read_in_bounded_time() -> None:
    """A backtracking pattern would take minutes here."""
    for piece in ("UBND các huyện, ", "Sở Y tế và ", "a, ", "trước ngày ", "( ", "các " * 3, "TM. A ", "1.1.1. "):
        check("Kính gửi: Sở Y tế\n1. " + piece * 1500)
