"""Numbers of rows are told as a person would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.text.runs import runs_of


@pytest.mark.parametrize(
    ("numbers", "told"),
    [([], ""), ([3], "3"), ([3, 4], "3, 4"), ([3, 5, 7, 8, 9, 10], "3, 5, 7–10"), ([9, 2, 1, 3, 3], "1–3, 9")],
)
def test_three_or_more_on_end_are_told_by_the_first_and_the_last(numbers: list[int], told: str) -> None:
    assert runs_of(numbers) == told


@given(st.sets(st.integers(1, 60)))
def test_no_number_is_lost_or_added(numbers: set[int]) -> None:
    found: set[int] = set()
    for part in filter(None, runs_of(numbers).split(", ")):
        first, _dash, last = part.partition("–")
        found |= set(range(int(first), int(last or first) + 1))
    assert found == numbers
