"""The store of an agent that is there already (mở kho)."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vungxanh.cli.bluezone.said import VIET_NAM, leave, sentence, stop
from vungxanh.cli.days import parse_day

if TYPE_CHECKING:
    from vungxanh.device.store import Store

FOLDER = click.option(
    "--store",
    "folder",
    type=click.Path(path_type=Path),
    help="Thư mục kho / folder of the store; the agent's own by default.",
)


def now_ms() -> int:
    """The present moment by this machine, in ms since 1970."""
    return time.time_ns() // 1_000_000


def place_of(folder: Path | None, lang: str) -> Path:
    """The folder that was named, or the agent's own; leaves when no store is there: looking makes none."""
    from vungxanh.device.places import default_folder

    place = folder or default_folder()
    try:
        there = (place / "store.sqlite3").is_file()
    except OSError:
        stop("unreadable", lang, name=place)
    if not there:
        stop("no_store", lang, name=place)
    return place


@contextmanager
def opened_store(place: Path, lang: str) -> Iterator["Store"]:
    """The store, beside a running agent or alone; what cannot be done ends in one sentence and exit code 2."""
    from vungxanh.device.opening import named, open_store
    from vungxanh.device.problems import DeviceProblem

    try:
        with named(place), closing(open_store(place)) as store:
            yield store
    except DeviceProblem as problem:
        leave(problem.sentence(lang))


def since(text: str | None, lang: str) -> int:
    """The beginning of a day in Viet Nam, in ms since 1970; 0 when none was given."""
    if text is None:
        return 0
    day = parse_day(text)
    if day is None:
        leave(sentence("not_a_day", lang, text=text[:40]))
    return (day.toordinal() - 719_163) * 86_400_000 - 7 * 3_600_000


def hours(text: str, lang: str) -> tuple[int, int]:
    """`2020-08-10 18:00/2020-08-10 21:00` in Viet Nam's time, as seconds since 1970; leaves when it is no such span."""
    try:
        from_s, until_s = (
            int(datetime.strptime(part.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=VIET_NAM).timestamp())
            for part in text.split("/")
        )
    except ValueError:
        stop("not_hours", lang, text=text[:60])
    if until_s <= from_s:
        stop("not_hours", lang, text=text[:60])
    return from_s, until_s
