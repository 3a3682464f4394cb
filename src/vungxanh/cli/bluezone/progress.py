"""How far long work is, on the terminal of whoever waits for it, and nowhere else (thanh tiến độ)."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Told = Callable[[str, float, float | None], object]
_WORDS = {
    "play": ("Mô phỏng", "Simulating"),
    "truth": ("Tính khoảng cách thật", "True distances"),
    "write": ("Ghi điện thoại", "Writing phones"),
    "evaluate": ("Chấm điểm", "Evaluating"),
    "match": ("Đối chiếu", "Matching"),
    "read": ("Đọc lần gặp", "Reading contacts"),
    "levels": ("Tìm F1…Fn", "Finding F1…Fn"),
}


@contextmanager
def progress(lang: str, *, as_json: bool) -> Iterator[Told]:
    """To be called with stage, how much is done, of how much (None: not known); silent in JSON or without terminal."""
    if as_json or not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:

        def told(stage: str, done: float, total: float | None) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(_WORDS[stage][lang == "en"], total=total)
            shown.update(tasks[stage], completed=done, total=total)

        yield told
