"""Days and times as people write them: one reading for grids, forms and files."""

from datetime import date, time

import pytest

from vungxanh.core.casework.told import Told, is_off_calendar, span, time_told, told

TODAY = date(2020, 8, 17)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("28/07/2020 14:30", "2020-07-28T14:30:00+07:00"),
        ("28/07/2020 14h30", "2020-07-28T14:30:00+07:00"),
        ("28/07/2020 14H", "2020-07-28T14:00:00+07:00"),
        ("28/07/2020 14", "2020-07-28T14:00:00+07:00"),
        ("28/07/2020, 14:5", "2020-07-28T14:05:00+07:00"),
        ("28/07/2020 lúc 14h", "2020-07-28T14:00:00+07:00"),
        ("2020-07-28T07:30:00Z", "2020-07-28T07:30:00+00:00"),
        ("2020-07-28T14:30:00.000+07:00", "2020-07-28T14:30:00+07:00"),
        ("44040.604167", "2020-07-28T14:30:00+07:00"),
        ("28/7 14:30", "2020-07-28T14:30:00+07:00"),
        ("28.7.20 14:30", "2020-07-28T14:30:00+07:00"),
    ],
)
def test_a_moment_is_read_in_viet_nams_time(text: str, said: str) -> None:
    found = told(text, today=TODAY)
    assert found
    assert found.at
    assert found.at.isoformat() == said


@pytest.mark.parametrize("text", ["28/07/2020", "28-7", "44040", "28/07/2020 00:00", "2020-07-28 00:00:00"])
def test_a_day_alone_has_no_time_but_bounds(text: str) -> None:
    found = told(text, today=TODAY)
    assert found == Told(date(2020, 7, 28))
    assert found.earliest.isoformat() == "2020-07-28T00:00:00+07:00"
    assert found.latest.isoformat() == "2020-07-28T23:59:00+07:00"


@pytest.mark.parametrize("text", ["28/07/2020 25:00", "28/07/2020 sáng", "30/2", "hôm qua", "", "28/7/2", "1/2/3/4"])
def test_what_is_none_is_refused(text: str) -> None:
    assert told(text, today=TODAY) is None


def test_a_short_day_needs_to_know_what_it_is_near() -> None:
    assert told("28/7") is None
    assert told("28/7/20") is None
    assert told("30/12", today=date(2021, 1, 3)) == Told(date(2020, 12, 30))
    assert told("5/1", today=date(2021, 1, 3)) == Told(date(2021, 1, 5))


def test_a_short_day_that_may_come_is_the_nearest() -> None:
    today = date(2020, 12, 20)
    assert told("5/1", today=today, to_come=True) == Told(date(2021, 1, 5))
    assert told("5/1", today=today) == Told(date(2020, 1, 5))
    assert told("5/1/20", today=today, to_come=True) == Told(date(2020, 1, 5))
    assert told("30/12", today=date(2021, 1, 3), to_come=True) == Told(date(2020, 12, 30))
    assert told("30/11", today=today, to_come=True) == Told(date(2020, 11, 30))


def test_the_time_of_a_meeting_has_the_bounds_of_the_day_where_it_was_not_told() -> None:
    day, moment = told("15/8", today=TODAY), told("15/8 18:30", today=TODAY)
    assert day
    assert moment
    assert span(day) == (day.earliest, day.latest, False)
    assert span(moment) == (moment.at, day.latest, False)
    assert span(day, moment) == (day.earliest, moment.at, False)
    assert span(moment, told("15/8 20:00", today=TODAY)).is_timed


def test_a_time_alone() -> None:
    assert [time_told(text) for text in ("18:30", "18h30", "18g", "18")] == [
        time(18, 30),
        time(18, 30),
        time(18),
        time(18),
    ]
    assert time_told("15/8") is None
    assert time_told("24:00") is None


@pytest.mark.parametrize("text", ["31/02", "31/2 19:00", "30/02/2020", "31/04/20", "2020-13-01", " 32/01/2020 9h "])
def test_a_day_that_no_calendar_has_is_told_from_words_that_are_no_day(text: str) -> None:
    assert is_off_calendar(text)


@pytest.mark.parametrize("text", ["", "hôm kia", "28/02", "29/02", "31/12 25:00", "28/07/2020", "19:00"])
def test_other_words_are_not_said_to_be_off_the_calendar(text: str) -> None:
    assert not is_off_calendar(text)
