"""The encounter kernel answers what its definition answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.tracing import encounters
from vungxanh.core.tracing.encounters import Encounter, Rule
from vungxanh.core.tracing.kernels import encounters as kernel

BEGUN = 1_596_844_800_000
rows = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 8_000_000), st.integers(-128, 127)), max_size=60
)
rules = st.builds(Rule, st.sampled_from((60_000, 300_000)), st.integers(1, 6), st.integers(-30, 20))


def columns(given_rows: list[tuple[int, int, int, int]]) -> tuple[np.ndarray, ...]:
    owner, other, ms, rssi = np.array(given_rows, np.int64).reshape(-1, 4).T
    return owner.astype(np.int32), other.astype(np.int32), ms + BEGUN, rssi.astype(np.int8)


@given(rows, rules)
def test_encounters_equal_the_definition(given_rows: list[tuple[int, int, int, int]], rule: Rule) -> None:
    found = kernel.encounters(*columns(given_rows), rule)
    expected: list[tuple[int, int, Encounter]] = []
    for pair in sorted({row[:2] for row in given_rows}):
        held = [(BEGUN + ms, rssi) for *who, ms, rssi in given_rows if tuple(who) == pair]
        expected += [(*pair, one) for one in encounters.encounters(held, rule)]
    got = zip(
        *(
            getattr(found, name).tolist()
            for name in ("owner", "other", "start_ms", "end_ms", "rows", "max_rssi", "upper_rssi")
        ),
        strict=True,
    )
    assert list(got) == [
        (owner, other, one.start_ms, one.end_ms, one.rows, one.max_rssi, one.upper_rssi)
        for owner, other, one in expected
    ]
    assert found.bucket_minutes.tolist() == [pytest.approx(one.bucket_minutes, abs=1e-3) for _, _, one in expected]


def test_more_persons_or_days_than_a_number_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 24 days"):
        kernel.encounters(*columns([(0, 1, 0, 0), (0, 1, 25 * 86_400_000, 0)]))
    with pytest.raises(ValueError, match="persons"):
        kernel.encounters(*columns([(0, 1 << 25, 0, 0)]))
    with pytest.raises(ValueError, match="persons"):
        kernel.encounters(*columns([(-1, 1, 0, 0)]))
