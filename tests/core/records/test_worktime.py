"""Working time against the examples of the law and against counting minute by minute."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.records.worktime import (
    OFFICE_HOURS,
    VIETNAM,
    DayKind,
    OutsideCalendar,
    Shift,
    WorkCalendar,
    office_week,
    parse_shifts,
)

TET_2020 = {date(2020, 1, day): DayKind.HOLIDAY for day in (1, *range(23, 30))}
SWAP_2024 = {
    date(2024, 4, 29): DayKind.HOLIDAY,
    date(2024, 4, 30): DayKind.HOLIDAY,
    date(2024, 5, 1): DayKind.HOLIDAY,
    date(2024, 5, 4): DayKind.MAKE_UP,
}


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


def calendar_of(year: int, days: dict[date, DayKind] | None = None) -> WorkCalendar:
    return WorkCalendar(date(year, 1, 1), date(year, 12, 31), days or {})


def test_five_working_days_before_tet_end_after_it_at_the_same_hour() -> None:
    assert calendar_of(2020, TET_2020).add(at(2020, 1, 20, 10, 15), days=5) == at(2020, 2, 3, 10, 15)


def test_a_receipt_after_the_cut_off_counts_from_the_next_working_day() -> None:
    due = calendar_of(2020, TET_2020).add(at(2020, 1, 20, 15, 15), days=5, cut_off=time(15))
    assert due.date() == date(2020, 2, 4)
    on_the_hour = calendar_of(2020, TET_2020).add(at(2020, 1, 20, 15), days=5, cut_off=time(15))
    assert on_the_hour == at(2020, 2, 3, 15)


def test_a_storm_closing_moves_the_day_due() -> None:
    received = at(2020, 10, 26, 9)
    assert calendar_of(2020).add(received, days=5) == at(2020, 11, 2, 9)
    storm = calendar_of(2020, {date(2020, 10, 28): DayKind.CLOSURE})
    assert storm.add(received, days=5) == at(2020, 11, 3, 9)


def test_a_make_up_saturday_is_worked_and_the_day_it_pays_for_is_not() -> None:
    calendar = calendar_of(2024, SWAP_2024)
    assert calendar.is_working_day(date(2024, 5, 4))
    assert not calendar.is_working_day(date(2024, 4, 29))
    assert calendar.add(at(2024, 5, 3, 8), days=1) == at(2024, 5, 4, 8)
    assert calendar.next_working_day(date(2024, 4, 26)) == date(2024, 5, 2)


def test_a_period_across_new_year_knows_the_next_years_tet() -> None:
    days = {date(2021, 1, 1): DayKind.HOLIDAY} | {date(2021, 2, day): DayKind.HOLIDAY for day in range(10, 17)}
    calendar = WorkCalendar(date(2020, 1, 1), date(2021, 12, 31), days)
    assert calendar.add(at(2020, 12, 28, 9), days=45).date() == date(2021, 3, 9)


def test_nothing_is_guessed_outside_the_years() -> None:
    calendar = calendar_of(2020)
    for ask in (
        lambda: calendar.is_working_day(date(2021, 1, 1)),
        lambda: calendar.add(at(2020, 12, 30, 9), days=5),
        lambda: calendar.add(at(2020, 12, 31, 9), hours=8),
        lambda: calendar.between(at(2019, 12, 31), at(2020, 1, 2)),
        lambda: calendar.shift_day(date(2020, 1, 2), -5),
        lambda: calendar.clock_start(at(2020, 12, 31, 18)),
    ):
        with pytest.raises(OutsideCalendar):
            ask()


def test_hours_end_at_a_closing_hour_not_at_the_next_opening() -> None:
    calendar = calendar_of(2020)
    assert calendar.add(at(2020, 7, 28, 7, 30), hours=4) == at(2020, 7, 28, 11, 30)
    assert calendar.add(at(2020, 7, 28, 16), hours=8) == at(2020, 7, 29, 16, 30)
    assert calendar.add(at(2020, 7, 31, 17), hours=0.5) == at(2020, 8, 3, 8)


def test_what_arrives_at_night_at_lunch_or_on_sunday_waits_for_the_door_to_open() -> None:
    calendar = calendar_of(2020)
    assert calendar.clock_start(at(2020, 7, 28, 5)) == at(2020, 7, 28, 7, 30)
    assert calendar.clock_start(at(2020, 7, 28, 12)) == at(2020, 7, 28, 13, 30)
    assert calendar.clock_start(at(2020, 7, 31, 17)) == at(2020, 8, 3, 7, 30)
    assert calendar.clock_start(at(2020, 8, 2, 10)) == at(2020, 8, 3, 7, 30)
    assert calendar.clock_start(at(2020, 7, 28, 9, 5)) == at(2020, 7, 28, 9, 5)


def test_the_end_of_the_day_is_its_closing_hour() -> None:
    calendar = calendar_of(2020)
    assert calendar.end_of_day(at(2020, 7, 28, 15, 4)) == at(2020, 7, 28, 17)
    assert calendar.end_of_day(at(2020, 7, 28, 15, 4), days=5) == at(2020, 8, 4, 17)
    assert calendar.end_of_day(at(2020, 7, 31, 18), days=1) == at(2020, 8, 4, 17)


def test_working_days_are_counted_both_ways() -> None:
    calendar = calendar_of(2020, TET_2020)
    assert calendar.days_between(date(2020, 1, 20), date(2020, 2, 3)) == 5
    assert calendar.days_between(date(2020, 2, 3), date(2020, 1, 20)) == -5
    assert calendar.shift_day(date(2020, 2, 3), -5) == date(2020, 1, 20)
    assert calendar.shift_day(date(2020, 1, 25), 0) == date(2020, 1, 30)


def test_a_closed_afternoon_shortens_its_day_only() -> None:
    morning = (OFFICE_HOURS[0],)
    calendar = WorkCalendar(date(2020, 1, 1), date(2020, 12, 31), {}, hours={date(2020, 7, 28): morning})
    assert calendar.add(at(2020, 7, 28, 10, 30), hours=2) == at(2020, 7, 29, 8, 30)
    assert calendar.end_of_day(at(2020, 7, 28, 8)) == at(2020, 7, 28, 11, 30)
    assert calendar.add(at(2020, 7, 27, 16), days=1) == at(2020, 7, 28, 11, 30)


def test_a_counter_open_on_saturday_mornings_counts_them() -> None:
    week = (*office_week()[:5], (Shift(time(7, 30), time(11, 30)),), ())
    calendar = WorkCalendar(date(2020, 1, 1), date(2020, 12, 31), {}, week=week)
    assert calendar.next_working_day(date(2020, 7, 31)) == date(2020, 8, 1)
    assert calendar.between(at(2020, 7, 31, 16), at(2020, 8, 3, 8, 30)) == timedelta(hours=6)


def test_moments_of_any_zone_are_the_same_moment() -> None:
    calendar = calendar_of(2020)
    utc = datetime(2020, 7, 28, 2, 30, tzinfo=UTC)
    assert calendar.add(utc, hours=1) == calendar.add(utc.astimezone(VIETNAM), hours=1) == at(2020, 7, 28, 10, 30)


@pytest.mark.parametrize("text", ["07:30", "11:30-07:30", "07:30-11:30 11:00-17:00", "7h30-11h30"])
def test_malformed_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_shifts(text)


def test_hours_are_read_as_written() -> None:
    assert parse_shifts("07:30-11:30 13:30-17:00") == OFFICE_HOURS


@pytest.mark.parametrize("arguments", [{}, {"days": 1, "hours": 1}])
def test_a_period_is_either_days_or_hours(arguments: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        calendar_of(2020).add(at(2020, 7, 28, 8), **arguments)


FIRST, LAST = date(2020, 1, 20), date(2020, 2, 16)
kinds = st.dictionaries(st.dates(FIRST, LAST), st.sampled_from(DayKind), max_size=8)
minutes = st.integers(0, 28 * 1440 - 1)


def brute_force(days: dict[date, DayKind]) -> list[bool]:
    """For every minute of the range, whether it is worked; written without the calendar's own code."""
    worked = []
    for number in range(28):
        day = FIRST + timedelta(days=number)
        works = days.get(day, "") == "make_up" or (day not in days and day.weekday() < 5)
        worked += [works and (450 <= clock < 690 or 810 <= clock < 1020) for clock in range(1440)]
    return worked


@given(kinds, minutes, st.integers(1, 3000))
def test_adding_minutes_equals_counting_them_one_by_one(days: dict[date, DayKind], start: int, length: int) -> None:
    worked = brute_force(days)
    calendar = WorkCalendar(FIRST, LAST, days)
    begin = at(2020, 1, 20) + timedelta(minutes=start)
    left, minute = length, start
    while left and minute < len(worked):
        left -= worked[minute]
        minute += 1
    if left:
        with pytest.raises(OutsideCalendar):
            calendar.add(begin, hours=length / 60)
    else:
        assert calendar.add(begin, hours=length / 60) == at(2020, 1, 20) + timedelta(minutes=minute)


@given(kinds, minutes, minutes)
def test_the_time_between_equals_the_worked_minutes_between(days: dict[date, DayKind], one: int, two: int) -> None:
    early, late = sorted((one, two))
    calendar = WorkCalendar(FIRST, LAST, days)
    moments = [at(2020, 1, 20) + timedelta(minutes=minute) for minute in (early, late)]
    expected = timedelta(minutes=sum(brute_force(days)[early:late]))
    assert calendar.between(*moments) == expected
    assert calendar.between(*reversed(moments)) == -expected


@given(kinds, st.dates(FIRST, LAST), st.integers(-15, 15))
def test_the_nth_working_day_equals_walking_day_by_day(days: dict[date, DayKind], start: date, count: int) -> None:
    calendar = WorkCalendar(FIRST, LAST, days)
    step = timedelta(days=-1 if count < 0 else 1)
    day, left = start, abs(count)
    while FIRST <= day <= LAST and (left or not calendar.is_working_day(day)):
        day += step
        if left and FIRST <= day <= LAST:
            left -= calendar.is_working_day(day)
    if FIRST <= day <= LAST:
        assert calendar.shift_day(start, count) == day
    else:
        with pytest.raises(OutsideCalendar):
            calendar.shift_day(start, count)
