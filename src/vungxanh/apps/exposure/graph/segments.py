"""The files of the day segments (tệp phân đoạn ngày): Parquet with zstd, sorted by time, checked by their SHA-256.

A file is written aside, synced and renamed, and never changed: a new version is a new name. A row of `Segment` makes it
count; a file without a row is what a killed run left, and `sweep` removes it.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    import duckdb
    import numpy as np

Columns = dict[str, "np.ndarray"]
"""Edges by column: one, other, start_ms, end_ms, near, close, room, far (minutes), max_rssi, mutual."""

TYPES = {
    "one": "int32",
    "other": "int32",
    "start_ms": "int64",
    "end_ms": "int64",
    "near": "float32",
    "close": "float32",
    "room": "float32",
    "far": "float32",
    "max_rssi": "int8",
    "mutual": "bool",
}
EPOCH = date(1970, 1, 1)
MEMORY = "512MB"
_SUFFIX = ".parquet"


class Damaged(Exception):  # noqa: N818 - the name says what happened
    """A segment's file is not what was written."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file in its place: its name under the folder, rows and SHA-256 in hex."""

    name: str
    rows: int
    sha256: str


def folder() -> Path:
    """Where segments lie."""
    return Path(settings.EXPOSURE_DIR) / "segments"


def path_of(name: str) -> Path:
    """Where one lies."""
    return folder() / name


def day_of(number: int) -> date:
    """The UTC day of a number of days since 1970."""
    return EPOCH + timedelta(days=number)


def number_of(day: date) -> int:
    """The other way round."""
    return (day - EPOCH).days


@contextmanager
def connection() -> Iterator["duckdb.DuckDBPyConnection"]:
    """A DuckDB in memory that stays small and reads nothing but what it is handed."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "memory_limit": MEMORY}
    with duckdb.connect(":memory:", config=config) as held:
        yield held


def ordered(columns: Columns) -> Columns:
    """The rows in order of time and persons, each column in its own type."""
    import numpy as np

    order = np.lexsort((columns["other"], columns["one"], columns["end_ms"], columns["start_ms"]))
    return {name: np.ascontiguousarray(columns[name][order], kind) for name, kind in TYPES.items()}


def digest(columns: Columns) -> str:
    """SHA-256 of what ordered columns say, in hex: equal edges have equal digests, whatever wrote the file."""
    said = hashlib.sha256()
    for name in TYPES:
        said.update(columns[name].tobytes())
    return said.hexdigest()


def write(day: date, area: str, version: int, run: str, columns: Columns) -> Written:
    """Write a segment of ordered columns durably to its place; a file of that name is replaced as a whole.

    Two runs write no file of one name: what one of them takes away is never what the other has just made.
    """
    name = f"{day:%Y-%m-%d}/{area}-v{version}-{run[:16]}{_SUFFIX}"
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=target.parent, suffix=".part")
    os.close(handle)
    path = Path(aside)
    try:
        with connection() as held:
            held.register("edges", columns)
            held.execute(
                f"COPY (SELECT * FROM edges) TO '{path}' (FORMAT parquet, COMPRESSION zstd)",  # noqa: S608 - our path
            )
        sha256 = _sha256(path)
        _sync(path)
        path.chmod(0o640)
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)
    _sync(target.parent)
    return Written(name, len(columns["one"]), sha256)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checked(name: str, sha256: str) -> Path:
    """The path of a segment whose bytes are those that were written; Damaged, FileNotFoundError."""
    path = path_of(name)
    if _sha256(path) != sha256:
        raise Damaged(name)
    return path


def read(name: str, sha256: str, wanted: Sequence[str] = tuple(TYPES)) -> Columns:
    """Some columns of a segment, checked; Damaged, FileNotFoundError."""
    return read_together([checked(name, sha256)], wanted)


def read_together(paths: Sequence[Path], wanted: Sequence[str]) -> Columns:
    """Some columns of checked files, one after the other; it costs less than file by file."""
    if not set(wanted) <= set(TYPES):
        raise ValueError(f"no such columns: {set(wanted) - set(TYPES)}")
    with connection() as held:
        found: Columns = held.execute(
            f"SELECT {', '.join(wanted)} FROM read_parquet(?)",  # noqa: S608 - names of TYPES
            [[str(path) for path in paths]],
        ).fetchnumpy()
    return found


def files() -> Iterator[Path]:
    """Every file under the folder, whole or half."""
    yield from (path for path in folder().glob("*/*") if path.is_file())


def remove(names: Iterable[str]) -> None:
    """Take files away, and the day's folder with its last one."""
    for name in names:
        path = path_of(name)
        path.unlink(missing_ok=True)
        if path.parent.exists() and not any(path.parent.iterdir()):
            path.parent.rmdir()


def persons_changed(before: Columns | None, after: Columns | None) -> frozenset[int]:
    """Of whom the two say different things."""
    import numpy as np

    told = [set(zip(*(one[name].tolist() for name in TYPES), strict=True)) if one else set() for one in (before, after)]
    different = told[0] ^ told[1]
    return frozenset(np.unique([person for row in different for person in row[:2]]).tolist())
