"""The check over columns answers what its definition answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.apps.exposure.graph import check
from vungxanh.core.tracing.twosided import Heard, judge

CYCLE = 300_000
BASE = 1_597_000_000_000
persons = st.integers(0, 5)
times = st.integers(0, 12).map(lambda step: BASE + step * CYCLE) | st.integers(BASE, BASE + 12 * CYCLE)
rows = st.lists(
    st.builds(Heard, persons, persons, times).filter(lambda row: row.hearer != row.heard), min_size=1, max_size=25
)
districts = st.dictionaries(persons, st.integers(0, 2), max_size=6)


@settings(max_examples=400)
@given(rows, districts)
def test_the_columns_say_what_the_definition_says(heard: list[Heard], areas: dict[int, int]) -> None:
    columns = [np.array([getattr(row, name) for row in heard], np.int64) for name in ("hearer", "heard", "ms")]
    assert check.judge(*columns, areas).tolist() == [int(one) for one in judge(heard, areas)]


def test_no_rows_have_no_verdicts() -> None:
    none = np.empty(0, np.int64)
    assert check.judge(none, none, none, {}).tolist() == []


def test_a_span_that_one_number_cannot_hold_is_refused() -> None:
    persons_of, times_of = np.array([0, 1]), np.array([0, 50 * 86_400_000])
    with pytest.raises(ValueError, match="49 days"):
        check.judge(persons_of, persons_of[::-1], times_of, {})
