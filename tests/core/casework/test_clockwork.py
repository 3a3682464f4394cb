"""Hours from test to notice."""

from datetime import UTC, datetime, timedelta
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.casework.clockwork import Told, delays, quantile

TESTED = datetime(2020, 8, 1, 8, tzinfo=UTC)


def told(commune: int, *hours: float | None) -> list[Told]:
    return [Told(commune, TESTED, None if hour is None else TESTED + timedelta(hours=hour)) for hour in hours]


def test_the_slowest_commune_comes_first_after_the_province() -> None:
    rows = told(1, 1, 2, 3, 4, 5, 6) + told(2, 10, 20, 30, 40, 50, 60, 70, *[None] * 6) + told(3, 1, 2) + told(4, 1)
    found = delays(rows)
    assert [one.commune for one in found] == [None, 2, 1, 3, 4]
    assert (found[1].median_hours, found[1].p90_hours, found[1].count, found[1].waiting) == (40, 64, 7, 6)
    assert (found[3].median_hours, found[3].count, found[3].waiting) == (None, None, 0)
    assert found[0].count == 16


def test_a_single_commune_with_few_cases_does_not_follow_from_the_others() -> None:
    found = delays(told(1, *[1.0] * 6) + told(2, *[2.0] * 9) + told(3, 1, 2))
    assert {one.commune: one.count for one in found} == {None: 17, 2: 9, 1: None, 3: None}
    assert [one.median_hours for one in found] == [2, 2, None, None]


def test_few_cases_are_hidden_unless_one_may_see_them() -> None:
    assert delays(told(3, 1, 2), least=1)[1].median_hours == 1.5
    assert delays(told(3, *[None] * 3))[1].waiting is None


def test_a_notice_before_the_test_took_no_time() -> None:
    assert delays(told(1, *[-3.0] * 5))[0].median_hours == 0


def test_nobody_gives_one_empty_line() -> None:
    (only,) = delays([])
    assert (only.count, only.waiting, only.median_hours) == (0, 0, None)


def test_no_values_have_no_quantile() -> None:
    with pytest.raises(ValueError):
        quantile([], 0.5)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_quantiles_are_those_of_numpy(values: list[float], share: float) -> None:
    assert quantile(values, share) == pytest.approx(np.quantile(values, share))
    assert quantile(values, 0.5) == pytest.approx(median(values))
