"""Equals are never picked by chance."""

from itertools import permutations

from vungxanh.apps.insight.laggards import slowest, worst_first
from vungxanh.apps.insight.queries.tallies import Tally
from vungxanh.apps.work.queries.numbers import Counts

Line = tuple[str, Tally]


def a_line(name: str, *, done: int = 0, open_: int = 0, late: int = 0) -> Line:
    return name, Tally(Counts(total=done + open_, doing=open_, accepted=done, late_open=late))


def tally(line: Line) -> Tally:
    return line[1]


def names(lines: list[Line]) -> list[str]:
    return [name for name, _tally in lines]


def test_the_smallest_share_stands_first_then_the_most_overdue_then_the_most_work() -> None:
    lines = [
        a_line("half", done=1, open_=1),
        a_line("none, little work", open_=1),
        a_line("none, much work", open_=9),
        a_line("none, overdue", open_=2, late=2),
        a_line("no work"),
    ]
    expected = ["none, overdue", "none, much work", "none, little work", "half"]
    assert all(names(worst_first(order, tally)) == expected for order in permutations(lines))


def test_full_equals_keep_the_order_of_the_letter() -> None:
    lines = [a_line(f"Việc {n}", open_=1) for n in range(1, 8)]
    found = slowest(lines, tally)
    assert found is not None
    assert (found.line[0], found.share, found.others, found.of) == ("Việc 1", 0.0, 6, 7)


def test_others_are_those_of_the_same_share_whatever_is_overdue() -> None:
    found = slowest([a_line("a", open_=4), a_line("b", open_=1, late=1), a_line("c", done=1)], tally)
    assert found is not None
    assert (found.line[0], found.others) == ("b", 1)


def test_where_nothing_has_work_nothing_is_slowest() -> None:
    assert slowest([a_line("a")], tally) is None
