"""Who wants to know how far a run is (báo tiến độ)."""

from collections.abc import Callable

Note = Callable[[str, float, float | None], object]  # stage, how much is done, of how much


def nobody(_stage: str, _done: float, _total: float | None) -> None:
    """Nobody wants to know."""
