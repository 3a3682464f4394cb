"""When phones send and listen: the duty cycles of the original app on both systems (nhịp phát và quét)."""

from dataclasses import dataclass
from random import Random

import numpy as np

from vungxanh.device.scenarios.scene import Scene

MAC_S = 900.0  # how long an iPhone keeps a random address, about


@dataclass(frozen=True, slots=True)
class Habits:
    """Seconds on and off, and which share of the phones does what.

    The cycles are those of the app (Android behind and in front); iPhones have none. How often an iPhone advertises
    and how little it listens behind is from memory, and so are the shares.
    """

    send_s: tuple[float, float] = (15.0, 15.0)
    scan_s: tuple[float, float] = (40.0, 260.0)
    front_s: tuple[float, float] = (150.0, 5.0)
    android_front: float = 0.1
    iphone_front: float = 0.25
    other_apps: float = (
        0.3  # iPhones behind whose overflow mask carries another app's bit too: Android's filter misses them
    )
    adverts_per_s: float = 10.0
    iphone_adverts_per_s: float = 6.5
    hidden_adverts_per_s: float = 1.0
    hidden_listening: float = 0.1
    clock_s: float = 2.0  # deviation of the phones' clocks


class Phones:
    """What each phone is and does, by column; `t_s` counts from the start of the scene."""

    def __init__(self, scene: Scene, seed: int, habits: Habits) -> None:
        random = Random(f"{seed}:habits")  # noqa: S311 - a model of the world, not a secret
        self.count, self._habits = scene.phones, habits
        self.iphone = np.array([one in scene.iphones for one in range(self.count)])
        shares = np.where(self.iphone, habits.iphone_front, habits.android_front)
        self.front = np.array([random.random() for _ in range(self.count)]) < shares
        self.crowded = np.array([random.random() for _ in range(self.count)]) < habits.other_apps
        self.clock_ms = np.array([round(random.gauss(0, habits.clock_s * 1000)) for _ in range(self.count)])
        self.offset_s = np.array(scene.offsets_s)
        self._send = self._cycles(habits.send_s)
        self._scan = self._cycles(habits.scan_s)
        hidden = np.where(self.front, habits.iphone_adverts_per_s, habits.hidden_adverts_per_s)
        self.adverts_per_s = np.where(self.iphone, hidden, habits.adverts_per_s)
        self.listening = np.where(self.iphone & ~self.front, habits.hidden_listening, 1.0)

    def _cycles(self, behind: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
        """Length of the cycle and of its first part, of each phone."""
        on, off = (
            np.where(self.front, front, hidden) for front, hidden in zip(self._habits.front_s, behind, strict=True)
        )
        return on + off, on

    def sending(self, t_s: float) -> np.ndarray:
        """Who has an advert on the air."""
        cycle, on = self._send
        return np.asarray(self.iphone | ((t_s - self.offset_s) % cycle < on))

    def scanning(self, t_s: float) -> np.ndarray:
        """Who listens, be it a part of the time."""
        cycle, on = self._scan
        return np.asarray(self.iphone | ((t_s - self.offset_s) % cycle < on))

    def burst(self, t_s: float) -> np.ndarray:
        """The number of each Android phone's present burst of adverts."""
        return np.asarray((t_s - self.offset_s) // self._send[0]).astype(np.int64)

    def burst_start_s(self, t_s: float) -> np.ndarray:
        """When it began: the identifier on the air is the one of that moment."""
        cycle, _ = self._send
        return np.asarray(t_s - (t_s - self.offset_s) % cycle)

    def address(self, t_s: float) -> np.ndarray:
        """The number of each iPhone's present random address."""
        return np.asarray((t_s - 3 * self.offset_s) // MAC_S).astype(np.int64)

    def visible(self) -> np.ndarray:
        """Receiver by sender: what the filters let pass, and what two hidden iPhones never see of each other."""
        apple = self.iphone[None, :]
        to_android = ~apple | self.front[None, :] | ~self.crowded[None, :]
        to_iphone = ~apple | self.front[None, :] | self.front[:, None]
        return np.where(self.iphone[:, None], to_iphone, to_android)
