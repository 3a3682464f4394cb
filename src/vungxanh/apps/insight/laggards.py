"""Which of several lines lags most (chậm nhất): one stated rule, so that equals are never picked by chance."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from vungxanh.apps.insight.queries.tallies import Tally

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Slowest(Generic[Line]):
    """The line that has reported the smallest share, how many others have reported no more, and of how many in all."""

    line: Line
    share: float
    others: int
    of: int


def worst_first(lines: Iterable[Line], tally: Callable[[Line], Tally]) -> list[Line]:
    """Lines with work, the smallest share reported first.

    Among equals the one with more overdue, then the one with more work, then the one that came first: the order of the
    letter or of the directory.
    """
    return sorted((line for line in lines if tally(line).base), key=lambda line: _rank(tally(line)))


def slowest(lines: Iterable[Line], tally: Callable[[Line], Tally]) -> Slowest[Line] | None:
    """The first of `worst_first`; None where nothing has work."""
    some = worst_first(lines, tally)
    if not some:
        return None
    share = tally(some[0]).share_done or 0.0
    return Slowest(some[0], share, sum((tally(line).share_done or 0.0) == share for line in some) - 1, len(some))


def _rank(tally: Tally) -> tuple[float, int, int]:
    return (tally.share_done or 0.0, -tally.counts.late_open, -tally.base)
