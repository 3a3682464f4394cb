"""Who really was near whom, from the walks themselves (sự thật hình học)."""

from dataclasses import dataclass

import numpy as np

from vungxanh.device.scenarios.noting import Note, nobody
from vungxanh.device.scenarios.scene import Scene

NEAR_M = 2.0
TRUE_MINUTES = 15.0


@dataclass(frozen=True, slots=True)
class Near:
    """Two phones that were within two metres: how long in all, first and last second, least distance."""

    one: int
    other: int
    minutes: float
    first_s: int
    last_s: int
    nearest_m: float

    @property
    def true_contact(self) -> bool:
        """Whether the official definition holds: within 2 m for 15 minutes or more."""
        return self.minutes >= TRUE_MINUTES


def truth(scene: Scene, seconds: int, note: Note = nobody) -> list[Near]:
    """Every pair that came within two metres, looked at once a second."""
    square = (scene.phones, scene.phones)
    near, first, last = np.zeros(square, np.int32), np.full(square, -1), np.full(square, -1)
    nearest = np.full(square, np.inf)
    for second in range(seconds):
        stand = scene.stand(float(second))
        apart = np.hypot(stand.x[:, None] - stand.x[None, :], stand.y[:, None] - stand.y[None, :])
        apart = np.where(stand.here[:, None] & stand.here[None, :], apart, np.inf)
        close = apart <= NEAR_M
        near += close
        first[close & (first < 0)] = second
        last[close] = second
        np.minimum(nearest, apart, out=nearest)
        note("truth", second + 1, seconds)
    pairs = zip(*np.nonzero(np.triu(near, 1)), strict=True)
    return [
        Near(
            int(one), int(other), round(float(near[one, other]) / 60, 2),
            int(first[one, other]), int(last[one, other]), round(float(nearest[one, other]), 2),
        )
        for one, other in pairs
    ]  # fmt: skip
