from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.text.phrases import ELLIPSIS, begun_with_a_capital, shortened

LETTER = (
    "Vận động, hướng dẫn cài đặt ứng dụng đến các hộ dân trên địa bàn quản lý; tuyên truyền thường xuyên thông qua các "
    "nhóm mạng xã hội của khu dân cư, tổ dân phố; định kỳ nhắc lại"
)


def test_a_text_that_fits_stays_whole_in_one_line() -> None:
    assert shortened("Báo cáo  kết quả\nhằng tuần", 40) == "Báo cáo kết quả hằng tuần"


def test_a_long_text_ends_where_a_phrase_ends() -> None:
    assert shortened(LETTER, 90) == "Vận động, hướng dẫn cài đặt ứng dụng đến các hộ dân trên địa bàn quản lý…"
    assert shortened("Các Sở, Ban ngành, đoàn thể của tỉnh; các huyện", 32) == "Các Sở, Ban ngành…"


def test_without_a_phrase_that_fills_half_of_the_room_whole_words_stand_and_none_leads_on() -> None:
    assert shortened("Sở Thông tin và Truyền thông chủ trì phối hợp với các đơn vị", 55) == (
        "Sở Thông tin và Truyền thông chủ trì phối hợp…"
    )


def test_a_bracket_is_not_left_open() -> None:
    assert shortened("Công ty Quảng cáo ngoài trời Tam Kỳ (mẫu trình diễn)", 40) == (
        "Công ty Quảng cáo ngoài trời Tam Kỳ…"
    )
    assert shortened("Ủy ban nhân dân xã Trà Linh (huyện Nam Trà My) báo cáo", 48) == (
        "Ủy ban nhân dân xã Trà Linh (huyện Nam Trà My)…"
    )


def test_one_endless_word_is_cut_anyway() -> None:
    assert shortened("a" * 50, 10) == "a" * 9 + ELLIPSIS


@given(st.text("aăđ ,;:.-()và ", max_size=200), st.integers(4, 60))
def test_a_shortened_text_is_its_beginning_and_never_longer_than_allowed(text: str, most: int) -> None:
    cut = shortened(text, most)
    assert len(cut) <= most
    assert " ".join(text.split()).startswith(cut.removesuffix(ELLIPSIS))


def test_only_the_first_letter_becomes_large() -> None:
    assert begun_with_a_capital("triển khai ứng dụng CNTT") == "Triển khai ứng dụng CNTT"
    assert begun_with_a_capital("đẩy mạnh") == "Đẩy mạnh"
    assert begun_with_a_capital("") == ""
