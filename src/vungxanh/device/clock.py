"""What time it is, and time that runs as fast as the work allows (đồng hồ, thời gian ảo)."""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

Done = TypeVar("Done")


class Clock(Protocol):
    """Milliseconds since 1970, UTC."""

    def now_ms(self) -> int:
        """The present moment."""
        ...


class MachineClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        """The present moment."""
        return time.time_ns() // 1_000_000


class LoopClock:
    """`start_ms` and the time that passed in the event loop since."""

    def __init__(self, start_ms: int, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._start_ms, self._zero = loop, start_ms, loop.time()

    def now_ms(self) -> int:
        """The present moment."""
        return self._start_ms + round((self._loop.time() - self._zero) * 1000)


class _Jumping(selectors.DefaultSelector):
    """Instead of waiting for the next timer it moves the loop's time there; at a finite speed it waits to keep pace."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self.passed, self._speed, self._started = 0.0, speed, time.monotonic()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ahead_s = (self.passed + timeout) / self._speed - (time.monotonic() - self._started)
        ready = super().select(max(0.0, ahead_s))
        if not ready:
            self.passed += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is virtual: `speed` seconds a second, or without waiting at all when it is infinite."""

    def __init__(self, speed: float = float("inf")) -> None:
        self._jumping = _Jumping(speed)
        super().__init__(self._jumping)
        # A timer is due up to this early; below the spacing of floats after months of virtual time it never would be.
        self._clock_resolution = 1e-6

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._jumping.passed


def run_virtually(main: Callable[[], Coroutine[Any, Any, Done]], speed: float = float("inf")) -> Done:
    """Run a coroutine to its end in virtual time."""
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(speed)) as runner:
        return runner.run(main())
