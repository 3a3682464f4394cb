"""Cells as people and spreadsheets write them."""

from datetime import date

import pytest

from vungxanh.apps.cases.exchange import cells
from vungxanh.apps.cases.models import Class, Classification, Setting, Sex


@pytest.mark.parametrize(
    "text", ["28/07/2020", "28-7-2020", "28.07.2020", "2020-07-28", "2020/7/28", "44040", "2020-07-28 00:00:00"]
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert cells.day(text) == date(2020, 7, 28)


@pytest.mark.parametrize(
    "text", ["31/02/2020", "28/07", "hôm qua", "2020-13-01", "28/07/20", "0", "9" * 40, "٢٨/٠٧/٢٠٢٠"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert cells.day(text) is None


def test_a_day_without_a_year_is_near_today_only_where_a_day_is_given() -> None:
    assert cells.day("14/8", today=date(2020, 8, 17)) == date(2020, 8, 14)
    found = cells.moment("14/8 9h", today=date(2020, 8, 17))
    assert found
    assert found.earliest.isoformat() == "2020-08-14T09:00:00+07:00"


def test_words_are_read_with_and_without_marks() -> None:
    assert (cells.sex("Nữ"), cells.sex("MALE"), cells.sex("?")) == (Sex.FEMALE, Sex.MALE, None)
    assert cells.classification("Ca nghi ngờ") == Classification.SUSPECTED
    assert cells.classification("NO_CASE") == Classification.NOT_A_CASE
    assert cells.classification("Not a Case (Discarded)") == Classification.NOT_A_CASE
    assert cells.level("HIGH_RISK") == Class.HIGH
    assert (cells.setting("cùng nhà"), cells.setting("ở chợ")) == (Setting.HOUSEHOLD, Setting.OTHER)
    assert (cells.yes("Có"), cells.yes("không"), cells.yes("có lẽ")) == (True, False, None)
    assert (cells.whole("34.0"), cells.whole("34,5"), cells.whole("-1")) == (34, None, None)


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        ("ăn cùng; an cung; Ăn chung; đám cưới; hàng xóm", Setting.SOCIAL),
        ("cùng làm; làm cùng; đồng nghiệp; cùng lớp; dong nghiep", Setting.WORK),
        ("xe khách; XE KHACH; đi cùng xe; máy bay", Setting.TRANSPORT),
        ("ở cùng nhà; người nhà; vợ", Setting.HOUSEHOLD),
        ("nằm viện; phòng khám", Setting.CARE),
        ("đi chợ; chợ; siêu thị", Setting.OTHER),
    ],
)
def test_settings_are_known_as_people_write_them(words: str, setting: Setting) -> None:
    assert {word: cells.known_setting(word.strip()) for word in words.split(";")} == dict.fromkeys(
        words.split(";"), setting
    )
