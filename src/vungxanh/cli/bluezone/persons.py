"""Lists of persons with a moment: cases since when, isolated since when (danh sách người)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vungxanh.cli.bluezone.said import VIET_NAM, Complaints, refuse, text_of
from vungxanh.core.tracing.keylist import read_json, shown
from vungxanh.core.tracing.problems import Problem, Refused

_LISTS = ("cases", "isolated", "data")
_SECONDS_BELOW = 100_000_000_000
_LATEST_MS = 4_102_444_800_000  # the year 2100


@dataclass(frozen=True, slots=True)
class Since:
    """A person by the name of the contact file, and the moment in ms since 1970."""

    person: str | int
    ms: int


def persons_in(path: Path, lang: str) -> tuple[list[Since], Complaints]:
    """The entries of `[{"person": …, "since": …}]`, and what was wrong with others; exit code 2 for no list."""
    try:
        content = read_json(text_of(path, lang))
    except Refused as refused:
        refuse(path, refused.problem, lang)
    if isinstance(content, dict):
        content = next((content[name] for name in _LISTS if name in content), None)
    if not isinstance(content, list):
        refuse(path, Problem("no_persons"), lang)
    complaints = Complaints(path, "entry")
    return list(_usable(content, complaints)), complaints


def _usable(entries: list[object], complaints: Complaints) -> Iterator[Since]:
    for row, entry in enumerate(entries, 1):
        try:
            yield _since(entry)
        except Refused as refused:
            complaints.add([Problem(refused.problem.code, refused.problem.facts, row)])


def _since(entry: object) -> Since:
    if not isinstance(entry, dict):
        raise Refused(Problem("not_an_entry"))
    for member in ("person", "since"):
        if member not in entry:
            raise Refused(Problem("member_missing", {"member": member}))
    person = entry["person"]
    if isinstance(person, bool) or not isinstance(person, str | int):
        raise Refused(Problem("member_missing", {"member": "person"}))
    return Since(person, _moment(entry["since"]))


def _moment(value: object) -> int:
    """Seconds or milliseconds since 1970, or ISO 8601; a time without offset is that of Viet Nam."""
    if isinstance(value, str):
        try:
            read = datetime.fromisoformat(value.strip())
        except ValueError:
            raise _no_time(value) from None
        since_1970 = (read if read.tzinfo else read.replace(tzinfo=VIET_NAM)) - datetime.fromtimestamp(0, UTC)
        return _bounded(since_1970 // timedelta(milliseconds=1), value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise _no_time(value)
    return _bounded(int(value) * (1000 if value < _SECONDS_BELOW else 1), value)


def _bounded(ms: int, value: object) -> int:
    if not 0 <= ms < _LATEST_MS:
        raise _no_time(value)
    return ms


def _no_time(value: object) -> Refused:
    return Refused(Problem("not_a_time", {"member": "since", "value": shown(value, 40)}))
