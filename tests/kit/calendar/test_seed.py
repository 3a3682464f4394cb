"""The packaged days off equal the library they were made from."""

from datetime import date
from importlib.resources import files

import pytest

from vungxanh.core.records.worktime import DayKind
from vungxanh.kit.calendar import seed


def test_the_packaged_table_equals_the_library() -> None:
    text = files("vungxanh.kit.calendar").joinpath("data/vietnam-days.csv").read_text(encoding="utf-8")
    assert text == "".join(seed.as_csv(seed.generated_rows()))


def test_every_year_after_the_confirmed_ones_is_an_estimate() -> None:
    for row in seed.packaged_days(range(2010, 2036)):
        added = row.source.startswith("Bộ Nội vụ")
        assert row.estimated == (row.day.year > seed.CONFIRMED_UNTIL and not added)


def test_tet_of_2030_follows_the_vietnamese_moon() -> None:
    names = {row.day: row.name for row in seed.packaged_days([2030])}
    assert names[date(2030, 2, 2)] == "Tết Nguyên Đán"


def test_the_january_2026_swap_the_library_misses_is_there() -> None:
    kinds = {row.day: row.kind for row in seed.packaged_days([2026])}
    assert kinds[date(2026, 1, 2)] is DayKind.HOLIDAY
    assert kinds[date(2026, 1, 10)] is DayKind.MAKE_UP


@pytest.mark.parametrize("years", [[], [2009], [2036]])
def test_years_that_are_not_packaged_are_refused(years: list[int]) -> None:
    with pytest.raises(ValueError, match="2010"):
        seed.packaged_days(years)
