from datetime import UTC, date, datetime

import pytest

from vungxanh.ui import formats

NBSP = "\N{NO-BREAK SPACE}"
FRIDAY = date(2020, 7, 31)


@pytest.mark.parametrize(
    ("value", "places", "vietnamese", "english"),
    [
        (1495812, 0, "1.495.812", "1,495,812"),
        (-1393, 0, "-1.393", "-1,393"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (0, 0, "0", "0"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(
    value: float, places: int, vietnamese: str, english: str
) -> None:
    assert formats.number(value, "vi", places) == vietnamese
    assert formats.number(value, "en", places) == english


def test_almost_all_is_never_written_as_all() -> None:
    assert formats.percent(1392 / 1393) == f"99{NBSP}%"
    assert formats.percent(1) == f"100{NBSP}%"


def test_almost_nothing_is_never_written_as_nothing() -> None:
    assert formats.percent(1 / 1393) == f"< 1{NBSP}%"
    assert formats.percent(0, "en") == "0%"


def test_a_moment_is_written_on_vietnams_clock() -> None:
    at = datetime(2020, 7, 27, 18, 4, tzinfo=UTC)
    assert formats.moment(at) == "28/07/2020 01:04"
    assert formats.day(at) == "28/07/2020"
    assert formats.moment(at, "en") == "28 Jul 2020 01:04"


def test_a_deadline_is_said_both_ways() -> None:
    assert formats.deadline(FRIDAY, 2) == "còn 2 ngày làm việc · thứ Sáu 31/07"
    assert formats.deadline(FRIDAY, 0) == "hạn hôm nay · thứ Sáu 31/07"
    assert formats.deadline(FRIDAY, -3) == "quá hạn 3 ngày làm việc · thứ Sáu 31/07"
    assert formats.deadline(FRIDAY, 1, "en") == "1 working day left · Fri 31 Jul"


def test_a_deadline_whose_distance_is_unknown_is_only_the_day() -> None:
    assert formats.deadline(FRIDAY) == "thứ Sáu 31/07"


def test_finished_work_is_never_urgent() -> None:
    assert formats.urgency(-3) == "late"
    assert formats.urgency(2) == "near"
    assert formats.urgency(3) == ""
    assert formats.urgency(-3, done=True) == ""
