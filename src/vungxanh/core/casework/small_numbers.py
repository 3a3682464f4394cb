"""Counts of people so small that they point at somebody are not shown (số nhỏ)."""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

LEAST = 5

Key = TypeVar("Key", bound=Hashable)


def shown(count: int, least: int = LEAST) -> int | None:
    """The count, or None where it is from 1 to `least` - 1; nobody at all is shown as 0."""
    return None if 0 < count < least else count


def all_shown(counts: Mapping[Key, int], least: int = LEAST) -> dict[Key, int | None]:
    """The same for counts that stand beside their sum, which gives away what the hidden ones are together.

    While that would tell each of them (one alone, or as many people as there are hidden counts), the next smallest that
    is not 0 is hidden with them: so None says "hidden", not "fewer than `least`".
    """
    table = {key: shown(count, least) for key, count in counts.items()}
    hidden = [count for key, count in counts.items() if table[key] is None]
    others = sorted((key for key, count in table.items() if count), key=lambda key: counts[key])
    for key in others:
        if _is_safe(hidden, least):
            break
        table[key] = None
        hidden.append(counts[key])
    return table


def total_shown(counts: Mapping[Key, int], least: int = LEAST) -> int | None:
    """The sum that may stand beside `all_shown`; None where even all of them hidden are too few people."""
    told = all_shown(counts, least)
    return sum(counts.values()) if _is_safe([counts[key] for key in counts if told[key] is None], least) else None


def _is_safe(hidden: Collection[int], least: int) -> bool:
    """Whether the sum of hidden counts leaves open what each of them is."""
    return not hidden or (len(hidden) > 1 and sum(hidden) >= max(least, 2 * len(hidden)))


def written(count: int | None, hidden: str = f"<{LEAST}") -> str:
    """A count as a page prints it; what is hidden as `hidden`: "<5" is true of `shown` alone."""
    return hidden if count is None else f"{count:,}".replace(",", ".")
