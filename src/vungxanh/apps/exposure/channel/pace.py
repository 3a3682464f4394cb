"""Answers take the same time whether there was something to keep or not (nhịp trả lời).

Chaff and real reports are answered no sooner than one and a half times the moving average of what real ones took.
"""

import time
from threading import Lock

LEAST_S, MOST_S = 0.02, 1.0
SHARE, MARGIN = 0.1, 1.5


class Pace:
    """The moving average of one process."""

    def __init__(self) -> None:
        self._mean, self._lock = LEAST_S / MARGIN, Lock()

    @property
    def floor_s(self) -> float:
        """No answer comes sooner."""
        return min(max(self._mean * MARGIN, LEAST_S), MOST_S)

    def wait(self, started: float, *, real: bool) -> None:
        """Learn from a real one how long it took since `started` (`time.monotonic`), then wait out the rest."""
        taken = time.monotonic() - started
        if real:
            with self._lock:
                self._mean += SHARE * (min(taken, MOST_S) - self._mean)
        time.sleep(max(0.0, self.floor_s - taken))
