"""Bars without gaps, and no small number to be had by subtraction."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.casework.curve import By, Occurrence, Width, curve
from vungxanh.core.casework.small_numbers import all_shown, shown, total_shown, written

MONDAY = date(2020, 7, 27)


def day(number: int) -> date:
    return MONDAY + timedelta(number)


def test_days_without_cases_stand_as_empty_bars() -> None:
    found = curve([Occurrence(day(2))] * 7, day(0), day(3), by=By.TEST)
    assert [(bar.first, bar.count, bar.label.vi) for bar in found.bars] == [
        (day(0), 0, "27/07"),
        (day(1), 0, "28/07"),
        (day(2), 7, "29/07"),
        (day(3), 0, "30/07"),
    ]
    assert found.total == 7


def test_weeks_begin_on_monday_and_are_cut_at_the_period() -> None:
    found = curve([Occurrence(day(1))] * 5, day(1), day(8), by=By.TEST, width=Width.WEEK)
    assert [bar.label.vi for bar in found.bars] == ["Tuần 28/07–02/08", "Tuần 03/08–04/08"]
    assert found.bars[0].label.en == "Week 28/07–02/08"


def test_who_has_no_symptoms_stands_beside_the_curve_of_onsets() -> None:
    found = curve([Occurrence(day(2), day(0))] * 6 + [Occurrence(day(1))] * 8, day(0), day(0))
    assert ([bar.count for bar in found.bars], found.undated) == ([6], 8)


def test_cases_outside_the_period_are_not_counted() -> None:
    found = curve([Occurrence(day(-1))] * 9 + [Occurrence(day(0))] * 6, day(0), day(1), by=By.TEST)
    assert found.total == 6


def test_few_cases_are_hidden_unless_one_may_see_them() -> None:
    rows = [Occurrence(day(0))] * 3 + [Occurrence(day(1))] * 9
    assert [bar.count for bar in curve(rows, day(0), day(1), by=By.TEST).bars] == [None, None]
    assert [bar.count for bar in curve(rows, day(0), day(1), by=By.TEST, least=1).bars] == [3, 9]
    alone = curve(rows[:3], day(0), day(1), by=By.TEST)
    assert ([bar.count for bar in alone.bars], alone.total) == ([None, 0], None)


def test_a_period_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError):
        curve([], day(1), day(0))


def test_small_numbers_are_written_as_such() -> None:
    assert [written(shown(number)) for number in (0, 1, 4, 5, 1495812)] == ["0", "<5", "<5", "5", "1.495.812"]


@given(st.dictionaries(st.integers(), st.integers(0, 20), max_size=6))
def test_no_hidden_number_follows_from_the_sum_and_the_others(counts: dict[int, int]) -> None:
    table = all_shown(counts)
    hidden = [key for key, count in table.items() if count is None]
    assert all(count is None or count == counts[key] for key, count in table.items())
    assert all(table[key] is None for key, count in counts.items() if 0 < count < 5)
    others = [key for key, count in counts.items() if count]
    assert len(hidden) != 1 or others == hidden
    total = total_shown(counts)
    assert total in (None, sum(counts.values()))
    if hidden and total is not None:
        assert sum(counts[key] for key in hidden) >= max(5, 2 * len(hidden))


def test_as_many_people_as_hidden_numbers_would_tell_each() -> None:
    assert all_shown({"a": 1, "b": 1, "c": 20}) == {"a": None, "b": None, "c": None}
    assert total_shown({"a": 1, "b": 1, "c": 20}) == 22
    assert total_shown({"a": 1, "b": 1}) is None
    assert total_shown(dict.fromkeys("abcde", 1)) is None
    assert total_shown({"a": 20, "b": 7}) == 27


@given(st.lists(st.integers(-3, 30)), st.integers(0, 20), st.sampled_from(Width))
def test_every_case_of_the_period_is_in_one_bar(days: list[int], length: int, width: Width) -> None:
    found = curve([Occurrence(day(one)) for one in days], day(0), day(length), by=By.TEST, width=width, least=1)
    inside = [one for one in days if 0 <= one <= length]
    assert sum(bar.count or 0 for bar in found.bars) == len(inside) == found.total
    assert (found.bars[0].first, found.bars[-1].last) == (day(0), day(length))
    assert all(before.last + timedelta(1) == bar.first for before, bar in zip(found.bars, found.bars[1:], strict=False))
