"""At which moments a meeting counts in the graph (thời điểm tính lây của một lần tiếp xúc).

A level asks whether a contact came after its source's own exposure. A long meeting may have begun before it and ended
after it, so it counts twice: when it began, and when it ended.
"""

from typing import TYPE_CHECKING

from vungxanh.apps.exposure.graph.segments import Columns
from vungxanh.core.tracing.ids import DAY_MS

if TYPE_CHECKING:
    import numpy as np

LONG_MS = 15 * 60_000
WEIGHTED = ("near", "close", "room", "far")
NEEDED = ("one", "other", "start_ms", "end_ms", *WEIGHTED)


def instants(columns: Columns) -> tuple["np.ndarray", "np.ndarray", "np.ndarray"]:
    """(one, other, ms of the day) of a day's edges: int32, int32, uint32."""
    import numpy as np

    midnight = columns["start_ms"] // DAY_MS * DAY_MS
    begun = (columns["start_ms"] - midnight).astype(np.uint32)
    ended = np.minimum(columns["end_ms"] - midnight, DAY_MS - 1).astype(np.uint32)
    long = np.flatnonzero(ended >= begun + LONG_MS)
    one, other = (np.concatenate([columns[name], columns[name][long]]) for name in ("one", "other"))
    ms = np.concatenate([begun, ended[long]])
    order = np.argsort(ms, kind="stable")  # what comes in order of time is built without sorting
    return one[order], other[order], ms[order]


def is_close(columns: Columns) -> "np.ndarray":
    """Which edges weigh as much as the class "high" of `core.tracing.risk` asks, whatever the day of illness."""
    import numpy as np

    from vungxanh.core.tracing.risk import CURRENT

    weighted = np.zeros(len(columns["one"]), np.float32)
    for name, weight in zip(WEIGHTED, CURRENT.weights, strict=True):
        weighted += columns[name] * np.float32(weight)
    found: np.ndarray = weighted >= CURRENT.high_minutes
    return found
