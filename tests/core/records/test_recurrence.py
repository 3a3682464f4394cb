"""Phrases for repeats, and the turns they give."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.records.recurrence import Detail, Frequency, occurrence, opened, parse_detail, read_phrase
from vungxanh.core.records.worktime import DayKind, WorkCalendar

CALENDAR = WorkCalendar(date(2020, 1, 1), date(2020, 12, 31), {date(2020, 9, 2): DayKind.HOLIDAY})
BEGUN = date(2020, 7, 28)
DETAILS = st.one_of(
    st.just(Detail()),
    st.builds(lambda days: Detail(tuple(sorted(days))), st.sets(st.integers(0, 6), min_size=1, max_size=3)),
    st.builds(lambda days: Detail(days=tuple(sorted(days))), st.sets(st.integers(1, 31), min_size=1, max_size=2)),
)


@pytest.mark.parametrize(
    ("words", "frequency", "detail"),
    [
        ("hằng tuần vào chiều thứ Sáu", "weekly", "weekday=fri"),
        ("thứ Hai hằng tuần", "weekly", "weekday=mon"),
        ("sáng thứ Hai hàng tuần", "weekly", "weekday=mon;time=11:30"),
        ("thứ Hai và thứ Năm hằng tuần", "weekly", "weekday=mon,thu"),
        ("16h30 thứ 6 hàng tuần", "weekly", "weekday=fri;time=16:30"),
        ("ngày 25 hằng tháng", "monthly", "day=25"),
        ("ngày 15 và ngày 30 hằng tháng", "monthly", "day=15,30"),
        ("trước 16 giờ hằng ngày", "daily", "time=16:00"),
        ("ngày 15 tháng cuối quý", "quarterly", "day=15"),
        ("ngày 01 tháng đầu quý", "quarterly", "day=1;month=1"),
        ("ngày 20 tháng 12 hằng năm", "yearly", "day=20;month=12"),
        ("định kỳ 6 tháng, 1 năm", "half_yearly", ""),
        ("định kỳ hằng tháng, hằng quý", "monthly", ""),
        ("hai tuần một lần", "fortnightly", ""),
        ("1 lần/tuần", "weekly", ""),
        ("báo cáo hàng tuần", "weekly", ""),
    ],
)
def test_a_phrase_says_how_often_and_when(words, frequency, detail):
    assert (read_phrase(words)[0], str(read_phrase(words)[1])) == (frequency, detail)


@pytest.mark.parametrize("words", ["thường xuyên", "định kỳ nhắc lại", "2 lần/tuần", ""])
def test_words_that_name_no_interval_leave_the_choice_to_a_person(words):
    assert read_phrase(words) == (None, Detail())


@pytest.mark.parametrize("text", ["weekday=mon,thu", "day=15;month=1;time=16:30", ""])
def test_a_detail_is_stored_and_read_again(text):
    assert str(parse_detail(text)) == text


@pytest.mark.parametrize("text", ["hour=3", "day=32", "weekday=fr", "day=1;month=13"])
def test_a_detail_that_means_nothing_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse_detail(text)


def dues(frequency, detail, count=3, begun=BEGUN):
    found = [occurrence(Frequency(frequency), n, begun, CALENDAR, parse_detail(detail)) for n in range(1, count + 1)]
    return [f"{each.due_on:%d/%m/%y}" for each in found]


@pytest.mark.parametrize(
    ("frequency", "detail", "days"),
    [
        ("weekly", "weekday=fri", ["31/07/20", "07/08/20", "14/08/20"]),
        ("weekly", "weekday=mon", ["03/08/20", "10/08/20", "17/08/20"]),
        ("weekly", "weekday=mon,thu", ["30/07/20", "03/08/20", "06/08/20"]),
        ("fortnightly", "weekday=wed", ["05/08/20", "19/08/20", "03/09/20"]),
        ("monthly", "day=25", ["25/08/20", "25/09/20", "26/10/20"]),
        ("monthly", "day=2", ["03/08/20", "03/09/20", "02/10/20"]),
        ("monthly", "day=31", ["31/07/20", "31/08/20", "30/09/20"]),
        ("quarterly", "day=15", ["15/09/20", "15/12/20", "15/03/21"]),
        ("half_yearly", "", ["31/12/20", "30/06/21", "31/12/21"]),
        ("yearly", "day=20;month=12", ["21/12/20", "20/12/21", "20/12/22"]),
    ],
)
def test_turns_fall_due_on_the_named_day_or_the_next_working_one(frequency, detail, days):
    assert dues(frequency, detail) == days


def test_a_turn_with_a_day_of_its_own_opens_three_working_days_before_it():
    monday = occurrence(Frequency.WEEKLY, 2, BEGUN, CALENDAR, parse_detail("weekday=mon"))
    assert (monday.first, monday.due_on) == (date(2020, 8, 5), date(2020, 8, 10))


def test_turns_go_on_by_weekdays_where_the_calendar_ends():
    assert opened(Frequency.WEEKLY, BEGUN, date(2021, 3, 1), CALENDAR) == 32
    late = occurrence(Frequency.DAILY, 200, BEGUN, CALENDAR, Detail(hour=time(16)))
    assert late.due_on.weekday() < 5
    assert late.due_on > CALENDAR.last


@given(st.sampled_from(Frequency), DETAILS, st.dates(date(2020, 1, 2), date(2022, 6, 1)), st.integers(1, 12))
def test_turns_follow_one_another_and_open_before_they_are_due(kind, detail, begun, number):
    this, following = (occurrence(kind, n, begun, CALENDAR, detail) for n in (number, number + 1))
    assert begun <= this.due_on <= following.due_on
    assert this.first <= this.due_on
    assert this.on < following.on
    assert this.first <= following.first
