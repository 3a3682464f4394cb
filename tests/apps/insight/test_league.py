"""Ranks are fair: equal is equal, and little ground gives no rank."""

from vungxanh.apps.insight.league import SMALLEST, Measure, ranked
from vungxanh.apps.insight.queries.figures import UnitLine
from vungxanh.apps.insight.queries.tallies import Tally, together
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.work.queries.numbers import Counts


def a_line(name: str, *, total: int, on_time: int = 0, late: int = 0, closed: int = 0) -> UnitLine:
    """A commune with so many done on time and so many overdue; what is left is not due yet."""
    counts = Counts(
        total=total,
        not_started=total - on_time - closed,
        accepted=on_time,
        closed=closed,
        late_open=late,
        on_time=on_time,
    )
    return UnitLine(Unit(code=name, name=name, level=Level.COMMUNE, path=f"/49/{name}/"), Tally(counts))


def test_equal_shares_share_a_rank_and_the_next_rank_counts_them() -> None:
    lines = [
        a_line("a", total=9, on_time=2, late=2),
        a_line("b", total=6, on_time=3, late=3),
        a_line("c", total=5, on_time=5),
        a_line("d", total=5, late=5),
    ]
    found = [(place.line.unit.name, place.rank, place.ties) for place in ranked(lines, Measure.ON_TIME)]
    assert found == [("c", 1, 1), ("b", 2, 2), ("a", 2, 2), ("d", 4, 1)]


def test_a_unit_with_few_cases_is_shown_last_without_a_rank() -> None:
    lines = [a_line("one", total=1, on_time=1), a_line("many", total=SMALLEST, on_time=1, late=SMALLEST - 1)]
    places = ranked(lines, Measure.ON_TIME)
    assert [(place.line.unit.name, place.rank) for place in places] == [("many", 1), ("one", None)]
    assert places[1].share == 1.0


def test_work_that_is_not_due_yet_is_neither_for_nor_against_a_unit() -> None:
    lines = [a_line("early", total=9, on_time=3), a_line("waits", total=9), a_line("late", total=3, late=3)]
    places = ranked(lines, Measure.ON_TIME)
    found = [(place.line.unit.name, place.rank, place.base, place.share) for place in places]
    assert found == [("early", 1, 3, 1.0), ("late", 2, 3, 0.0), ("waits", None, 0, None)]


def test_closed_work_is_no_ground_for_a_rank() -> None:
    (place,) = ranked([a_line("a", total=5, closed=3, on_time=2)], Measure.ON_TIME)
    assert place.rank is None
    (nothing,) = ranked([a_line("b", total=2, closed=2)], Measure.ON_TIME)
    assert nothing.share is None


def test_by_overdue_the_one_with_most_stands_first() -> None:
    lines = [a_line("calm", total=9, on_time=9), a_line("worst", total=4, late=3), a_line("bad", total=8, late=3)]
    assert [place.line.unit.name for place in ranked(lines, Measure.LATE)] == ["worst", "bad", "calm"]


def test_many_tallies_add_up_column_by_column() -> None:
    tallies = [Tally(Counts(*range(9)), 1), Tally(Counts(*range(9, 18)), 4)]
    assert together(tallies) == Tally(Counts(*(a + b for a, b in zip(range(9), range(9, 18), strict=True))), 5)
    assert together([]) == Tally()
