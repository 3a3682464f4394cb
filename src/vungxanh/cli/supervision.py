"""Parts that are begun again when they die; only one that dies again and again ends the program (giám sát)."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import click

Part = subprocess.Popen[bytes]
Begin = Callable[[], Part]
MOST_DEATHS = 5
WITHIN_S = 60.0
LONGEST_WAIT_S = 8.0
LOOK_EVERY_S = 0.5


@dataclass(slots=True)
class Watched:
    """A part with the way to begin it, the moments of its late deaths and, while it is down, when it comes back."""

    begin: Begin
    part: Part
    deaths: list[float] = field(default_factory=list)
    back_at: float | None = None


def watch(watched: dict[str, Watched], running: dict[str, Part]) -> None:
    """Keep `running` alive, and return by an exception only: on a signal, or when a part dies too often."""
    while True:
        now = time.monotonic()
        for name, one in watched.items():
            if one.back_at is not None:
                if now >= one.back_at:
                    one.part = running[name] = one.begin()
                    one.back_at = None
            elif (code := one.part.poll()) is not None:
                one.back_at = now + _lost(name, one, code, now)
        time.sleep(LOOK_EVERY_S)


def _lost(name: str, one: Watched, code: int, now: float) -> float:
    """Say that a part has died, and for how many seconds it stays down: longer each time, from half a second on."""
    with suppress(ProcessLookupError):
        os.killpg(one.part.pid, signal.SIGKILL)  # a server that was killed leaves its own workers, and they the port
    one.deaths = [moment for moment in one.deaths if now - moment < WITHIN_S] + [now]
    if len(one.deaths) >= MOST_DEATHS:
        said = f"Tiến trình {name} dừng {MOST_DEATHS} lần trong một phút (mã {code}); xem thông báo phía trên."
        raise click.ClickException(f"{said} / The {name} process has died {MOST_DEATHS} times in a minute, see above.")
    wait = min(LONGEST_WAIT_S, 2.0 ** (len(one.deaths) - 2))
    click.echo(f"Tiến trình {name} đã dừng (mã {code}); khởi động lại. / The {name} process has ended; restarting.")
    return wait
