"""Days are read in the order of letters."""

from datetime import date

import pytest

from vungxanh.ui.days import day_typed


@pytest.mark.parametrize(
    "text",
    [
        "31/07/2020",
        "31/7/20",
        "31-7-2020",
        "31.07.2020",
        "31 07 2020",
        "31 / 7 / 2020",
        "31072020",
        "310720",
        "2020-07-31",
        " 31/07/2020 ",
    ],
)
def test_a_day_is_read_however_its_numbers_are_parted(text: str) -> None:
    assert day_typed(text) == date(2020, 7, 31)


@pytest.mark.parametrize("text", ["", "07/31/2020", "31/02/2020", "mai", "31/07", "31/07/020", "3172020", "0/1/2020"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_typed(text) is None


def test_the_first_number_is_the_day_also_when_it_could_be_a_month() -> None:
    assert day_typed("05/06/2020") == date(2020, 6, 5)
