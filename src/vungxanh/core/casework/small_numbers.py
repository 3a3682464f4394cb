"""Counts of people so small that they point at somebody are not shown (số nhỏ)."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

LEAST = 5

Key = TypeVar("Key", bound=Hashable)


def shown(count: int, least: int = LEAST) -> int | None:
    """The count, or None where it is from 1 to `least` - 1; nobody at all is shown as 0."""
    return None if 0 < count < least else count


def all_shown(counts: Mapping[Key, int], least: int = LEAST) -> dict[Key, int | None]:
    """The same for counts that stand beside their sum.

    A single hidden count could be had by subtraction, so the next smallest that is not 0 is hidden with it.
    """
    table = {key: shown(count, least) for key, count in counts.items()}
    hidden = [key for key, count in table.items() if count is None]
    others = [key for key, count in table.items() if count]
    if len(hidden) == 1 and others:
        table[min(others, key=lambda key: counts[key])] = None
    return table


def written(count: int | None, least: int = LEAST) -> str:
    """A count as a page prints it: `<5` for what is hidden."""
    return f"<{least}" if count is None else f"{count:,}".replace(",", ".")
