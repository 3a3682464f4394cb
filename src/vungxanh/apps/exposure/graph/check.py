"""`core.tracing.twosided.judge` over columns (đối chiếu hai phía, theo cột).

A pair and a time are one number, so that "did they meet within the window" is two searches in a sorted column.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vungxanh.core.tracing.twosided import DEFAULT, Rule, Verdict

if TYPE_CHECKING:
    import numpy as np

_TIME_BITS = 32
_FAR_MS = (1 << _TIME_BITS) - 1


def judge(
    hearer: "np.ndarray",
    heard: "np.ndarray",
    ms: "np.ndarray",
    areas: Mapping[int, int],
    rule: Rule = DEFAULT,
) -> "np.ndarray":
    """One `Verdict` a row (int8); persons are counted from 0, times are ms within 49 days of each other."""
    import numpy as np

    if not len(ms):
        return np.empty(0, np.int8)
    times = _Times(hearer, heard, ms)
    confirmed = times.met(heard, hearer, ms, rule.window_ms)
    verdict = np.where(confirmed, Verdict.CONFIRMED, Verdict.ALONE).astype(np.int8)
    _elsewhere(verdict, hearer, heard, ms, times, areas, rule)
    return verdict


class _Times:
    """When each pair met by one log, as one sorted column of packed numbers."""

    def __init__(self, hearer: "np.ndarray", heard: "np.ndarray", ms: "np.ndarray") -> None:
        import numpy as np

        self._base = int(ms.min())
        if int(ms.max()) - self._base >= _FAR_MS:
            raise ValueError("rows of more than 49 days")
        self._persons = max(int(hearer.max()), int(heard.max())) + 1
        self._pairs = np.unique(self._pair(hearer, heard))
        self._met = np.sort(self._packed(np.searchsorted(self._pairs, self._pair(hearer, heard)), ms))

    def _pair(self, one: "np.ndarray", other: "np.ndarray") -> "np.ndarray":
        found: np.ndarray = one.astype("int64") * self._persons + other
        return found

    def _packed(self, key: "np.ndarray", ms: "np.ndarray") -> "np.ndarray":
        found: np.ndarray = (key.astype("int64") << _TIME_BITS) + (ms - self._base)
        return found

    def met(self, one: "np.ndarray", other: "np.ndarray", ms: "np.ndarray", within: int) -> "np.ndarray":
        """Whether the log of `one` holds `other` within so many ms of each time."""
        import numpy as np

        asked = self._pair(one, other)
        place = np.minimum(np.searchsorted(self._pairs, asked), len(self._pairs) - 1)
        low = self._packed(place, np.maximum(ms - within, self._base))
        high = self._packed(place, np.minimum(ms + within, self._base + _FAR_MS))
        any_then = np.searchsorted(self._met, low) < np.searchsorted(self._met, high, "right")
        found: np.ndarray = (self._pairs[place] == asked) & any_then
        return found


def _elsewhere(
    verdict: "np.ndarray",
    hearer: "np.ndarray",
    heard: "np.ndarray",
    ms: "np.ndarray",
    times: _Times,
    areas: Mapping[int, int],
    rule: Rule,
) -> None:
    """Turn ALONE to ELSEWHERE; only people heard by hearers of two districts are looked at."""
    import numpy as np

    area = np.array([areas.get(person, -1) for person in range(int(hearer.max()) + 1)], np.int64)[hearer]
    standing = np.flatnonzero(area >= 0)
    standing = standing[np.lexsort((ms[standing], hearer[standing], heard[standing]))]
    turned = [standing[:0]]
    for of_one in _runs(standing, heard):
        if len(np.unique(area[of_one])) < 2:
            continue
        logs = list(_runs(of_one, hearer))
        for mine in logs:
            alone = mine[verdict[mine] == Verdict.ALONE]
            if len(alone):
                far = [_confirmed(other, verdict) for other in logs if area[mine[0]] != area[other[0]]]
                turned += [alone[_at_once(alone, other, hearer, ms, times, rule)] for other in far if len(other)]
    verdict[np.concatenate(turned)] = Verdict.ELSEWHERE


def _confirmed(rows: "np.ndarray", verdict: "np.ndarray") -> "np.ndarray":
    found: np.ndarray = rows[verdict[rows] == Verdict.CONFIRMED]
    return found


def _runs(rows: "np.ndarray", column: "np.ndarray") -> list["np.ndarray"]:
    import numpy as np

    return np.split(rows, np.flatnonzero(np.diff(column[rows])) + 1) if len(rows) else []


def _at_once(
    alone: "np.ndarray", other: "np.ndarray", hearer: "np.ndarray", ms: "np.ndarray", times: _Times, rule: Rule
) -> "np.ndarray":
    """Which rows lie at one moment with a confirmed row of the other hearer, whom they did not meet."""
    import numpy as np

    when, theirs = ms[alone], ms[other]
    low, high = np.searchsorted(theirs, when - rule.moment_ms), np.searchsorted(theirs, when + rule.moment_ms, "right")
    mine, them = hearer[alone], np.full(len(alone), hearer[other[0]])
    together = times.met(mine, them, when, rule.window_ms) | times.met(them, mine, when, rule.window_ms)
    found: np.ndarray = (low < high) & ~together
    return found
