"""How the agent behaves: duty cycles and limits, the app's own numbers where it had one (cấu hình tác tử)."""

import math
from dataclasses import dataclass, replace

from vungxanh.core.tracing.adverts import Kind
from vungxanh.device.problems import DeviceProblem

MOST_S = 3_600  # a longer pause than four slots would miss whole identifiers


@dataclass(frozen=True, slots=True)
class Duty:
    """Seconds on and off; no pause at all when `off_s` is 0."""

    on_s: float
    off_s: float

    def __str__(self) -> str:
        return f"{self.on_s:g}/{self.off_s:g}"

    def left_s(self, passed_s: float) -> tuple[bool, float]:
        """Whether it is on `passed_s` after its start, and for how long that lasts; in whole ms."""
        if not self.off_s:
            return True, self.on_s
        on, cycle = round(self.on_s * 1000), round((self.on_s + self.off_s) * 1000)
        within = round(passed_s * 1000) % cycle
        return (True, (on - within) / 1000) if within < on else (False, (cycle - within) / 1000)


@dataclass(frozen=True, slots=True)
class Settings:
    """Background by default: advertise 15 of 30 s, scan 40 of 300 s, as the app's configuration 3.0.3."""

    advertise: Duty = Duty(15, 15)
    scan: Duty = Duty(40, 260)
    speaks_as: Kind = Kind.ANDROID  # ANDROID tells its identifier in the advert, IPHONE lets it be read
    beacon_every: int = 2  # with every so many starts of the advert goes the wake-up of iPhones; 0: never
    gatt_timeout_s: float = 10.0
    gatt_pause_s: float = 1.0
    flush_s: float = 1.0
    purge_s: float = 3_600.0
    reopen_s: tuple[float, ...] = (1, 2, 4, 8, 16, 32, 60)
    uploads: bool = True  # send what the owner consented to; a simulation or recording never does
    offset_s: float = 0.0  # when the duty cycles began, before the start: so phones do not march in step


BACKGROUND = Settings()
FOREGROUND = replace(BACKGROUND, advertise=Duty(150, 5), scan=Duty(150, 5), beacon_every=1)
REPLAY = replace(BACKGROUND, advertise=Duty(60, 0), scan=Duty(60, 0), uploads=False)


def read_duty(text: str, option: str) -> Duty:
    """From "40/260": seconds on, seconds off; raises DeviceProblem for what makes no sense."""
    on, _, off = text.partition("/")
    try:
        duty = Duty(float(on), float(off))
    except ValueError:
        duty = Duty(math.nan, math.nan)
    if not (1 <= duty.on_s <= MOST_S and 0 <= duty.off_s <= MOST_S):
        raise DeviceProblem("duty_unreadable", {"text": text[:40], "option": option, "most": MOST_S})
    return duty
