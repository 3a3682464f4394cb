"""The packaged table of Vietnam's days off, so that nothing heavy is imported to count working days.

`data/vietnam-days.csv` is made by `generated_rows` from the `holidays` library, with the swaps it misses (command
`vungxanh calendar regenerate`); a test holds the two equal. Years after `CONFIRMED_UNTIL` are estimates: the days
around Tết, the second day of 2 September and the swapped Saturdays are decided year by year.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date
from importlib.metadata import version
from importlib.resources import files

from vungxanh.core.records.worktime import DayKind

FIRST_YEAR, LAST_YEAR, CONFIRMED_UNTIL = 2010, 2035, 2025
_HEADER = ["day", "kind", "name", "estimated", "source"]
_MAKE_UP_NAME = "Làm bù"
_SWAP_2026 = "Bộ Nội vụ, thông báo ngày 25/12/2025"


@dataclass(frozen=True, slots=True, order=True)
class SeedDay:
    """One row of the packaged table."""

    day: date
    kind: DayKind
    name: str
    estimated: bool = False
    source: str = ""


# What the library does not know: the swap of 2 and 10 January 2026.
_ADDED = (
    SeedDay(date(2026, 1, 2), DayKind.HOLIDAY, "Ngày nghỉ (thay cho ngày 10/01/2026)", source=_SWAP_2026),
    SeedDay(date(2026, 1, 10), DayKind.MAKE_UP, _MAKE_UP_NAME, source=_SWAP_2026),
)


def packaged_days(years: Iterable[int]) -> list[SeedDay]:
    """The packaged rows of these years, in order; ValueError for a year that is not packaged."""
    wanted = set(years)
    if not wanted or min(wanted) < FIRST_YEAR or max(wanted) > LAST_YEAR:
        raise ValueError(f"the packaged table knows {FIRST_YEAR} to {LAST_YEAR}")
    text = files("vungxanh.kit.calendar").joinpath("data/vietnam-days.csv").read_text(encoding="utf-8")
    return [row for row in _parsed(text) if row.day.year in wanted]


def generated_rows(first: int = FIRST_YEAR, last: int = LAST_YEAR) -> list[SeedDay]:
    """The same rows made anew from the `holidays` library."""
    import holidays

    source = f"holidays {version('holidays')}"
    table = holidays.country_holidays("VN", years=range(first, last + 1), language="vi")
    rows = [SeedDay(day, DayKind.HOLIDAY, name, day.year > CONFIRMED_UNTIL, source) for day, name in table.items()] + [
        SeedDay(day, DayKind.MAKE_UP, _MAKE_UP_NAME, day.year > CONFIRMED_UNTIL, source)
        for day in table.weekend_workdays
    ]
    return sorted(row for row in [*rows, *_ADDED] if first <= row.day.year <= last)


def as_csv(rows: Iterable[SeedDay]) -> Iterator[str]:
    """The lines of the packaged file."""
    yield ",".join(_HEADER) + "\n"
    for row in rows:
        day, kind, name, estimated, source = astuple(row)
        cells = (day.isoformat(), kind.value, name, "1" if estimated else "0", source)
        yield ",".join(f'"{cell}"' if "," in cell else cell for cell in cells) + "\n"


def _parsed(text: str) -> Iterator[SeedDay]:
    for row in csv.DictReader(text.splitlines()):
        yield SeedDay(
            date.fromisoformat(row["day"]), DayKind(row["kind"]), row["name"], row["estimated"] == "1", row["source"]
        )
