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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("28/07/2020 14:30", "2020-07-28T14:30:00+07:00"),
        ("28/07/2020 14h30", "2020-07-28T14:30:00+07:00"),
        ("28/07/2020 lúc 14h", "2020-07-28T14:00:00+07:00"),
        ("2020-07-28T07:30:00Z", "2020-07-28T07:30:00+00:00"),
        ("2020-07-28T14:30:00.000+07:00", "2020-07-28T14:30:00+07:00"),
        ("44040.604167", "2020-07-28T14:30:00+07:00"),
        ("28/07/2020", "2020-07-28T00:00:00+07:00"),
    ],
)
def test_a_moment_is_read_in_viet_nams_time(text: str, said: str) -> None:
    found = cells.moment(text)
    assert found
    assert found.isoformat() == said


def test_a_day_alone_ends_late_where_it_ends_something() -> None:
    found = cells.moment("28/07/2020", late=True)
    assert found
    assert (found.hour, found.minute) == (23, 59)


def test_a_time_that_is_none_is_refused() -> None:
    assert cells.moment("28/07/2020 25:00") is None
    assert cells.moment("28/07/2020 sáng") is None


def test_words_are_read_with_and_without_marks() -> None:
    assert (cells.sex("Nữ"), cells.sex("MALE"), cells.sex("?")) == (Sex.FEMALE, Sex.MALE, None)
    assert cells.classification("Ca nghi ngờ") == Classification.SUSPECTED
    assert cells.classification("NO_CASE") == Classification.NOT_A_CASE
    assert cells.classification("Not a Case (Discarded)") == Classification.NOT_A_CASE
    assert cells.level("HIGH_RISK") == Class.HIGH
    assert (cells.setting("cùng nhà"), cells.setting("ở chợ")) == (Setting.HOUSEHOLD, Setting.OTHER)
    assert (cells.yes("Có"), cells.yes("không"), cells.yes("có lẽ")) == (True, False, None)
    assert (cells.whole("34.0"), cells.whole("34,5"), cells.whole("-1")) == (34, None, None)
