"""At which minutes a meeting counts in the graph (phút tính lây của một lần tiếp xúc).

A level asks whether a contact came after its source's own exposure. A long meeting may have begun before it and ended
after it, so it counts twice: when it began, and when it ended.
"""

from typing import TYPE_CHECKING

from vungxanh.apps.exposure.graph.segments import Columns
from vungxanh.core.tracing.ids import DAY_MS

if TYPE_CHECKING:
    import numpy as np

LONG_MINUTES = 15
LAST_MINUTE = 1_439
MINUTE_MS = 60_000
WEIGHTED = ("near", "close", "room", "far")
NEEDED = ("one", "other", "start_ms", "end_ms", *WEIGHTED)


def instants(columns: Columns) -> tuple["np.ndarray", "np.ndarray", "np.ndarray"]:
    """(one, other, minute of the day) of a day's edges: int32, int32, uint16."""
    import numpy as np

    midnight = columns["start_ms"] // DAY_MS * DAY_MS
    begun = ((columns["start_ms"] - midnight) // MINUTE_MS).astype(np.uint16)
    ended = np.minimum((columns["end_ms"] - midnight) // MINUTE_MS, LAST_MINUTE).astype(np.uint16)
    long = np.flatnonzero(ended >= begun.astype(np.int32) + LONG_MINUTES)
    one, other = (np.concatenate([columns[name], columns[name][long]]) for name in ("one", "other"))
    minute = np.concatenate([begun, ended[long]])
    order = np.argsort(minute, kind="stable")  # what comes in order of time is built without sorting
    return one[order], other[order], minute[order]


def is_close(columns: Columns) -> "np.ndarray":
    """Which edges weigh as much as the class "high" of `core.tracing.risk` asks, whatever the day of illness."""
    import numpy as np

    from vungxanh.core.tracing.risk import CURRENT

    weighted = np.zeros(len(columns["one"]), np.float32)
    for name, weight in zip(WEIGHTED, CURRENT.weights, strict=True):
        weighted += columns[name] * np.float32(weight)
    found: np.ndarray = weighted >= CURRENT.high_minutes
    return found
