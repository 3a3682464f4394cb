"""Row numbers as a person writes many of them: "3, 5, 7–40" (dãy số dòng)."""

from collections.abc import Iterable

_FEWEST = 3


def runs_of(numbers: Iterable[int]) -> str:
    """The numbers in their order, each once; `_FEWEST` or more on end as the first and the last."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(_written(first, last) for first, last in runs)


def _written(first: int, last: int) -> str:
    if last - first + 1 >= _FEWEST:
        return f"{first}–{last}"
    return f"{first}" if first == last else f"{first}, {last}"
