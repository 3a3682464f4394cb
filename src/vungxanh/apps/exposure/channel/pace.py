"""Answers take the same time whether there was something to keep or not (nhịp trả lời).

Real reports and chaff are answered at a beat of one and a half times the moving average of what real ones took, or at
the second or third beat when the machine was busy: how long one took shows in whole beats only.
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
    def beat_s(self) -> float:
        """No answer comes sooner."""
        return min(max(self._mean * MARGIN, LEAST_S), MOST_S)

    def learn(self, taken_s: float) -> None:
        """A real one took so long."""
        with self._lock:
            self._mean += SHARE * (min(taken_s, MOST_S) - self._mean)

    def rest_s(self, taken_s: float) -> float:
        """How long it is to the next beat."""
        return -taken_s % self.beat_s

    def wait(self, started: float, *, real: bool) -> None:
        """Learn from a real one how long it took since `started` (`time.monotonic`), then wait for the beat."""
        taken_s = time.monotonic() - started
        if real:
            self.learn(taken_s)
        time.sleep(self.rest_s(taken_s))
