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
