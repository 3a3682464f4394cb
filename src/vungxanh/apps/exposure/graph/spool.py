"""Rows laid aside by UTC day while logs are read, so that a day at a time is in memory (hàng chờ theo ngày).

The files have no name: what a killed run leaves is gone with its process.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING

from vungxanh.apps.exposure.graph import segments
from vungxanh.core.tracing.ids import DAY_MS

if TYPE_CHECKING:
    import numpy as np

ROWS = [("hearer", "i4"), ("heard", "i4"), ("ms", "i8"), ("rssi", "i2"), ("upload", "i4")]


class Spool:
    """Rows of `ROWS`, in a file a day."""

    def __init__(self, room: ExitStack) -> None:
        self._room = room
        self._files: dict[int, IO[bytes]] = {}

    def put(self, **columns: "np.ndarray | int") -> None:
        """Add rows by column; a number stands for all of them."""
        import numpy as np

        rows = np.empty(np.size(columns["ms"]), ROWS)
        for name, column in columns.items():
            rows[name] = column
        day = rows["ms"] // DAY_MS
        for number in np.unique(day).tolist():
            self._file(number).write(rows[day == number].tobytes())

    def _file(self, day: int) -> IO[bytes]:
        if day not in self._files:
            parent = segments.folder().parent
            parent.mkdir(parents=True, exist_ok=True)
            opened = tempfile.TemporaryFile(dir=parent)  # noqa: SIM115 - the room closes it
            self._files[day] = self._room.enter_context(opened)
        return self._files[day]

    def days(self) -> list[int]:
        """The days that have rows."""
        return sorted(self._files)

    def around(self, day: int, margin_ms: int) -> "np.ndarray":
        """The rows of a day and of so much before and after it."""
        import numpy as np

        rows = np.concatenate([self._read(each) for each in (day - 1, day, day + 1)])
        begun = day * DAY_MS
        found: np.ndarray = rows[(rows["ms"] >= begun - margin_ms) & (rows["ms"] < begun + DAY_MS + margin_ms)]
        return found

    def _read(self, day: int) -> "np.ndarray":
        import numpy as np

        file = self._files.get(day)
        if file is None:
            return np.empty(0, ROWS)
        file.seek(0)
        return np.frombuffer(file.read(), ROWS)


@contextmanager
def spool() -> Iterator[Spool]:
    """One that is gone afterwards."""
    with ExitStack() as room:
        yield Spool(room)
