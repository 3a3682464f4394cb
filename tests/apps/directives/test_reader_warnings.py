"""What the reader noticed, said in the language of the person at the desk."""

from django.utils import translation

from vungxanh.apps.directives.queries.coverage_rules import noted

IMPOSSIBLE = {"code": "impossible_date", "message": "như đã lưu", "span": None, "values": {"words": "30/02/2020"}}


def test_an_impossible_date_is_shown_in_the_language_of_the_desk() -> None:
    (vietnamese,) = noted([IMPOSSIBLE], ())
    with translation.override("en"):
        (english,) = noted([IMPOSSIBLE], ())
    assert "30/02/2020" in vietnamese.message
    assert "30/02/2020" in english.message
    assert vietnamese.message != english.message


def test_a_warning_stored_without_values_is_shown_as_written() -> None:
    (item,) = noted([{"code": "extraction", "message": "Trang 2 không có chữ.", "span": None}], ())
    assert item.message == "Trang 2 không có chữ."


def test_who_is_left_out_of_a_group_is_told_at_the_desk_in_both_languages() -> None:
    values = {"name": "UBND các huyện (trừ huyện Đại Lộc)", "excluded": "huyện Đại Lộc"}
    warnings = [
        {"code": "excluded_units", "message": "như đã lưu", "span": None, "values": values},
        {"code": "excluded_apart", "message": "như đã lưu", "span": None, "values": {**values, "words": "trừ Đại Lộc"}},
        {"code": "people_elsewhere", "message": "như đã lưu", "span": None, "values": {"words": "các ông, bà có tên"}},
    ]
    vietnamese = [item.message for item in noted(warnings, ())]
    with translation.override("en"):
        english = [item.message for item in noted(warnings, ())]
    assert len(vietnamese) == len(english) == 3
    assert all("Đại Lộc" in said for said in (*vietnamese[:2], *english[:2]))
    assert not set(vietnamese) & set(english)
